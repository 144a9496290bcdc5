//! Blobs in a local folder and in a real S3-speaking server.

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use std::io;
use store::{Error, blobs::Blobs};

async fn read(blobs: &Blobs, tenant: &str, key: &str) -> Vec<u8> {
    let reader = blobs.get(tenant, key).await.unwrap();
    let parts: Vec<Bytes> = reader.stream.try_collect().await.unwrap();
    assert_eq!(reader.size, parts.iter().map(|p| p.len() as u64).sum::<u64>());
    parts.concat()
}

/// 12 MB in uneven pieces: more than one part on S3.
fn large() -> Vec<Bytes> {
    (0..120_u8).map(|i| Bytes::from(vec![i; 100_000 + usize::from(i)])).collect()
}

async fn round_trip(blobs: &Blobs) {
    let small = blobs.put_bytes("acme", "hello").await.unwrap();
    assert_eq!(small.size, 5);
    assert_eq!(small.sha256, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    assert_eq!(read(blobs, "acme", &small.key).await, b"hello");

    let parts = large();
    let big = blobs.put("acme", stream::iter(parts.clone()).map(Ok::<_, io::Error>)).await.unwrap();
    assert_eq!(big.size, parts.concat().len() as u64);
    assert!(read(blobs, "acme", &big.key).await == parts.concat());

    // A neighbour's blobs are out of reach, even with the key in hand.
    assert!(matches!(blobs.get("globex", &small.key).await, Err(Error::NotFound(_))));
    assert_eq!(blobs.size("globex", &small.key).await.unwrap(), None);

    let mut list: Vec<_> = blobs.list("acme").unwrap().try_collect().await.unwrap();
    let mut expected = vec![(small.key.clone(), small.size), (big.key.clone(), big.size)];
    list.sort();
    expected.sort();
    assert_eq!(list, expected);

    blobs.delete("acme", &small.key).await.unwrap();
    blobs.delete("acme", &small.key).await.unwrap();
    assert_eq!(blobs.size("acme", &small.key).await.unwrap(), None);

    let broken = stream::iter(parts).map(Ok).chain(stream::iter([Err(io::Error::other("the line went dead"))]));
    let error = blobs.put("acme", broken).await.unwrap_err();
    assert!(error.to_string().contains("the line went dead"), "{error}");
    assert_eq!(blobs.delete_all("acme").await.unwrap(), 1, "a broken upload leaves nothing");
}

#[tokio::test]
async fn folder_round_trip() {
    let dir = tempfile::tempdir().unwrap();
    round_trip(&Blobs::open(None, dir.path()).unwrap()).await;
}

#[tokio::test]
async fn s3_round_trip() {
    let url = testkit::bucket("guanxi-blobs").await;
    round_trip(&Blobs::open(Some(&url), std::path::Path::new("unused")).unwrap()).await;
}

#[tokio::test]
async fn unsafe_names_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(None, dir.path()).unwrap();
    for key in ["", "..", "../globex/x", "/etc/passwd", "a//b", "a/../b", ".hidden", "a b", "a%2fb", "a\\b", "a\0b", "1/2/3/4/5"]
    {
        assert!(matches!(blobs.get("acme", key).await, Err(Error::Invalid(_))), "{key:?}");
    }
    for tenant in ["", "..", "a/b", "Acme", "a b"] {
        assert!(blobs.put_bytes(tenant, "x").await.is_err(), "{tenant:?}");
    }
    for url in ["/srv/blobs", "s3://", "s3://key@bucket", "s3://bucket?colour=red"] {
        assert!(matches!(Blobs::open(Some(url), dir.path()), Err(Error::Invalid(_))), "{url}");
    }
}

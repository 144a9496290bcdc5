//! A bucket of the S3 server that tests run beside.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Makes the bucket when it is missing and gives the address of a fresh prefix in it.
///
/// # Panics
/// When `GUANXI_TEST_S3` is not set or the server does not answer.
pub async fn bucket(name: &str) -> String {
    let Ok(endpoint) = std::env::var("GUANXI_TEST_S3") else {
        panic!("GUANXI_TEST_S3 is not set: run this test through scripts/with-services.sh, which starts an S3 server");
    };
    let endpoint = endpoint.trim_end_matches('/');
    let host = endpoint.strip_prefix("http://").expect("an http:// address");
    let mut conn = tokio::net::TcpStream::connect(host).await.unwrap();
    let request = format!("PUT /{name} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    conn.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    conn.read_to_string(&mut answer).await.unwrap();
    let status = answer.lines().next().unwrap_or_default();
    assert!(status.contains("200") || status.contains("409"), "{answer}");
    let prefix = rand::random::<u32>();
    format!("s3://key:secret@{name}/test-{prefix}?endpoint={endpoint}&region=us-east-1")
}

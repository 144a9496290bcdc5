//! A disk that fills up inside a commit group: nobody is told that lost work was saved.

use std::path::Path;
use std::process::Command;
use std::time::Duration;
use store::{Error, Tenant};
use testkit::{Kind, on};

/// A small memory disk, unmounted when dropped.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn new(size: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let done = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(folder.path())
            .output()
            .unwrap();
        assert!(
            done.status.success(),
            "this test mounts a small tmpfs and needs root with CAP_SYS_ADMIN: {}",
            String::from_utf8_lossy(&done.stderr)
        );
        Self(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

async fn insert(t: Tenant, k: i64, megabytes: usize) -> Result<(), Error> {
    t.write(move |tx| {
        Box::pin(async move {
            for part in 0..megabytes.max(1) {
                let bytes = vec![1_u8; if megabytes == 0 { 10 } else { 1 << 20 }];
                tx.run(
                    "insert into @blob (k, part, b) values ($1, $2, $3)",
                    &[k.into(), i64::try_from(part).unwrap().into(), bytes.into()],
                )
                .await?;
            }
            Ok(())
        })
    })
    .await
}

/// One write blocks the writer while others queue behind it, so that they share the next commit.
async fn one_group(t: &Tenant, writes: &[(i64, usize)]) -> Vec<Result<(), Error>> {
    let blocker = t.clone();
    let block = tokio::spawn(async move {
        blocker
            .write::<_, Error, _>(|tx| {
                Box::pin(async {
                    tx.all("select 1", &[]).await?;
                    std::thread::sleep(Duration::from_millis(200));
                    Ok(())
                })
            })
            .await
    });
    let mut tasks = Vec::new();
    for (k, megabytes) in writes {
        tokio::time::sleep(Duration::from_millis(20)).await;
        tasks.push(tokio::spawn(insert(t.clone(), *k, *megabytes)));
    }
    // It may have joined the group that was lost.
    let _ = block.await.unwrap();
    let mut done = Vec::new();
    for task in tasks {
        done.push(task.await.unwrap());
    }
    done
}

fn run(size: &'static str, huge: usize) {
    let disk = SmallDisk::new(size);
    let data = disk.path().to_owned();
    on(
        Kind::Sqlite,
        move |c| c.data = data.clone(),
        |db| async move {
            db.a.ddl(&[
                "create table @blob (k {int} not null, part {int} not null, b {bytes}, primary key (k, part)) {strict}".into()
            ])
            .await
            .unwrap();
            let done = one_group(&db.a, &[(1, 0), (2, huge), (3, 0)]).await;
            assert_eq!(done[1], Err(Error::Full), "the large write did not fit");
            let kept: Vec<i64> =
                db.a.get("select distinct k from @blob order by k", &[])
                    .await
                    .unwrap()
                    .iter()
                    .map(|r| r.int(0).unwrap())
                    .collect();
            for (k, done) in [(1, &done[0]), (3, &done[2])] {
                assert_eq!(done.is_ok(), kept.contains(&k), "write {k} was told {done:?}, the file holds {kept:?}");
            }
            assert!(!kept.contains(&2));
            assert!(done[0].is_err(), "the group was lost as a whole, so its first write must hear of it");
            insert(db.a.clone(), 4, 0).await.unwrap();
            insert(db.a.clone(), 5, 0).await.unwrap();
        },
    );
}

#[test]
fn full_while_a_statement_runs() {
    run("48m", 130);
}

#[test]
fn full_while_committing() {
    run("8m", 20);
}

//! Restoring: a new home filled from a back-up, after the whole file was read and checked. The tenant is entered only when
//! everything is in place, and what was begun is thrown away when anything fails.

use super::unpack::{Piece, Pieces};
use super::{Contents, Manifest, TableOf, damaged, rows};
use crate::control::TenantInfo;
use crate::home::{Home, check_slug};
use crate::load::Loader;
use crate::snapshot::{Chunk, Snapshot, Table};
use crate::{Error, Result, Store, Tenant, place, relocate};
use bytes::Bytes;
use futures_util::stream;
use std::path::Path;
use std::time::Duration;
use tokio::sync::mpsc;

/// How long a restore keeps others from restoring to the same name.
const LEASE: Duration = Duration::from_secs(12 * 3600);

impl Store {
    /// Makes the tenant `slug` from a back-up, in any kind of home, whatever kind it came from. No tenant of that name
    /// may exist. Its tables are brought up to this program's when it is opened.
    ///
    /// # Errors
    /// [`Error::Exists`]; [`Error::NeedsNewerProgram`]; [`Error::Invalid`] for a damaged file; errors of the database.
    /// Nothing is left behind then.
    pub async fn restore(&self, slug: &str, file: &Path, home: Home) -> Result<TenantInfo> {
        check_slug(slug)?;
        let control = self.control();
        let role = format!("restore {slug}");
        let Some(lease) = control.acquire_lease(0, &role, self.node(), LEASE).await? else {
            return Err(Error::Exists(format!("another restore to {slug}, which is still under way,")));
        };
        let restored = self.restore_alone(slug, file, home).await;
        control.release_lease(&lease).await?;
        restored
    }

    async fn restore_alone(&self, slug: &str, file: &Path, home: Home) -> Result<TenantInfo> {
        if self.control().tenant(slug).await.is_ok() {
            return Err(Error::Exists(format!("the tenant {slug}")));
        }
        self.0.homes.check_room(slug, &home).await?;
        // Read to its end first: nothing that a damaged file says is ever run.
        let (manifest, _) = self.check_backup(file).await?;
        if let Some(needs) = manifest.needs_program.clone().filter(|n| crate::migrate::is_newer(n, self.program())) {
            let tenant = format!("the back-up of {}", manifest.slug);
            return Err(Error::NeedsNewerProgram { tenant, needs, have: self.program().to_owned() });
        }
        let mut pieces = Pieces::open(file).await?;
        pieces.manifest().await?;
        // What a restore that was killed may have left.
        self.clear(slug, &home).await?;
        let target =
            Tenant::new(0, slug, self.0.homes.open(slug, &home).await?, self.clock().clone(), (1, self.0.keys.clone()), None);
        place::set_complete(&target.0.db, false).await?;
        let done = match self.fill(&target, &manifest, &mut pieces).await {
            Ok(()) => match crate::secrets::check(&target, &self.0.keys, self.0.layers()).await {
                Ok(()) => self.enter(&target, &manifest, &home).await,
                Err(e) => Err(e),
            },
            Err(e) => Err(e),
        };
        if done.is_err() {
            self.0.forget(slug);
            place::set_complete(&target.0.db, false).await?;
            drop(target);
            self.clear(slug, &home).await?;
        }
        done
    }

    /// Gives the tenant its name, and opens it once.
    async fn enter(&self, target: &Tenant, manifest: &Manifest, home: &Home) -> Result<TenantInfo> {
        let slug = target.slug();
        let info = self.control().add_tenant(slug, &manifest.name, home).await?;
        let opened = match place::set_complete(&target.0.db, true).await {
            Ok(()) => self.tenant(slug).await,
            Err(e) => Err(e),
        };
        if let Err(e) = opened {
            self.control().remove_tenant(info.id).await?;
            return Err(e);
        }
        self.wakes().wake(info.id, self.clock().now());
        self.control().tenant(slug).await
    }

    async fn clear(&self, slug: &str, home: &Home) -> Result<()> {
        self.0.homes.throw_away(slug, home).await?;
        self.blobs().delete_all(slug).await.map(drop)
    }

    async fn fill(&self, target: &Tenant, manifest: &Manifest, pieces: &mut Pieces) -> Result<()> {
        let slug = target.slug();
        relocate::make_tables(target, &manifest.ddl).await?;
        let here = Snapshot::open(&target.0.db).await?.tables().await?;
        let loader = Loader::open(&target.0.db).await?;
        let mut contents = Contents::default();
        for table in &manifest.tables {
            let there = here
                .iter()
                .find(|t| t.name == table.name)
                .ok_or_else(|| damaged(format!("nothing makes the table {}", table.name)))?;
            let count = fill_table(&loader, table, there, pieces).await?;
            contents.rows.insert(table.name.clone(), count);
        }
        loader.finish().await?;
        loop {
            match pieces.next().await? {
                Piece::Blob { key, size } => {
                    self.fill_blob(slug, &key, size, pieces).await?;
                    contents.blobs += 1;
                    contents.blob_bytes += size;
                }
                Piece::End(end) => {
                    contents.sha256.clone_from(&end.sha256);
                    let same = contents == end;
                    return if same { Ok(()) } else { Err(damaged("it does not hold what it says at its end")) };
                }
                _ => return Err(damaged("its entries are not in order")),
            }
        }
    }

    async fn fill_blob(&self, slug: &str, key: &str, size: u64, pieces: &mut Pieces) -> Result<()> {
        let parts = stream::unfold(pieces, |pieces| async {
            match pieces.peek().await {
                Ok(Piece::BlobPart(_)) => {}
                Ok(_) => return None,
                Err(e) => return Some((Err(e.clone()), pieces)),
            }
            match pieces.next().await {
                Ok(Piece::BlobPart(part)) => Some((Ok::<Bytes, Error>(part), pieces)),
                _ => None,
            }
        });
        let blob = self.blobs().put_as(slug, key, Box::pin(parts)).await?;
        if blob.size == size { Ok(()) } else { Err(damaged(format!("the blob {key} is cut off"))) }
    }
}

/// Passes the rows of one table on to the loader. Returns how many there were.
async fn fill_table(loader: &Loader, table: &TableOf, there: &Table, pieces: &mut Pieces) -> Result<u64> {
    let of =
        Table { name: table.name.clone(), columns: table.columns.clone(), types: Vec::new(), sequence: table.sequence.clone() };
    let (send, chunks) = mpsc::channel::<Result<Chunk>>(2);
    let pump = async move {
        while let Piece::Rows { table: of, .. } = pieces.peek().await?
            && *of == table.name
        {
            let Piece::Rows { text, .. } = pieces.next().await? else { break };
            if send.send(rows::read(&text, table.columns.len())).await.is_err() {
                // The loader has failed and says why.
                break;
            }
        }
        Ok(())
    };
    let (pumped, filled) = futures_util::future::join(pump, loader.fill(&of, there, chunks)).await;
    pumped.and(filled)
}

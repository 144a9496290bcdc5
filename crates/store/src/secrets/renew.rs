//! Everything is sealed with the current key: what lies in clear or under an old one is sealed anew, row by row, each only as long as
//! nobody has changed it meanwhile; so it may end at any point and begin again.

use super::file::{Key, Ring, key_of};
use super::{Keys, Lost, Sealed};
use crate::migrate::Layer;
use crate::{Error, Result, Scan, Store, Tenant};
use model::{Id, Val};
use std::path::PathBuf;
use std::time::Duration;

const DEADLINE: Duration = Duration::from_secs(60);
/// How long what other servers began with the old key may take to be written.
const GRACE: Duration = Duration::from_secs(2);

/// How the sealed values of a tenant are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SealedState {
    pub whole: u64,
    /// They do not open: sealed with a key that this server does not have, or for another place.
    pub lost: u64,
}

/// What a rotation did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotated {
    /// The key with which everything is sealed now.
    pub key: String,
    /// How many values that are.
    pub sealed: u64,
    /// Where the old keys are kept, for back-ups made before; none when they came from a variable, or there were none.
    pub kept: Option<PathBuf>,
}

/// A value with the id of its row.
struct Found {
    row: Id,
    value: Val,
}

impl Found {
    fn bytes(&self) -> &[u8] {
        match &self.value {
            Val::Text(text) => text.as_bytes(),
            Val::Bytes(bytes) => bytes,
            _ => &[],
        }
    }
}

fn columns(layers: &[Layer]) -> impl Iterator<Item = &'static Sealed> {
    layers.iter().flat_map(|layer| layer.sealed)
}

fn typed(of: &Sealed, text: String) -> Val {
    if of.text { text.into() } else { text.into_bytes().into() }
}

/// Values of a column that do not begin like this; all, for nothing.
async fn values(tenant: &Tenant, of: &Sealed, prefix: &str) -> Result<Vec<Found>> {
    let Sealed { table, key, column, .. } = of;
    let sql = format!(
        "select {key}, {column} from @{table} where length({column}) > 0 and substr({column}, 1, {}) <> $1",
        prefix.len().max(1)
    );
    let rows = tenant.scan(&sql, &[typed(of, prefix.to_owned())], Scan::within(DEADLINE)).await?;
    rows.iter().map(|row| Ok(Found { row: row.id(0)?, value: row.val(1).clone() })).collect()
}

/// Seals anew what is not sealed with the current key. Gives how many; what does not open stays as it is.
pub(crate) async fn renew(tenant: &Tenant, layers: &[Layer]) -> Result<u64> {
    let mut done = 0;
    for of in columns(layers) {
        let key = tenant.keys().current().await?;
        for found in values(tenant, of, &key.prefix()).await? {
            match again(tenant.keys(), of, &found, &key) {
                Ok(new) => done += put(tenant, of, &found, new).await?,
                Err(error) => tracing::warn!(tenant = tenant.slug(), %error, "a secret stays sealed as it is"),
            }
        }
    }
    if done > 0 {
        tenant.scrub().await?;
    }
    Ok(done)
}

fn again(keys: &Keys, of: &Sealed, found: &Found, key: &Key) -> Result<String> {
    let place = super::place(of.table, of.column, found.row);
    match key_of(found.bytes()) {
        Some(_) => key.seal(&place, &keys.open(of.table, of.column, found.row, found.bytes())?),
        None => key.seal(&place, found.bytes()),
    }
}

async fn put(tenant: &Tenant, of: &Sealed, found: &Found, new: String) -> Result<u64> {
    let Sealed { table, key, column, .. } = of;
    let sql = &format!("update @{table} set {column} = $2 where {key} = $1 and {column} = $3");
    let values = &[found.row.into(), typed(of, new), found.value.clone()];
    tenant.write::<_, Error, _>(move |tx| Box::pin(tx.run(sql, values))).await
}

/// # Errors
/// [`Error::Secrets`] naming the key of a value that this server does not have.
pub(crate) async fn check(tenant: &Tenant, keys: &Keys, layers: &[Layer]) -> Result<()> {
    for of in columns(layers) {
        if !tenant.table_exists(of.table).await? {
            continue;
        }
        for found in values(tenant, of, "").await? {
            if let Some(id) = key_of(found.bytes()) {
                keys.key(id).map_err(|e| {
                    Error::Secrets(format!(
                        "the back-up holds secrets of another server or of an earlier key: {e} (`secret.key` of the server that made the \
                         back-up, or the file that `guanxi secrets rotate` left), and restore again"
                    ))
                })?;
            }
        }
    }
    Ok(())
}

impl Store {
    /// The keys of this server.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.0.keys
    }

    /// How the sealed values of a tenant are.
    ///
    /// # Errors
    /// Those of [`Store::tenant`].
    pub async fn sealed(&self, slug: &str) -> Result<SealedState> {
        let tenant = self.tenant(slug).await?;
        let mut state = SealedState::default();
        for of in columns(self.0.layers()) {
            for found in values(&tenant, of, "").await? {
                match self.0.keys.open(of.table, of.column, found.row, found.bytes()) {
                    Ok(_) => state.whole += 1,
                    Err(_) => state.lost += 1,
                }
            }
        }
        Ok(state)
    }

    /// Ids of the current key, and of those that something may still be sealed with.
    ///
    /// # Errors
    /// Of the control database.
    pub async fn key_ids(&self) -> Result<(String, Vec<String>)> {
        let known = self.0.keys.known().await?;
        let old = known.iter().filter(|k| !k.current).map(|k| k.id.clone()).collect();
        Ok((self.0.keys.current().await?.id, old))
    }

    /// Takes away what does not open. Gives how many values.
    ///
    /// # Errors
    /// Those of [`Store::tenant`].
    pub async fn forget_lost(&self, slug: &str) -> Result<u64> {
        let tenant = self.tenant(slug).await?;
        let mut gone = 0;
        for of in columns(self.0.layers()) {
            for found in values(&tenant, of, "").await? {
                if self.0.keys.open(of.table, of.column, found.row, found.bytes()).is_ok() {
                    continue;
                }
                let Sealed { table, key, column, .. } = of;
                let sql = &match of.lost {
                    Lost::Row => format!("delete from @{table} where {key} = $1 and {column} = $2"),
                    Lost::Value => format!("update @{table} set {column} = $3 where {key} = $1 and {column} = $2"),
                };
                let all = [found.row.into(), found.value, typed(of, String::new())];
                let values = if of.lost == Lost::Row { &all[..2] } else { &all[..] };
                gone += tenant.write::<_, Error, _>(move |tx| Box::pin(tx.run(sql, values))).await?;
            }
        }
        Ok(gone)
    }

    /// Seals everything with another key: that of the id `to`, which this server has, else a new one, which goes to the file first.
    /// A rotation that was interrupted is ended. `told` hears each tenant and how many values it has.
    ///
    /// # Errors
    /// [`Error::Secrets`] when there is no such key and none can be made, or when something does not open; errors of the databases.
    /// What is not done is done by the next call; until then the old key is needed.
    pub async fn rotate_secrets(&self, to: Option<&str>, told: &mut (dyn FnMut(&str, u64) + Send)) -> Result<Rotated> {
        let keys = &self.0.keys;
        if keys.known().await?.iter().all(|k| k.current) {
            let key = match to {
                Some(id) => keys.key(id).map_err(|_| Error::Secrets(format!("there is no key {id} in {}", keys.place())))?,
                None => self.next()?,
            };
            keys.enter(&key, &self.0.cfg.node, "update @secret_key set state = 'old' where state = 'current'").await?;
        }
        self.renew_all(told).await?;
        tokio::time::sleep(GRACE).await;
        let sealed = self.renew_all(&mut |_, _| {}).await?;
        self.retire(sealed).await
    }

    /// A new key, in the file.
    fn next(&self) -> Result<Key> {
        let keys = &self.0.keys;
        if keys.file().is_none() {
            let says = "add a new key to GUANXI_SECRET_KEY of every server, after the old one and a comma, and start them again; \
                `guanxi secrets new` prints one with its id. Then rotate with --to ID";
            return Err(Error::Secrets(says.into()));
        }
        let new = Key::random()?;
        let mut ring = Ring::of_file(&keys.path)?;
        ring.0.push(new.clone());
        ring.replace_file(&keys.path)?;
        *keys.ring.write() = ring;
        Ok(new)
    }

    /// How many values are sealed with the current key then.
    async fn renew_all(&self, told: &mut (dyn FnMut(&str, u64) + Send)) -> Result<u64> {
        let mut sealed = 0;
        for info in self.tenants().await?.into_iter().filter(|t| !t.terms.is_due(self.clock().now())) {
            let tenant = self.tenant(&info.slug).await?;
            renew(&tenant, self.0.layers()).await?;
            let SealedState { whole, lost } = self.sealed(&info.slug).await?;
            if lost > 0 {
                return Err(Error::Secrets(format!(
                    "{lost} secrets of {} do not open; the old key is kept. Add the key that they were sealed with, or take them away: \
                     guanxi secrets forget-lost",
                    info.slug
                )));
            }
            told(&info.slug, whole);
            sealed += whole;
        }
        Ok(sealed)
    }

    /// Lets go of the old keys: nothing is sealed with them any more, but for back-ups.
    async fn retire(&self, sealed: u64) -> Result<Rotated> {
        let keys = &self.0.keys;
        let current = keys.current().await?;
        let mut kept = None;
        if keys.file().is_some() {
            let (stay, old): (Vec<Key>, Vec<Key>) = Ring::of_file(&keys.path)?.0.into_iter().partition(|k| k.id == current.id);
            if let Some(first) = old.first() {
                let aside = keys.path.with_extension(format!("key.{}", first.id));
                Ring(old).replace_file(&aside)?;
                Ring(stay).replace_file(&keys.path)?;
                kept = Some(aside);
            }
        }
        self.0.control.change("delete from @secret_key where state = 'old'", Vec::new()).await?;
        Ok(Rotated { key: current.id, sealed, kept })
    }
}

//! At the start: the key is found, or made when nobody has one, and compared with what the control database knows.

use super::file::{FILE, Key, KeySource, Ring};
use super::{Keys, place};
use crate::config::StoreConfig;
use crate::{Error, Result, Tenant};
use parking_lot::RwLock;
use std::path::Path;

/// Times to look again when several servers start at once.
const LOOKS: usize = 5;

/// A key as the control database knows it.
pub(super) struct Known {
    pub id: String,
    proof: String,
    pub current: bool,
    node: String,
}

impl Keys {
    /// The keys of a server, compared with what the control database knows.
    pub(crate) async fn settle(cfg: &StoreConfig, control: &Tenant) -> Result<Self> {
        let source = cfg.secret_key.clone();
        let path = match &source {
            KeySource::File(path) => path.clone(),
            KeySource::Folder | KeySource::Text(_) => cfg.data.join(FILE),
        };
        let ring = match &source {
            KeySource::Text(text) => Ring::read(text).map_err(|e| Error::Secrets(format!("GUANXI_SECRET_KEY: {e}")))?,
            KeySource::Folder | KeySource::File(_) => Ring::of_file(&path)?,
        };
        if ring.0.is_empty() && source != KeySource::Folder {
            let what = if let KeySource::File(path) = &source {
                format!("in {}", path.display())
            } else {
                "in GUANXI_SECRET_KEY".into()
            };
            return Err(Error::Secrets(format!("there is no secret key {what}; `guanxi secrets new` prints one")));
        }
        let keys = Self { ring: RwLock::new(ring), source, path, control: Some(control.clone()) };
        for _ in 0..LOOKS {
            let known = keys.known().await?;
            match known.iter().find(|k| k.current) {
                Some(current) if keys.ring.read().get(&current.id).is_some() => return keys.prove(&known).map(|()| keys),
                Some(_) if cfg.replace_lost_key => keys.adopt(&cfg.node).await?,
                Some(current) => return Err(keys.missing(current)),
                None => keys.first(&cfg.node).await?,
            }
        }
        Err(Error::Secrets("other servers make secret keys at the same moment; start again".into()))
    }

    /// Makes the first key known, made here when there is none.
    async fn first(&self, node: &str) -> Result<()> {
        let mut made = None;
        if self.ring.read().0.is_empty() {
            let ring = Ring(vec![Key::random()?]);
            made = ring.make_file(&self.path)?.then_some(());
            *self.ring.write() = Ring::of_file(&self.path)?;
        }
        let first = self.ring.read().0.first().cloned();
        let key = first.ok_or_else(|| Error::Secrets(format!("there is no secret key in {}", self.path.display())))?;
        match self.enter(&key, node, "").await {
            // Another server was faster: its key holds, and this one would only mislead.
            Err(Error::Conflict { .. }) => {
                if made.is_some() {
                    let _ = std::fs::remove_file(&self.path);
                    *self.ring.write() = Ring::default();
                }
                Ok(())
            }
            done => done,
        }
    }

    /// Takes a key of this server in place of the current one, which is lost.
    async fn adopt(&self, node: &str) -> Result<()> {
        if self.ring.read().0.is_empty() {
            Ring(vec![Key::random()?]).make_file(&self.path)?;
            *self.ring.write() = Ring::of_file(&self.path)?;
        }
        let first = self.ring.read().0.first().cloned();
        let key = first.ok_or_else(|| Error::Secrets(format!("there is no secret key in {}", self.path.display())))?;
        self.enter(&key, node, "update @secret_key set state = 'old' where state = 'current'").await
    }

    /// Makes a key the current one, after a statement that makes room for it.
    pub(super) async fn enter(&self, key: &Key, node: &str, before: &'static str) -> Result<()> {
        let Some(control) = &self.control else { return Err(Error::Closed) };
        let proof = key.seal(&place("secret_key", "proof", &key.id), key.id.as_bytes())?;
        let values = &[key.id.as_str().into(), proof.into(), node.into(), control.clock().now().0.into()];
        let sql = "insert into @secret_key (id, proof, state, node, made_at) values ($1, $2, 'current', $3, $4)";
        control
            .write::<_, Error, _>(move |tx| {
                Box::pin(async move {
                    if !before.is_empty() {
                        tx.run(before, &[]).await?;
                    }
                    tx.run("delete from @secret_key where id = $1", &values[..1]).await?;
                    tx.run(sql, values).await.map(drop)
                })
            })
            .await
    }

    pub(super) async fn known(&self) -> Result<Vec<Known>> {
        let Some(control) = &self.control else { return Ok(Vec::new()) };
        let rows = control.get("select id, proof, state, node from @secret_key order by made_at, id", &[]).await?;
        let known = |r: &crate::Row| {
            let (id, proof, node) = (r.text(0)?.to_owned(), r.text(1)?.to_owned(), r.text(3)?.to_owned());
            Ok(Known { id, proof, current: r.text(2)? == "current", node })
        };
        rows.iter().map(known).collect()
    }

    /// The key with which everything new is sealed.
    pub(super) async fn current(&self) -> Result<Key> {
        let known = self.known().await?;
        let current = known.iter().find(|k| k.current).ok_or_else(|| Error::Secrets("there is no secret key yet".into()))?;
        self.key(&current.id)
    }

    /// Each key that is here and there must be the same.
    fn prove(&self, known: &[Known]) -> Result<()> {
        for k in known {
            let Some(key) = self.ring.read().get(&k.id).cloned() else { continue };
            let opened = key.open(&place("secret_key", "proof", &k.id), &k.proof)?;
            if opened != k.id.as_bytes() {
                return Err(Error::Secrets(format!("the secret key {} in {} does not open what it should", k.id, self.place())));
            }
        }
        Ok(())
    }

    fn missing(&self, current: &Known) -> Error {
        let (id, node, place) = (&current.id, &current.node, self.place());
        let own = self.ring.read().0.first().map(|key| key.id.clone());
        let what = match own {
            Some(own) => format!("this server has the secret key {own}, but the companies' secrets are sealed with {id}"),
            None => format!("the secret key {id} is missing, with which the companies' secrets are sealed"),
        };
        let file = Path::new(FILE).display();
        Error::Secrets(format!(
            "{what} (by the server {node}). All servers of one control database share one key: copy `{file}` of that server, or the \
             copy that you keep, to {place}, or give it with --secret-key-file or GUANXI_SECRET_KEY. If it is lost for good: \
             guanxi secrets forget-lost"
        ))
    }
}

//! Links by which somebody without an account sees one record, until a day. What it shows is decided when it is opened: what its
//! maker may see then, less what does not leave the house.

use crate::access::{Act, Level};
use crate::audit::{self, Audit, AuditKind, Who};
use crate::{Access, Error, Records, Result};
use model::def::FieldKind;
use model::object::Object;
use model::{FieldDef, FieldError, Id, Record, Ts, Val};
use serde::Serialize;
use serde_json::json;
use store::Row;

/// Longest time that a link is good for, in days.
pub const DAYS: u32 = 90;
/// Longest label, in characters.
const LABEL: usize = 200;
/// Most links to one record that are good at once.
const MANY: usize = 50;

const COLUMNS: &str = "id, hash, object, record_id, label, fields, passcode, by_id, at, until, opened, opened_at";

/// A link to be.
#[derive(Clone, Debug)]
pub struct NewGuestLink {
    pub id: Id,
    /// What is stored of its secret.
    pub hash: Vec<u8>,
    /// For whom it is; may be empty.
    pub label: String,
    /// The fields that it shows.
    pub fields: Vec<String>,
    /// What is stored of its passcode.
    pub passcode: Option<String>,
    /// How long it is good for, 1 to [`DAYS`].
    pub days: u32,
}

/// A link that is good.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GuestLink {
    pub id: Id,
    #[serde(skip)]
    pub hash: Vec<u8>,
    #[serde(skip)]
    pub object: String,
    #[serde(skip)]
    pub record: Id,
    pub label: String,
    pub fields: Vec<String>,
    /// Hash of the passcode that it asks for; told is only whether it does.
    #[serde(serialize_with = "is_some")]
    pub passcode: Option<String>,
    /// Who made it.
    pub by: Id,
    #[serde(serialize_with = "crate::stamp::rfc3339")]
    pub at: Ts,
    #[serde(serialize_with = "crate::stamp::rfc3339")]
    pub until: Ts,
    /// How often it was opened, and when last.
    pub opened: i64,
    #[serde(serialize_with = "crate::stamp::rfc3339_opt")]
    pub opened_at: Option<Ts>,
}

fn is_some<S: serde::Serializer>(text: &Option<String>, to: S) -> std::result::Result<S::Ok, S::Error> {
    to.serialize_bool(text.is_some())
}

fn read(row: &Row) -> Result<GuestLink> {
    Ok(GuestLink {
        id: row.id(0)?,
        hash: row.bytes(1)?.to_vec(),
        object: row.text(2)?.to_owned(),
        record: row.id(3)?,
        label: row.text(4)?.to_owned(),
        fields: serde_json::from_str(row.text(5)?).unwrap_or_default(),
        passcode: row.opt_text(6).map(str::to_owned),
        by: row.id(7)?,
        at: row.ts(8)?,
        until: row.ts(9)?,
        opened: row.int(10)?,
        opened_at: row.opt_int(11).map(Ts),
    })
}

/// The fields that a link may show to somebody outside: those of the record itself. Other records, people, files and what is gathered
/// from other records stay in the house. `access` is that of the maker, closed for guests.
pub fn offered<'o>(object: &'o Object, access: &Access) -> impl Iterator<Item = &'o FieldDef> {
    let closed = access.closed.clone();
    object
        .def
        .fields
        .iter()
        .filter(move |f| !f.hidden && leaves(&f.kind) && closed.level(object.name(), &f.name) != Level::Hidden)
}

fn leaves(kind: &FieldKind) -> bool {
    use FieldKind as K;
    !matches!(kind, K::Id | K::Reference { .. } | K::User | K::File | K::Json | K::RollUp(_))
}

impl NewGuestLink {
    fn check(&self, object: &Object, access: &Access) -> Result<()> {
        let mut errors = Vec::new();
        if self.label.chars().count() > LABEL || self.label.contains('\0') {
            errors.push(FieldError::new("label", "too_long", format!("has more than {LABEL} characters")));
        }
        if !(1..=DAYS).contains(&self.days) {
            errors.push(FieldError::new("days", "out_of_range", format!("from 1 to {DAYS}")));
        }
        let known: Vec<&str> = offered(object, access).map(|f| f.name.as_ref()).collect();
        if self.fields.is_empty() {
            errors.push(FieldError::new("fields", "required", "name the fields that it shows"));
        }
        if let Some(other) = self.fields.iter().find(|f| !known.contains(&f.as_str())) {
            errors.push(FieldError::new("fields", "not_an_option", format!("`{other}` is not shown to guests")));
        }
        if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
    }
}

/// An entry about a link, whose subject is the record as its maker may name it.
fn told(kind: AuditKind, access: &Access, record: &Record, link: Id, label: &str) -> (Audit, serde_json::Value) {
    let (object, title) = (record.object.name(), record.object.def.title.as_ref());
    let name = if access.may_read(object, title) { record.get(title).text().unwrap_or_default() } else { "" };
    (Audit::new(kind).of(record.id(), name), json!({ "object": object, "link": link, "label": label }))
}

impl Records {
    /// A record that the asker may share at this moment.
    ///
    /// # Errors
    /// As [`Records::share`].
    pub async fn sharable(&self, access: &Access, object: &str, id: Id) -> Result<Record> {
        self.may_share(access, object)?;
        let record = self.reached(access, Act::Update, object, id).await?;
        super::own(access, &record)?;
        Ok(record)
    }

    /// Makes a link to a record. `access` is closed for guests.
    ///
    /// # Errors
    /// `Invalid` naming what is wrong; `Limit`; as [`Records::share`].
    pub async fn make_guest_link(&self, access: &Access, object: &str, id: Id, new: &NewGuestLink) -> Result<GuestLink> {
        let record = self.sharable(access, object, id).await?;
        new.check(&record.object, access)?;
        let now = self.tenant.clock().now();
        let until = Ts(now.0 + i64::from(new.days) * 86_400_000_000);
        let (entry, mut details) = told(AuditKind::GuestLinkMade, access, &record, new.id, new.label.trim());
        details["expires_at"] = json!(until.rfc3339());
        details["passcode"] = json!(new.passcode.is_some());
        details["fields"] = json!(new.fields);
        let (who, entry) = (&access.who(), &entry.with(details));
        let link = GuestLink {
            id: new.id,
            hash: new.hash.clone(),
            object: record.object.name().to_owned(),
            record: record.id(),
            label: new.label.trim().to_owned(),
            fields: new.fields.clone(),
            passcode: new.passcode.clone(),
            by: access.actor.user.unwrap_or(Id::NIL),
            at: now,
            until,
            opened: 0,
            opened_at: None,
        };
        let put = &link;
        self.tenant
            .write::<_, Error, _>(move |tx| {
                Box::pin(async move {
                    tx.run("delete from @guest_link where until <= $1", &[now.0.into()]).await?;
                    let count = "select count(*) from @guest_link where record_id = $1";
                    let known = tx.all(count, &[put.record.into()]).await?.first().and_then(|r| r.opt_int(0)).unwrap_or(0);
                    if usize::try_from(known).unwrap_or(MANY) >= MANY {
                        return Err(Error::Limit(format!("there are {MANY} links to this record; end one that is not needed")));
                    }
                    put_link(tx, put).await?;
                    Ok(audit::note(tx, who, entry).await?)
                })
            })
            .await?;
        Ok(link)
    }

    /// The links to a record that are good, newest first; also those to records that were merged into it.
    ///
    /// # Errors
    /// As [`Records::share`].
    pub async fn guest_links(&self, access: &Access, object: &str, id: Id) -> Result<Vec<GuestLink>> {
        let record = self.sharable(access, object, id).await?;
        self.links_to(&record).await
    }

    async fn links_to(&self, record: &Record) -> Result<Vec<GuestLink>> {
        let sql = format!(
            "select {COLUMNS} from @guest_link where until > $2 and object = $3 \
             and (record_id = $1 or record_id in (select id from @alias where root = $1)) order by id desc"
        );
        let params = [record.id().into(), self.tenant.clock().now().0.into(), record.object.name().into()];
        self.tenant.get(&sql, &params).await?.iter().map(read).collect()
    }

    /// Ends a link to a record.
    ///
    /// # Errors
    /// `NotFound`; as [`Records::share`].
    pub async fn end_guest_link(&self, access: &Access, object: &str, id: Id, link: Id) -> Result<()> {
        let record = self.sharable(access, object, id).await?;
        let known = self.links_to(&record).await?.into_iter().find(|l| l.id == link);
        let known = known.ok_or_else(|| Error::NotFound { what: "guest link".to_owned() })?;
        let (entry, details) = told(AuditKind::GuestLinkEnded, access, &record, link, &known.label);
        let (who, entry) = (&access.who(), &entry.with(details));
        self.tenant
            .write::<_, Error, _>(move |tx| {
                Box::pin(async move {
                    if tx.run("delete from @guest_link where id = $1", &[link.into()]).await? > 0 {
                        audit::note(tx, who, entry).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// A link that is good, by its id.
    ///
    /// # Errors
    /// Of the database.
    pub async fn guest_link(&self, id: Id) -> Result<Option<GuestLink>> {
        let sql = format!("select {COLUMNS} from @guest_link where id = $1 and until > $2");
        let rows = self.tenant.get(&sql, &[id.into(), self.tenant.clock().now().0.into()]).await?;
        rows.first().map(read).transpose()
    }

    /// Counts that a link was opened and shows `record`, and tells the audit log. False when it has ended meanwhile.
    ///
    /// # Errors
    /// Of the database.
    pub async fn opened_guest_link(&self, access: &Access, guest: &Who, link: &GuestLink, record: &Record) -> Result<bool> {
        let (entry, details) = told(AuditKind::GuestLinkOpened, access, record, link.id, &link.label);
        let (entry, params) = (&entry.with(details), &[link.id.into(), self.tenant.clock().now().0.into()]);
        let sql = "update @guest_link set opened = opened + 1, opened_at = $2 where id = $1";
        self.tenant
            .write::<_, Error, _>(move |tx| {
                Box::pin(async move {
                    let good = tx.run(sql, params).await? > 0;
                    if good {
                        audit::note(tx, guest, entry).await?;
                    }
                    Ok(good)
                })
            })
            .await
    }
}

async fn put_link(tx: &mut store::Tx, link: &GuestLink) -> Result<()> {
    let params: [Val; 10] = [
        link.id.into(),
        link.hash.clone().into(),
        link.object.as_str().into(),
        link.record.into(),
        link.label.as_str().into(),
        json!(link.fields).to_string().into(),
        link.passcode.clone().into(),
        link.by.into(),
        link.at.0.into(),
        link.until.0.into(),
    ];
    let sql = "insert into @guest_link (id, hash, object, record_id, label, fields, passcode, by_id, at, until, opened)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)";
    tx.run(sql, &params).await?;
    Ok(())
}

//! The letter with what somebody has not read. Which notices are in it is written down before it goes, so that a crash repeats no
//! notice; what they may see is asked when it goes.

use super::{Mail, Reader, Tongue};
use crate::app::App;
use crate::signin::access_of;
use channels::mail::Part;
use model::Id;
use model::def::Labels;
pub use records::digest::KIND;
use records::digest::{self, Mode};
use records::notice::Notice;
use records::{Catalog, Records};
use serde::Deserialize;
use store::jobs::{JobCtx, JobError};

#[derive(Deserialize)]
struct To {
    user: Id,
}

/// Sends what is unread, if anything is.
///
/// # Errors
/// When to try again; that it is refused.
pub(super) async fn send(ctx: &JobCtx, app: &App, mail: &Mail) -> Result<(), JobError> {
    let To { user } = ctx.parse()?;
    let records = app.records(ctx.tenant().slug()).await.map_err(JobError::retry)?;
    if records.digest_of(user).await.map_err(JobError::retry)?.mode == Mode::Off {
        return Ok(());
    }
    let Some(reader) = Reader::of(app, ctx, user).await? else { return Ok(()) };
    let ids = match ctx.checkpoint::<Vec<Id>>() {
        Some(ids) => ids,
        None => taken(ctx, user).await?,
    };
    let access = access_of(&records, &reader.account).await.map_err(JobError::retry)?;
    let notices = records.notices_to_mail(&access, &ids).await.map_err(JobError::retry)?;
    if notices.is_empty() {
        return Ok(());
    }
    let more = ids.len().saturating_sub(digest::MOST);
    let (subject, parts) = written(&records, mail, &reader, &notices, more);
    mail.send(&reader.letter(ctx, subject, parts)).await
}

async fn taken(ctx: &JobCtx, user: Id) -> Result<Vec<Id>, JobError> {
    let take = ctx.tenant().write::<_, store::Error, _>(move |tx| {
        Box::pin(async move {
            let ids = digest::take(tx, user).await?;
            ctx.save(tx, &ids).await?;
            Ok(ids)
        })
    });
    Ok(take.await?)
}

fn written(records: &Records, mail: &Mail, reader: &Reader, notices: &[Notice], more: usize) -> (String, Vec<Part>) {
    let (tongue, catalog) = (reader.tongue, records.catalog());
    let mut lines: Vec<(String, Option<String>)> = notices.iter().map(|n| line(tongue, &catalog, mail, n)).collect();
    if more > 0 {
        lines.push((tongue.more(more), Some(mail.link("/"))));
    }
    let (subject, hello, end) = tongue.digest(reader, notices.len() + more);
    let end = format!("{end}\n{}", mail.link("/account"));
    (subject, vec![Part::Text(hello), Part::Links(lines), Part::Small(end)])
}

/// What happened, to what, and where that is.
fn line(tongue: Tongue, catalog: &Catalog, mail: &Mail, notice: &Notice) -> (String, Option<String>) {
    let Notice { object, record, count, .. } = notice;
    let what = tongue.notice(&notice.kind);
    if object == "import" {
        return (
            format!("{what}: {}", notice.title.as_deref().unwrap_or_default()),
            Some(mail.link(&format!("/imports/{record}"))),
        );
    }
    if *count > 1 {
        let plural = catalog.objects.get(object.as_str()).map_or(object.as_str(), |o| named(tongue, &o.def.plural, object));
        return (format!("{what}: {count} × {plural}"), Some(mail.link(&format!("/records/{object}?sort=-updated_at"))));
    }
    let title: String = notice.title.as_deref().unwrap_or_default().chars().take(200).collect();
    (format!("{what}: {title}"), Some(mail.link(&format!("/records/{object}/{record}"))))
}

fn named<'a>(tongue: Tongue, labels: &'a Labels, otherwise: &'a str) -> &'a str {
    let label: &str = tongue.say([&labels.zh_cn, &labels.zh_tw, &labels.en]);
    if label.is_empty() { otherwise } else { label }
}

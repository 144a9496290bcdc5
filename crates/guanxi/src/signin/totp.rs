//! The second factor: codes of the moment from an app (RFC 6238), each good once, and recovery codes for the day when the
//! app is gone.

use super::token::random_text;
use model::{Id, Ts, Val};
use rand::TryRngCore;
use sha2::{Digest, Sha256};
use store::{Keys, Tenant, Tx};
use totp_rs::{Algorithm, Builder, Totp};

/// Recovery codes made at once.
pub const CODES: usize = 10;
/// Characters of a recovery code: 16 x 5 bits.
const CODE: usize = 16;
/// Bytes of a shared secret, as RFC 4226 recommends.
const SECRET: usize = 20;
/// Seconds that a code is good for; one step before and after is taken too, for clocks that differ.
const STEP: u64 = 30;

/// How far a person is with their second factor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State {
    pub enabled: bool,
    /// Recovery codes that are not used yet.
    pub codes_left: i64,
}

/// A secret to be entered into an app.
pub struct Offer {
    /// Base 32, for typing.
    pub secret: String,
    /// `otpauth://...`, for apps.
    pub uri: String,
    /// The address as a QR code, an SVG document.
    pub svg: String,
}

/// Whether the person has a second factor, and how many recovery codes they have left.
///
/// # Errors
/// Of the database.
pub async fn state(tenant: &Tenant, user: Id) -> store::Result<State> {
    let sql = "select (select count(*) from @totp where user_id = $1 and confirmed_at is not null),
                      (select count(*) from @recovery_code where user_id = $1 and used_at is null)";
    let rows = tenant.get(sql, &[user.into()]).await?;
    let number = |i| rows.first().and_then(|r| r.opt_int(i)).unwrap_or(0);
    Ok(State { enabled: number(0) > 0, codes_left: number(1) })
}

/// Makes a secret that counts once it is confirmed; one that waits is replaced. `None` when the person has one already.
///
/// # Errors
/// Of the database.
pub async fn begin(tenant: &Tenant, user: Id, email: &str, issuer: &str, now: Ts) -> store::Result<Option<Offer>> {
    let mut secret = vec![0; SECRET];
    if rand::rngs::OsRng.try_fill_bytes(&mut secret).is_err() {
        secret.fill_with(rand::random);
    }
    let sql = "insert into @totp (user_id, secret, last_step, created_at) values ($1, $2, 0, $3)
               on conflict (user_id) do update set secret = excluded.secret, created_at = excluded.created_at
               where @totp.confirmed_at is null";
    let sealed = tenant.keys().seal("totp", "secret", user, &secret).await?;
    let params = [user.into(), sealed.into_bytes().into(), now.0.into()];
    let params = &params;
    let made = tenant.write::<_, store::Error, _>(move |tx| Box::pin(tx.run(sql, params))).await?;
    Ok(if made == 0 { None } else { offer(&secret, email, issuer) })
}

/// The step of a code of the moment that the person has not used before, if `code` is one. It is used up by this.
///
/// # Errors
/// Of the database; `Secrets` when the shared secret does not open.
pub async fn take(tx: &mut Tx, keys: &Keys, user: Id, code: &str, now: Ts, confirmed: bool) -> store::Result<bool> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let sql = "select secret, confirmed_at from @totp where user_id = $1";
    let rows = tx.all(sql, &[user.into()]).await?;
    let Some(row) = rows.first().filter(|r| r.opt_int(1).is_some() == confirmed) else { return Ok(false) };
    let seconds = u64::try_from(now.0 / 1_000_000).unwrap_or(0);
    let secret = keys.open("totp", "secret", user, row.bytes(0)?)?;
    let step = totp(&secret).and_then(|t| t.check(&code, seconds)).and_then(|s| i64::try_from(s).ok());
    let Some(step) = step else { return Ok(false) };
    let used = "update @totp set last_step = $2, confirmed_at = coalesce(confirmed_at, $3) where user_id = $1 and last_step < $2";
    Ok(tx.run(used, &[user.into(), step.into(), now.0.into()]).await? > 0)
}

/// Uses up a recovery code, if `code` is one that the person has left.
///
/// # Errors
/// Of the database.
pub async fn take_recovery(tx: &mut Tx, user: Id, code: &str, now: Ts) -> store::Result<bool> {
    let sql = "update @recovery_code set used_at = $3 where user_id = $1 and hash = $2 and used_at is null";
    Ok(tx.run(sql, &[user.into(), hash(user, code).into(), now.0.into()]).await? > 0)
}

/// Gives the person new recovery codes; those before are void.
///
/// # Errors
/// Of the database.
pub async fn renew(tx: &mut Tx, user: Id, codes: &[String]) -> store::Result<()> {
    tx.run("delete from @recovery_code where user_id = $1", &[user.into()]).await?;
    let rows: Vec<Vec<Val>> = codes.iter().map(|c| vec![user.into(), hash(user, c).into()]).collect();
    tx.run_many("insert into @recovery_code (user_id, hash) values ($1, $2)", &rows).await.map(drop)
}

/// Takes the second factor from a person. False when they had none.
///
/// # Errors
/// Of the database.
pub async fn remove(tx: &mut Tx, user: Id) -> store::Result<bool> {
    tx.run("delete from @recovery_code where user_id = $1", &[user.into()]).await?;
    Ok(tx.run("delete from @totp where user_id = $1", &[user.into()]).await? > 0)
}

/// New recovery codes: `abcd-efgh-ijkm-nopq`.
#[must_use]
pub fn codes() -> Vec<String> {
    let grouped = |text: String| text.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join("-");
    (0..CODES).map(|_| grouped(random_text(CODE))).collect()
}

/// What is stored of a recovery code, however it is written. 80 random bits need no slow hash.
fn hash(user: Id, code: &str) -> Vec<u8> {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    Sha256::new().chain_update(user.0).chain_update(plain).finalize().to_vec()
}

fn totp(secret: &[u8]) -> Option<Totp> {
    let builder = Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_skew(1).with_step_duration(STEP);
    builder.with_secret(secret.to_vec()).build().ok()
}

fn offer(secret: &[u8], email: &str, issuer: &str) -> Option<Offer> {
    let text = totp(secret)?.secret().to_base32();
    let (issuer, email) = (encoded(issuer), encoded(email));
    let uri = format!("otpauth://totp/{issuer}:{email}?secret={text}&issuer={issuer}");
    let svg = svg(&uri)?;
    Some(Offer { secret: text, uri, svg })
}

fn encoded(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~@".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// A QR code as an SVG document, dark on white, with the quiet zone that readers need.
fn svg(text: &str) -> Option<String> {
    let code = qrcodegen::QrCode::encode_text(text, qrcodegen::QrCodeEcc::Medium).ok()?;
    let size = code.size();
    let dark = (0..size).flat_map(|y| (0..size).map(move |x| (x, y))).filter(|(x, y)| code.get_module(*x, *y));
    let path: String = dark.map(|(x, y)| format!("M{},{}h1v1h-1z", x + 4, y + 4)).collect();
    let side = size + 8;
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// The first values of RFC 6238, appendix B, cut to six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let totp = totp(b"12345678901234567890").unwrap();
        for (at, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            assert_eq!(totp.check(code, at), Some(at / STEP), "{code}");
        }
        assert_eq!(totp.check("287082", 59 + 90), None);
        assert_eq!(totp.check("", 59), None);
        assert_eq!(totp.check("28708２", 59), None);
    }

    #[test]
    fn recovery_codes_are_read_however_they_are_written() {
        let all = codes();
        assert_eq!((all.len(), all[0].len()), (CODES, 19));
        let user = Id::at(1);
        assert_eq!(hash(user, &all[0]), hash(user, &all[0].to_uppercase().replace('-', " ")));
        assert_ne!(hash(user, &all[0]), hash(Id::at(2), &all[0]), "good for one person");
    }

    #[test]
    fn the_address_holds_what_apps_need() {
        let offer = offer(b"12345678901234567890", "max@x.example", "北方 & Co").unwrap();
        let issuer = "%E5%8C%97%E6%96%B9%20%26%20Co";
        let wanted = format!("otpauth://totp/{issuer}:max@x.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer={issuer}");
        assert_eq!(offer.uri, wanted);
        assert!(offer.svg.starts_with("<svg") && offer.svg.len() > 2_000);
    }
}

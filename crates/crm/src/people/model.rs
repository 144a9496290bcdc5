//! The people who work with the program.

use model::{Extra, Id, Ts};
use model_derive::Object;

/// Somebody who signs in. How they prove who they are is kept elsewhere.
#[derive(Object, Clone, Debug)]
#[object(title = "name", sort = "name", list(name, email, role, team, active), department = "studio")]
pub struct User {
    pub id: Id,
    pub version: i64,
    #[field(text(100), indexed, section = "user")]
    pub name: String,
    #[field(email, unique, by("manage_users", "system"), section = "user")]
    pub email: String,
    /// Code of a role: `administrator`, `member`, or one that the company has made.
    #[field(long_text, by("manage_users", "system"), default = "member", section = "user")]
    pub role: String,
    /// `zh-CN`, `zh-TW` or `en`; the browser's when empty.
    #[field(text(10), section = "user")]
    pub language: Option<String>,
    /// IANA name of the zone in which they are shown times; the company's when empty.
    #[field(text(60), section = "user")]
    pub zone: Option<String>,
    #[field(reference("team", on_delete = clear), indexed, section = "user")]
    pub team: Option<Id>,
    #[field(phone, section = "user")]
    pub phone: Option<String>,
    #[field(text(100), section = "user")]
    pub position: Option<String>,
    #[field(by("manage_users", "system"), default = "true", section = "user")]
    pub active: bool,
    #[field(by("system"), section = "user")]
    pub last_seen_at: Option<Ts>,
    pub extra: Extra,
}

/// People who share customers: a team, or a unit of the company that has teams below it.
#[derive(Object, Clone, Debug)]
#[object(title = "name", sort = "name", list(name, kind, parent, lead), department = "studio", open)]
pub struct Team {
    pub id: Id,
    #[field(text(100), unique, section = "team")]
    pub name: String,
    #[field(
        select(
            team = "blue",
            region = "teal",
            branch = "green",
            dealer = "purple",
            shop = "amber",
            station = "grey",
            supplier = "grey",
            agency = "red"
        ),
        default = "team",
        section = "team"
    )]
    pub kind: String,
    /// The one above: its people may see what this one's people own.
    #[field(reference("team", on_delete = restrict), indexed, section = "team")]
    pub parent: Option<Id>,
    #[field(user, section = "team")]
    pub lead: Option<Id>,
    pub extra: Extra,
}

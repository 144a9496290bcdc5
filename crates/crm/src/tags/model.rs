//! Tags and their groups.

use model::{Extra, Id};
use model_derive::Object;

/// Tags that answer one question: interests, service level, campaign.
#[derive(Object, Clone, Debug)]
#[object(title = "name", sort = "position", list(name, position), department = "studio")]
pub struct TagGroup {
    pub id: Id,
    #[field(text(60), unique, section = "tag")]
    pub name: String,
    #[field(default = "0", section = "tag")]
    pub position: i64,
    pub extra: Extra,
}

/// A tag. Records hold its code, which never changes; people see its name, which may.
#[derive(Object, Clone, Debug)]
#[object(title = "name", sort = "name", list(name, code, group, color), department = "studio")]
pub struct Tag {
    pub id: Id,
    /// Short word without spaces or commas: `vip`.
    #[field(text(60), unique, section = "tag")]
    pub code: String,
    #[field(text(60), section = "tag")]
    pub name: String,
    #[field(reference("tag_group", on_delete = clear), indexed, section = "tag")]
    pub group: Option<Id>,
    #[field(
        select(green = "green", amber = "amber", red = "red", blue = "blue", grey = "grey", teal = "teal", purple = "purple"),
        default = "blue",
        section = "tag"
    )]
    pub color: String,
    pub extra: Extra,
}

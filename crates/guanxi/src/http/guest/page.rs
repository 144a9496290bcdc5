//! The guest's page as HTML: small, without scripts, for phones too.

use super::value::Shown;
use super::words::Language;
use crate::signin::guest::Guest;
use model::text::escape_html;
use records::share::guest::offered;

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#17211f;--soft:#5b6865;--line:#dfe5e3;--page:#f4f6f5;--card:#fff;--mark:#0f766e}\
@media(prefers-color-scheme:dark){:root{--ink:#e8eeec;--soft:#9aa8a4;--line:#2c3634;--page:#111816;--card:#19211f;--mark:#2dd4bf}}\
*{box-sizing:border-box}\
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,'Noto Sans CJK SC','PingFang SC',\
'Microsoft YaHei',sans-serif}\
.page{max-width:720px;margin:0 auto;padding:24px 16px 48px}\
.of{margin:0 0 16px;color:var(--mark);font-weight:600}\
main{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:24px}\
h1{margin:0;font-size:24px;line-height:1.3;overflow-wrap:anywhere}\
.kind,.soft,footer{color:var(--soft);font-size:14px}.kind{margin:0 0 4px}\
dl{margin:20px 0 0;border-top:1px solid var(--line)}\
dl div{display:grid;grid-template-columns:minmax(120px,30%) 1fr;gap:4px 16px;padding:10px 0;border-bottom:1px solid var(--line)}\
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere;white-space:pre-line}\
form{margin-top:16px;display:grid;gap:8px;max-width:320px}\
input,button{font:inherit;padding:10px 12px;border-radius:8px;border:1px solid var(--soft);width:100%}\
input{background:var(--page);color:var(--ink)}button{background:var(--mark);border-color:var(--mark);color:var(--card);font-weight:600}\
.wrong{color:#c2410c;margin:12px 0 0}@media(prefers-color-scheme:dark){.wrong{color:#fb923c}}\
footer{margin-top:16px;display:grid;gap:4px}nav{display:flex;gap:16px;flex-wrap:wrap}a{color:var(--mark)}\
@media(max-width:520px){main{padding:20px 16px}dl div{grid-template-columns:1fr}}";

/// The record.
pub fn record(guest: &Guest, language: Language) -> String {
    let Guest { records, access, record, link } = guest;
    let words = language.words();
    let (catalog, object) = (records.catalog(), &record.object);
    let shown = Shown::new(language, &catalog.company);
    let values = records.json(access, record);
    let wanted = |name: &str| link.fields.iter().any(|f| f == name);
    let mut title = String::new();
    let mut rows = String::new();
    for field in offered(object, access).filter(|f| wanted(&f.name)) {
        let Some(text) = shown.text(field, &values[field.name.as_ref()]) else { continue };
        if field.name == object.def.title {
            title = text;
            continue;
        }
        let label = language.label(&field.labels, &field.name);
        rows += &format!("<div><dt>{}</dt><dd>{}</dd></div>", escape_html(&label), escape_html(&text));
    }
    let kind = language.label(&object.def.labels, object.name());
    let heading = if title.is_empty() { &kind } else { &title };
    let body = if rows.is_empty() && title.is_empty() {
        format!("<p class=\"soft\">{}</p>", words.empty)
    } else if rows.is_empty() {
        String::new()
    } else {
        format!("<dl>{rows}</dl>")
    };
    let main = format!("<p class=\"kind\">{}</p><h1>{}</h1>{body}", escape_html(&kind), escape_html(heading));
    let foot = format!(
        "<span>{}{}</span><span>{} {} · {}</span>",
        words.shared,
        escape_html(&access.actor.name),
        words.until,
        escape_html(&shown.at(link.until)),
        words.read_only
    );
    // Another language would ask for the passcode again.
    document(language, &catalog.company.name, heading, &main, &foot, link.passcode.is_none())
}

/// Asks for the passcode.
pub fn ask(language: Language, wrong: bool) -> String {
    let words = language.words();
    let said = if wrong { format!("<p class=\"wrong\" role=\"alert\">{}</p>", words.wrong) } else { String::new() };
    let main = format!(
        "<h1>{0}</h1><p class=\"soft\">{1}</p>{said}<form method=\"post\" action=\"?lang={2}\">\
         <input name=\"passcode\" type=\"password\" aria-label=\"{0}\" autocomplete=\"off\" maxlength=\"64\" required autofocus>\
         <button>{3}</button></form>",
        words.passcode,
        words.passcode_text,
        language.code(),
        words.open
    );
    document(language, "", words.passcode, &main, "", true)
}

/// Says something.
pub fn note(language: Language, title: &str, text: &str) -> String {
    document(language, "", title, &format!("<h1>{title}</h1><p class=\"soft\">{text}</p>"), "", true)
}

fn document(language: Language, company: &str, title: &str, main: &str, foot: &str, languages: bool) -> String {
    let of = if company.is_empty() { "Guanxi" } else { company };
    let others = Language::ALL.into_iter().filter(|l| *l != language);
    let link = |l: Language| format!("<a href=\"?lang={0}\" lang=\"{0}\" hreflang=\"{0}\">{1}</a>", l.code(), l.name());
    let nav = if languages { format!("<nav>{}</nav>", others.map(link).collect::<String>()) } else { String::new() };
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta name=\"robots\" content=\"noindex,nofollow\">\
         <meta name=\"referrer\" content=\"no-referrer\"><title>{}</title><style>{STYLE}</style></head><body><div class=\"page\">\
         <p class=\"of\">{}</p><main>{main}</main><footer>{foot}{nav}</footer></div></body></html>",
        language.code(),
        escape_html(title),
        escape_html(of),
    )
}

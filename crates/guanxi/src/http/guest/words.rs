//! Words of the guest's page in the three languages, and which of them a browser wants.

use axum::http::{HeaderMap, header};
use model::def::Labels;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    ZhCn,
    ZhTw,
    En,
}

pub struct Words {
    pub shared: &'static str,
    pub until: &'static str,
    pub read_only: &'static str,
    pub empty: &'static str,
    pub gone: &'static str,
    pub gone_text: &'static str,
    pub many: &'static str,
    pub many_text: &'static str,
    pub passcode: &'static str,
    pub passcode_text: &'static str,
    pub wrong: &'static str,
    pub open: &'static str,
    pub yes: &'static str,
    pub no: &'static str,
    /// Between the items of a list.
    pub comma: &'static str,
}

const ZH_CN: Words = Words {
    shared: "共享人：",
    until: "有效期至",
    read_only: "仅供查看",
    empty: "没有可显示的内容。",
    gone: "链接无效",
    gone_text: "此链接已过期、已被撤销，或地址有误。请向给您链接的人索取新的链接。",
    many: "请求过多",
    many_text: "尝试次数过多，请稍后再试。",
    passcode: "访问码",
    passcode_text: "请输入给您链接的人告知的访问码。",
    wrong: "访问码不正确。",
    open: "打开",
    yes: "是",
    no: "否",
    comma: "、",
};

const ZH_TW: Words = Words {
    shared: "分享人：",
    until: "有效期限",
    read_only: "僅供檢視",
    empty: "沒有可顯示的內容。",
    gone: "連結無效",
    gone_text: "此連結已過期、已被撤銷，或網址有誤。請向提供連結的人索取新的連結。",
    many: "請求過多",
    many_text: "嘗試次數過多，請稍後再試。",
    passcode: "存取碼",
    passcode_text: "請輸入提供連結的人告知的存取碼。",
    wrong: "存取碼不正確。",
    open: "開啟",
    yes: "是",
    no: "否",
    comma: "、",
};

const EN: Words = Words {
    shared: "Shared by ",
    until: "Open until",
    read_only: "To read only",
    empty: "There is nothing to show.",
    gone: "This link is not valid",
    gone_text: "It has ended, was taken back, or its address is not complete. Ask the person who gave it to you for a new one.",
    many: "Too many attempts",
    many_text: "Wait a while and try again.",
    passcode: "Passcode",
    passcode_text: "Enter the passcode that you were told by the person who gave you the link.",
    wrong: "The passcode is wrong.",
    open: "Open",
    yes: "Yes",
    no: "No",
    comma: ", ",
};

impl Language {
    pub const ALL: [Language; 3] = [Language::ZhCn, Language::ZhTw, Language::En];

    pub fn words(self) -> &'static Words {
        match self {
            Language::ZhCn => &ZH_CN,
            Language::ZhTw => &ZH_TW,
            Language::En => &EN,
        }
    }

    pub fn code(self) -> &'static str {
        match self {
            Language::ZhCn => "zh-CN",
            Language::ZhTw => "zh-TW",
            Language::En => "en",
        }
    }

    /// Its own name.
    pub fn name(self) -> &'static str {
        match self {
            Language::ZhCn => "简体中文",
            Language::ZhTw => "繁體中文",
            Language::En => "English",
        }
    }

    /// The label in this language, or in another one, or else the technical name in words.
    pub fn label(self, labels: &Labels, name: &str) -> String {
        let own = match self {
            Language::ZhCn => &labels.zh_cn,
            Language::ZhTw => &labels.zh_tw,
            Language::En => &labels.en,
        };
        let found = [own, &labels.en, &labels.zh_cn, &labels.zh_tw].into_iter().find(|l| !l.is_empty());
        found.map_or_else(|| name.trim_start_matches("x_").replace('_', " "), ToString::to_string)
    }

    /// That of `lang=` in the query, else the first of the browser's that there is.
    pub fn of(query: Option<&str>, headers: &HeaderMap) -> Self {
        let chosen = query.unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix("lang="));
        let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let tags = wanted.split(',').map(|tag| tag.split(';').next().unwrap_or_default());
        chosen.into_iter().chain(tags).find_map(|tag| Self::read(tag.trim())).unwrap_or(Language::En)
    }

    fn read(tag: &str) -> Option<Self> {
        let tag = tag.to_ascii_lowercase();
        let parts: Vec<&str> = tag.split('-').collect();
        match parts.first().copied()? {
            "zh" if parts.iter().any(|p| ["tw", "hk", "mo", "hant"].contains(p)) => Some(Language::ZhTw),
            "zh" => Some(Language::ZhCn),
            "en" => Some(Language::En),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn browsers_get_the_language_that_they_want() {
        let of = |query: Option<&str>, wanted: &str| {
            Language::of(query, &HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, wanted.parse().unwrap())])).code()
        };
        assert_eq!(of(None, "de-DE,zh-Hant-HK;q=0.8,en;q=0.5"), "zh-TW");
        assert_eq!(of(None, "zh"), "zh-CN");
        assert_eq!(of(None, "fr"), "en");
        assert_eq!(of(Some("a=b&lang=en"), "zh"), "en");
        assert_eq!(of(Some("lang=<script>"), "zh-TW"), "zh-TW");
    }
}

//! Words of the page that a customer reads.

use model::def::Labels;

/// A language that the page is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    En,
    ZhCn,
    ZhTw,
}

impl Language {
    /// The one nearest to what the customer speaks (BCP 47); none for languages that the page is not written in.
    #[must_use]
    pub fn near(tag: &str) -> Option<Self> {
        let tag = tag.to_ascii_lowercase();
        let mut parts = tag.split(['-', '_']);
        match parts.next()? {
            "en" => Some(Self::En),
            "zh" => Some(if parts.any(|p| matches!(p, "tw" | "hk" | "mo" | "hant")) { Self::ZhTw } else { Self::ZhCn }),
            _ => None,
        }
    }

    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhCn => "zh-CN",
            Self::ZhTw => "zh-TW",
        }
    }

    /// A label in this language, else the stable name of the thing.
    #[must_use]
    pub fn label<'a>(self, labels: &'a Labels, name: &'a str) -> &'a str {
        let text: &str = match self {
            Self::En => &labels.en,
            Self::ZhCn => &labels.zh_cn,
            Self::ZhTw => &labels.zh_tw,
        };
        if text.is_empty() { name } else { text }
    }

    /// A word of [`WORDS`]; the key itself when there is none.
    #[must_use]
    pub fn word(self, key: &'static str) -> &'static str {
        let texts = WORDS.iter().find(|(k, _)| *k == key).map(|(_, texts)| texts);
        texts.map_or(key, |t| t[self as usize])
    }
}

/// English, 简体中文, 繁體中文.
const WORDS: &[(&str, [&str; 3])] = &[
    ("title", ["Your data", "您的个人数据", "您的個人資料"]),
    ("made", ["Made on {}", "生成时间：{}", "產生時間：{}"]),
    ("by", ["Everything that {} keeps about you.", "{}保存的与您有关的全部数据。", "{}保存的與您有關的全部資料。"]),
    (
        "data",
        [
            "The same is in the folder `data` in a form that programs read (JSON).",
            "“data”文件夹中有同样内容的机器可读数据（JSON）。",
            "「data」資料夾中有同樣內容的機器可讀資料（JSON）。",
        ],
    ),
    (
        "partly",
        [
            "Not everything could be included; ask us for the rest.",
            "部分内容未能包含在内，请向我们索取。",
            "部分內容未能包含在內，請向我們索取。",
        ],
    ),
    ("known", ["You are known by", "您的识别号", "您的識別碼"]),
    ("former", ["Formerly also", "曾用识别号", "曾用識別碼"]),
    ("uses", ["Where it comes from and what it is for", "数据来源与用途", "資料來源與用途"]),
    ("field", ["What", "内容", "內容"]),
    ("origin", ["Comes from", "来源", "來源"]),
    ("since", ["Since", "时间", "時間"]),
    ("purposes", ["Used for", "用途", "用途"]),
    ("any", ["our business with you", "为您提供服务", "為您提供服務"]),
    ("person", ["entered by our staff", "员工录入", "員工輸入"]),
    ("operation", ["your orders and requests", "您的订单与请求", "您的訂單與請求"]),
    ("import", ["a file taken in", "导入文件", "匯入檔案"]),
    ("merge", ["another record of you", "您的另一条记录", "您的另一筆紀錄"]),
    ("system", ["our system", "系统", "系統"]),
    ("unknown", ["no longer known", "已无从查考", "已無從查考"]),
    ("consents", ["What you allow", "您的授权", "您的同意"]),
    ("granted", ["allowed", "同意", "同意"]),
    ("expired", ["ended", "已到期", "已到期"]),
    ("withdrawn", ["taken back", "已撤回", "已撤回"]),
    ("denied", ["refused", "拒绝", "拒絕"]),
    ("recipients", ["Who received it", "接收方", "接收方"]),
    ("colleagues", ["Our staff, as their work needs it", "因工作需要的本公司员工", "因工作需要的本公司員工"]),
    (
        "shared",
        [
            "Shown in particular to: people {}, teams {}",
            "专门共享给：员工 {} 人，团队 {} 个",
            "特別分享給：員工 {} 人，團隊 {} 個",
        ],
    ),
    (
        "exports",
        [
            "Lists of customers that may have included you went out {} times",
            "可能包含您的客户名单导出过 {} 次",
            "可能包含您的客戶名單匯出過 {} 次",
        ],
    ),
    ("third", ["Third parties, as you allowed", "经您同意的第三方", "經您同意的第三方"]),
    ("abroad", ["Recipients abroad, as you allowed", "经您同意的境外接收方", "經您同意的境外接收方"]),
    ("events", ["What happened", "往来记录", "往來紀錄"]),
    ("deleted", ["deleted, still in the recycle bin", "已删除，仍在回收站", "已刪除，仍在資源回收筒"]),
    (
        "named",
        [
            "Records about others that name you (they are not shown): {}",
            "提及您的他人记录（不予显示）：{}",
            "提及您的他人紀錄（不予顯示）：{}",
        ],
    ),
    ("someone", ["somebody else", "他人", "他人"]),
    ("staff", ["one of our staff", "本公司员工", "本公司員工"]),
    ("record_title", ["Record of processing activities", "个人信息处理活动记录", "個人資料處理活動紀錄"]),
    ("activity", ["Records", "记录", "紀錄"]),
    ("sensitivity", ["Sensitivity", "敏感程度", "敏感程度"]),
    ("sensitive", ["sensitive", "敏感", "敏感"]),
    ("personal", ["personal", "个人", "個人"]),
    ("any_purpose", ["what it was given for", "提供时的目的", "提供時的目的"]),
    ("controller", ["Controller", "处理者", "資料管理者"]),
    ("contact", ["Contact for privacy", "隐私联系人", "隱私聯絡人"]),
    ("basis", ["Legal basis", "法律依据", "法律依據"]),
    ("transfers", ["Transfers abroad", "跨境提供", "跨境傳輸"]),
    ("measures", ["Measures of protection", "保护措施", "保護措施"]),
    ("kept", ["Kept", "保存期限", "保存期限"]),
    ("kept_days", ["{} days after: {}", "{} 天（自{}起）", "{} 天（自{}起）"]),
    ("kept_on", ["until somebody deletes it", "直到有人删除", "直到有人刪除"]),
    ("went_out", ["What went out in the last year", "过去一年导出情况", "過去一年匯出情形"]),
    ("programs", ["Programs with a key: {}", "持有密钥的程序：{}", "持有金鑰的程式：{}"]),
    ("times", ["Times", "次数", "次數"]),
    ("unit_title", ["Data of a unit", "机构数据", "機構資料"]),
    (
        "unit_by",
        [
            "What is of {} and of the units below it in the customer database of {}.",
            "{}及其下级机构在{}客户数据库中的数据。",
            "{}及其下級機構在{}客戶資料庫中的資料。",
        ],
    ),
    (
        "unit_data",
        [
            "The folder `data` has everything twice, with the same ids: CSV for spreadsheets, JSON for programs. Ids lead from one file to the other. Times are in UTC.",
            "“data”文件夹中的数据有两种格式且编号一致：CSV 供表格软件，JSON 供程序。编号可在各文件间对应。时间为 UTC。",
            "「data」資料夾中的資料有兩種格式且編號一致：CSV 供試算表軟體，JSON 供程式。編號可在各檔案間對應。時間為 UTC。",
        ],
    ),
    ("unit_partly", ["Not included: {}", "未包含：{}", "未包含：{}"]),
    ("unit_kept", ["{} (some are kept by a unit below)", "{}（部分由下级机构保留）", "{}（部分由下級機構保留）"]),
    ("unit_events", ["events about records out of sight: {}", "关于不可见记录的事件：{}", "關於不可見紀錄的事件：{}"]),
    ("unit_gone", ["files that are no longer there: {}", "已不存在的文件：{}", "已不存在的檔案：{}"]),
    ("unit_named", ["What records refer to and is not the unit's", "记录所引用的非本机构内容", "紀錄所引用的非本機構內容"]),
    ("unit_target", ["Refers to", "指向", "指向"]),
    ("column", ["Column", "列名", "欄名"]),
    ("file", ["File", "文件", "檔案"]),
    ("files", ["Files", "附件文件", "附件檔案"]),
    ("number", ["Number", "数量", "數量"]),
    ("yes", ["yes", "是", "是"]),
    ("no", ["no", "否", "否"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_nearest_to_the_customer() {
        for (tag, near) in [
            ("en-GB", Some(Language::En)),
            ("zh", Some(Language::ZhCn)),
            ("zh-Hans-CN", Some(Language::ZhCn)),
            ("zh-HK", Some(Language::ZhTw)),
            ("zh_Hant", Some(Language::ZhTw)),
            ("fr", None),
            ("", None),
        ] {
            assert_eq!(Language::near(tag), near, "{tag}");
        }
    }

    #[test]
    fn words_have_the_same_places_to_fill() {
        for (key, texts) in WORDS {
            let places = texts.map(|t| t.matches("{}").count());
            assert!(places.iter().all(|n| *n == places[0]) && texts.iter().all(|t| !t.is_empty()), "{key}");
        }
    }
}

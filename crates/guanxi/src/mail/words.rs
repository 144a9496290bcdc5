//! The words of letters in the languages of staff.

use super::Reader;
use channels::mail::Part;

/// A language of staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    ZhCn,
    ZhTw,
    En,
}

impl Tongue {
    /// The language with this code; English for others.
    #[must_use]
    pub fn of(code: &str) -> Self {
        match code {
            "zh-CN" => Self::ZhCn,
            "zh-TW" => Self::ZhTw,
            _ => Self::En,
        }
    }

    /// BCP 47.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.say(["zh-CN", "zh-TW", "en"])
    }

    /// Of three texts that of this language.
    pub(crate) fn say<T>(self, [cn, tw, en]: [T; 3]) -> T {
        match self {
            Self::ZhCn => cn,
            Self::ZhTw => tw,
            Self::En => en,
        }
    }

    /// Letters arrive.
    pub(super) fn test(self, company: &str, link: String) -> (String, Vec<Part>) {
        let subject = self.say(["邮件已经可以发出", "郵件已經可以寄出", "Mail works"]);
        let text = self.say([
            "这封测试邮件由管理员在“邮件”页面发出。您收到它，说明邮件服务器设置正确。",
            "這封測試郵件由管理員在「郵件」頁面寄出。您收到它，說明郵件伺服器設定正確。",
            "An administrator sent this test from the page “Mail”. That it is here says that the mail server is set up right.",
        ]);
        let open = self.say(["打开关系", "開啟關係", "Open Guanxi"]);
        let parts =
            vec![Part::Text(text.to_owned()), Part::Button { text: open.to_owned(), url: link }, Part::Small(company.to_owned())];
        (format!("{company}: {subject}"), parts)
    }

    /// A link to set a new password.
    pub(super) fn reset(self, to: &Reader, link: String) -> (String, Vec<Part>) {
        let Reader { account, company, .. } = to;
        let subject = self.say(["重设密码", "重設密碼", "Set a new password"]);
        let (name, email) = (&account.name, &account.email);
        let hello = self.say([
            format!("{name}，您好！有人为您在“{company}”的账号（{email}）申请了重设密码。"),
            format!("{name}，您好！有人為您在「{company}」的帳號（{email}）申請了重設密碼。"),
            format!("Hello {name}, somebody asked for a new password for your account at {company} ({email})."),
        ]);
        let button = self.say(["设置新密码", "設定新密碼", "Set a new password"]);
        let ends = self.say([
            "链接 30 分钟内有效，只能使用一次。使用后，您在所有设备上都需要重新登录。",
            "連結 30 分鐘內有效，只能使用一次。使用後，您在所有裝置上都需要重新登入。",
            "The link is good for 30 minutes and for one time. Afterwards you sign in anew on all devices.",
        ]);
        let other = self.say([
            "如果不是您本人申请，请忽略此邮件，您的密码不会改变。请勿把链接转发给任何人。",
            "如果不是您本人申請，請忽略此郵件，您的密碼不會改變。請勿把連結轉寄給任何人。",
            "If it was not you, do nothing: your password stays. Do not pass the link on to anybody.",
        ]);
        let parts = vec![
            Part::Text(hello),
            Part::Button { text: button.to_owned(), url: link },
            Part::Text(ends.to_owned()),
            Part::Small(other.to_owned()),
        ];
        (format!("{company}: {subject}"), parts)
    }

    /// Subject, first and last words of a letter with so many notices.
    pub(super) fn digest(self, to: &Reader, count: usize) -> (String, String, String) {
        let (name, company) = (&to.account.name, &to.company);
        let subject = self.say([format!("{count} 条未读通知"), format!("{count} 則未讀通知"), format!("{count} unread notices")]);
        let hello = self.say([
            format!("{name}，您好！以下是您在“{company}”的未读通知："),
            format!("{name}，您好！以下是您在「{company}」的未讀通知："),
            format!("Hello {name}, this is what you have not read yet at {company}:"),
        ]);
        let end = self.say([
            "您可以在“我的账号”中更改或关闭邮件通知：",
            "您可以在「我的帳號」中更改或關閉郵件通知：",
            "Change or end these letters under “My account”:",
        ]);
        (format!("{company}: {subject}"), hello, end.to_owned())
    }

    /// There are so many more.
    pub(super) fn more(self, count: usize) -> String {
        self.say([format!("还有 {count} 条"), format!("還有 {count} 則"), format!("and {count} more")])
    }

    /// What a kind of notice says.
    pub(super) fn notice(self, kind: &str) -> &'static str {
        match kind {
            "assigned" => self.say(["分配给您", "指派給您", "Given to you"]),
            "shared" => self.say(["与您共享", "與您共用", "Shared with you"]),
            "mentioned" => self.say(["提到了您", "提到了您", "Mentioned you"]),
            "import_done" => self.say(["导入完成", "匯入完成", "Import is done"]),
            "import_failed" => self.say(["导入失败", "匯入失敗", "Import has failed"]),
            "import_schedule_failed" => self.say(["定时导入失败", "排程匯入失敗", "Looking for files fails"]),
            "task_due" => self.say(["任务到期", "工作到期", "Task is due"]),
            "task_reminder" => self.say(["任务提醒", "工作提醒", "Reminder of a task"]),
            _ => self.say(["通知", "通知", "Notice"]),
        }
    }
}

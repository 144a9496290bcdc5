//! The six people who work in the demo company.

/// One of them.
#[derive(Clone, Copy, Debug)]
pub struct Colleague {
    pub email: &'static str,
    pub name: &'static str,
    /// `administrator` or `member`.
    pub role: &'static str,
    pub language: &'static str,
    pub position: &'static str,
    /// Name of the team.
    pub team: &'static str,
}

pub const TEAMS: &[&str] = &["大客户部 Key accounts", "客服部 Service"];

/// The first is the one that visitors sign in as.
pub const STAFF: &[Colleague] = &[
    Colleague {
        email: "demo@guanxi.example",
        name: "陈静",
        role: "administrator",
        language: "",
        position: "总经理",
        team: TEAMS[0],
    },
    Colleague {
        email: "li.wei@guanxi.example",
        name: "李伟",
        role: "member",
        language: "zh-CN",
        position: "客户经理",
        team: TEAMS[0],
    },
    Colleague {
        email: "wang.fang@guanxi.example",
        name: "王芳",
        role: "member",
        language: "zh-CN",
        position: "客服主管",
        team: TEAMS[1],
    },
    Colleague {
        email: "lin.yijun@guanxi.example",
        name: "林怡君",
        role: "member",
        language: "zh-TW",
        position: "客服專員",
        team: TEAMS[1],
    },
    Colleague {
        email: "emma.clarke@guanxi.example",
        name: "Emma Clarke",
        role: "member",
        language: "en",
        position: "Account manager",
        team: TEAMS[0],
    },
    Colleague {
        email: "oliver.wright@guanxi.example",
        name: "Oliver Wright",
        role: "member",
        language: "en",
        position: "Sales",
        team: TEAMS[0],
    },
];

/// A tag: code, name, colour.
pub type Tag = (&'static str, &'static str, &'static str);

/// Groups of tags, each with its name.
pub const TAGS: &[(&str, &[Tag])] = &[
    (
        "服务 Service",
        &[("vip", "VIP", "red"), ("newsletter", "订阅邮件 Newsletter", "blue"), ("callback", "请回电 Call back", "amber")],
    ),
    (
        "购买 Buying",
        &[
            ("wholesale", "批发 Wholesale", "purple"),
            ("frequent", "常客 Frequent", "green"),
            ("first_time", "首单 First order", "teal"),
            ("returns", "退货较多 Returns often", "grey"),
        ],
    ),
];

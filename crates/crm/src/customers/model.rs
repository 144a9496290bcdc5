//! Customers: people and companies that buy, may buy, or bought.

use model::stage::Outcome;
use model::{Date, Extra, Id, Money, ObjectDef, ObjectType, Stage, Ts};
use model_derive::Object;

/// A person or a company, with everything known of them that is not an event.
#[derive(Object, Clone, Debug)]
#[allow(clippy::duplicated_attributes, reason = "a column may be in several indexes")]
#[object(
    title = "name",
    sort = "-created_at",
    department = "customers",
    list(name, country, stage, value_class, orders_count, spend, last_order_at, tags, owner),
    index(pinyin),
    index(initials),
    index(country, name),
    index(stage, name),
    index(country, stage, name),
    owned,
    numbered,
    mergeable
)]
pub struct Customer {
    pub id: Id,
    pub version: i64,
    pub created_at: Ts,
    pub owner: Option<Id>,
    pub owner_team: Option<Id>,
    pub num: Option<i64>,

    #[field(select(person = "blue", company = "purple"), default = "person", indexed, section = "identity")]
    pub kind: String,
    /// Full name as its bearer writes it: 王小明, Anna Schmidt. Kept in step with the two parts.
    #[field(text(200), indexed, sensitivity = "personal", section = "identity")]
    pub name: Option<String>,
    #[field(text(100), sensitivity = "personal", section = "identity")]
    pub family_name: Option<String>,
    #[field(text(100), sensitivity = "personal", section = "identity")]
    pub given_name: Option<String>,
    /// `wangxiaoming`, the reading by which Chinese names are sorted and found; `schmidt anna` for others.
    #[field(text(300), by("engine"), sensitivity = "personal", section = "identity")]
    pub pinyin: Option<String>,
    /// `wxm`.
    #[field(text(40), by("engine"), sensitivity = "personal", section = "identity")]
    pub initials: Option<String>,
    #[field(select(female = "purple", male = "blue", other = "teal"), sensitivity = "personal", section = "identity")]
    pub gender: Option<String>,
    /// Day of birth in the solar calendar; `birthday_calendar` says by which calendar it is celebrated.
    #[field(sensitivity = "personal", purposes("service", "marketing"), section = "identity")]
    pub birthday: Option<Date>,
    #[field(select(solar = "amber", lunar = "blue"), default = "solar", section = "identity")]
    pub birthday_calendar: Option<String>,
    /// BCP 47: `en`, `zh-CN`.
    #[field(text(35), section = "identity")]
    pub language: Option<String>,
    /// ISO 3166 alpha-2: `GB`, `CN`.
    #[field(text(2), indexed, section = "identity")]
    pub country: Option<String>,

    #[field(email, indexed, sensitivity = "personal", section = "contact")]
    pub emails: Vec<String>,
    #[field(phone, indexed, sensitivity = "personal", section = "contact")]
    pub phones: Vec<String>,
    #[field(address, sensitivity = "personal", section = "contact")]
    pub addresses: Vec<serde_json::Value>,
    /// Accounts as `network:name`: `wechat:abc`.
    #[field(text(200), indexed, sensitivity = "personal", section = "contact")]
    pub socials: Vec<String>,
    #[field(
        select(phone = "blue", email = "teal", sms = "green", wechat = "green", post = "amber", visit = "purple"),
        section = "contact"
    )]
    pub preferred_media: Vec<String>,
    /// Free words: `weekdays after 18:00`.
    #[field(text(200), section = "contact")]
    pub preferred_hours: Option<String>,

    #[field(text(100), sensitivity = "personal", section = "profile")]
    pub occupation: Option<String>,
    #[field(
        select(low = "grey", middle = "blue", upper_middle = "teal", high = "green"),
        sensitivity = "personal",
        section = "profile"
    )]
    pub income_band: Option<String>,
    #[field(text(100), section = "profile")]
    pub interests: Vec<String>,
    #[field(
        select(card = "blue", bank_transfer = "teal", wallet = "green", cash_on_delivery = "amber", invoice = "purple"),
        section = "profile"
    )]
    pub payment_habit: Option<String>,

    /// Of a person: the company they work for; of a company: its parent.
    #[field(reference("customer", on_delete = clear), indexed, section = "company")]
    pub company: Option<Id>,
    #[field(text(100), section = "company")]
    pub industry: Option<String>,
    #[field(section = "company")]
    pub employees: Option<i64>,
    #[field(section = "company")]
    pub revenue: Option<Money>,

    #[field(
        select(prospect = "grey", new = "blue", satisfied = "teal", retained = "green", old = "amber", lost = "red"),
        default = "prospect",
        indexed,
        section = "lifecycle"
    )]
    pub stage: String,
    /// Why the customer is in this stage; must be given when the stage becomes `lost`.
    #[field(text(500), section = "lifecycle")]
    pub stage_reason: Option<String>,
    #[field(by("engine"), section = "lifecycle")]
    pub stage_since: Option<Ts>,
    /// Since when processing is restricted: nobody changes the record, and it is used for no purpose.
    #[field(by("restrict_processing"), section = "lifecycle")]
    pub restricted_at: Option<Ts>,
    #[field(select(key = "red", main = "amber", ordinary = "blue", potential = "grey"), indexed, section = "lifecycle")]
    pub value_class: Option<String>,
    #[field(
        select(
            web_shop = "blue",
            marketplace = "teal",
            store = "green",
            referral = "purple",
            advertising = "amber",
            fair = "grey",
            import = "grey",
            other
        ),
        section = "lifecycle"
    )]
    pub source: Option<String>,
    /// Codes of tags.
    #[field(text(60), indexed, section = "lifecycle")]
    pub tags: Vec<String>,
    /// The customer's number in the shop or an earlier system.
    #[field(text(100), unique, section = "lifecycle")]
    pub external_id: Option<String>,

    #[field(roll_up(object = "order", via = "customer", function = count, only(counts_as = "sale")), indexed, section = "value")]
    pub orders_count: i64,
    /// Sum of sales, minor units of the company's currency.
    #[field(
        roll_up(object = "order", via = "customer", function = sum, of = "total", only(counts_as = "sale"), result = money),
        indexed,
        section = "value"
    )]
    pub spend: i64,
    #[field(roll_up(object = "order", via = "customer", function = count, only(counts_as = "return")), section = "value")]
    pub returns_count: i64,
    /// Sum of returns, negative, minor units of the company's currency.
    #[field(
        roll_up(object = "order", via = "customer", function = sum, of = "total", only(counts_as = "return"), result = money),
        section = "value"
    )]
    pub returned: i64,
    #[field(roll_up(object = "order", via = "customer", function = min, of = "ordered_at", only(counts_as = "sale")), section = "value")]
    pub first_order_at: Option<Ts>,
    #[field(
        roll_up(object = "order", via = "customer", function = max, of = "ordered_at", only(counts_as = "sale")),
        indexed,
        section = "value"
    )]
    pub last_order_at: Option<Ts>,
    #[field(formula("orders_count > 0 ? spend / orders_count : null", result = money), section = "value")]
    pub average_order: Option<i64>,

    pub extra: Extra,
}

/// Customers with the stages of their life: who is lost is lost for a reason.
#[must_use]
pub fn customer() -> ObjectDef {
    let open = ["prospect", "new", "satisfied", "retained", "old"].map(|value| Stage { value: value.into(), ..Stage::default() });
    let needs = vec![Customer::STAGE_REASON.into()].into();
    let lost = Stage { value: "lost".into(), outcome: Outcome::Lost, needs, ..Stage::default() };
    Customer::DEF.with_stages(Customer::STAGE, open.into_iter().chain([lost]).collect())
}

/// One move of a customer from stage to stage: a ledger.
#[derive(Object, Clone, Debug)]
#[object(title = "to", sort = "-changed_at", list(customer, from, to, reason, changed_at, changed_by), append_only)]
pub struct StageChange {
    pub id: Id,
    #[field(reference("customer", on_delete = cascade), indexed, section = "stage_change")]
    pub customer: Id,
    #[field(
        select(prospect = "grey", new = "blue", satisfied = "teal", retained = "green", old = "amber", lost = "red"),
        section = "stage_change"
    )]
    pub from: Option<String>,
    #[field(
        select(prospect = "grey", new = "blue", satisfied = "teal", retained = "green", old = "amber", lost = "red"),
        section = "stage_change"
    )]
    pub to: String,
    #[field(text(500), section = "stage_change")]
    pub reason: Option<String>,
    #[field(section = "stage_change")]
    pub changed_at: Ts,
    #[field(user, section = "stage_change")]
    pub changed_by: Option<Id>,
    pub extra: Extra,
}

/// How two people, or two companies, are related.
#[derive(Object, Clone, Debug)]
#[object(title = "kind", sort = "-created_at", list(from, kind, to, note), unique(from, to, kind))]
pub struct Relation {
    pub id: Id,
    #[field(reference("customer", on_delete = cascade), indexed, section = "relation")]
    pub from: Id,
    #[field(reference("customer", on_delete = cascade), indexed, section = "relation")]
    pub to: Id,
    /// What `to` is to `from`.
    #[field(
        select(
            spouse = "purple",
            parent = "blue",
            child = "blue",
            sibling = "blue",
            relative = "blue",
            friend = "teal",
            colleague = "green",
            neighbour = "green",
            referrer = "amber",
            partner = "amber",
            other
        ),
        section = "relation"
    )]
    pub kind: String,
    #[field(text(500), section = "relation")]
    pub note: Option<String>,
    pub extra: Extra,
}

/// A person's part in a company's buying.
#[derive(Object, Clone, Debug)]
#[object(title = "position", sort = "-created_at", list(company, person, role, position, main), unique(company, person, role))]
pub struct ContactRole {
    pub id: Id,
    #[field(reference("customer", on_delete = cascade), indexed, section = "contact_role")]
    pub company: Id,
    #[field(reference("customer", on_delete = cascade), indexed, section = "contact_role")]
    pub person: Id,
    #[field(
        select(
            decision_maker = "red",
            buyer = "blue",
            finance = "teal",
            technical = "purple",
            user = "green",
            influencer = "amber",
            other
        ),
        default = "buyer",
        section = "contact_role"
    )]
    pub role: String,
    /// Job title as on the card.
    #[field(text(100), section = "contact_role")]
    pub position: Option<String>,
    /// The one to ask first.
    #[field(section = "contact_role")]
    pub main: bool,
    pub extra: Extra,
}

/// What a customer is known by beside e-mails, phones and accounts: a number in a shop, a card, a plate, a browser.
#[derive(Object, Clone, Debug)]
#[object(
    title = "value",
    sort = "-created_at",
    list(customer, kind, value, source, last_seen_at),
    unique(customer, kind, key),
    index(key)
)]
pub struct Identifier {
    pub id: Id,
    #[field(reference("customer", on_delete = cascade), indexed, section = "identifier")]
    pub customer: Id,
    /// Companies add kinds of their own as options.
    #[field(
        select(
            shop = "blue",
            wechat_openid = "green",
            wechat_unionid = "green",
            cookie = "grey",
            device = "grey",
            card = "amber",
            plate = "teal",
            serial = "purple",
            other
        ),
        section = "identifier"
    )]
    pub kind: String,
    #[field(text(300), sensitivity = "personal", section = "identifier")]
    pub value: String,
    /// The form by which it is compared.
    #[field(text(700), by("engine"), hidden, sensitivity = "personal", section = "identifier")]
    pub key: Option<String>,
    /// Who told of it: a shop, a till, a program.
    #[field(text(60), section = "identifier")]
    pub source: Option<String>,
    #[field(section = "identifier")]
    pub last_seen_at: Option<Ts>,
    pub extra: Extra,
}

//! The ledger of consents.

use model::{Extra, Id, Ts};
use model_derive::Object;

/// What a customer said about one use of their data, once.
#[derive(Object, Clone, Debug)]
#[object(
    title = "purpose",
    sort = "-given_at",
    list(customer, purpose, channel, state, basis, source, given_at, expires_at),
    append_only
)]
pub struct Consent {
    pub id: Id,
    #[field(reference("customer", on_delete = cascade), indexed, section = "consent")]
    pub customer: Id,
    /// What the data is used for. A company adds options of its own; a purpose that begins or ends with the word of a wider one
    /// (`marketing_email`, `wechat_marketing`) serves it.
    #[field(
        select(
            marketing_email = "blue",
            marketing_sms = "blue",
            marketing_call = "blue",
            wechat_marketing = "blue",
            marketing_post = "blue",
            profiling = "purple",
            web_tracking = "purple",
            email_open_tracking = "purple",
            call_recording = "teal",
            third_party_share = "amber",
            cross_border = "amber"
        ),
        section = "consent"
    )]
    pub purpose: String,
    #[field(
        select(
            any = "grey",
            email = "teal",
            sms = "green",
            phone = "blue",
            wechat = "green",
            post = "amber",
            web = "purple",
            app = "purple"
        ),
        default = "any",
        section = "consent"
    )]
    pub channel: String,
    #[field(select(granted = "green", denied = "red", withdrawn = "red"), section = "consent")]
    pub state: String,
    /// Why the data may be used; needed of what is granted.
    #[field(
        select(
            consent = "green",
            contract = "blue",
            legal_obligation = "grey",
            legitimate_interest = "amber",
            soft_opt_in = "amber"
        ),
        section = "consent"
    )]
    pub basis: Option<String>,
    #[field(
        select(
            form = "blue",
            agent = "teal",
            call = "teal",
            letter = "amber",
            shop = "green",
            import = "grey",
            api = "grey",
            merge = "grey"
        ),
        section = "consent"
    )]
    pub source: Option<String>,
    /// Which wording the customer agreed to: `newsletter-2026-03`.
    #[field(text(100), section = "proof")]
    pub text_version: Option<String>,
    /// By what it is proved: number of a recording, address of a form with its time, place of the paper.
    #[field(text(500), sensitivity = "personal", section = "proof")]
    pub proof: Option<String>,
    /// The signed paper, a picture of the screen.
    #[field(file, sensitivity = "personal", section = "proof")]
    pub evidence: Option<Id>,
    /// When the customer said so; now when left out by a person.
    #[field(section = "consent")]
    pub given_at: Option<Ts>,
    /// What was granted ends then.
    #[field(section = "consent")]
    pub expires_at: Option<Ts>,
    /// Id of the customer as it came: merges move the row, not this.
    #[field(text(36), by("engine"), hidden, section = "consent")]
    pub subject: Option<String>,
    pub extra: Extra,
}

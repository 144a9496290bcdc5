//! What the demo company's staff wrote: English, and Chinese for Chinese customers.

use super::identity::Identity;

pub const NOTES: &[(&str, &str)] = &[
    ("Wants to hear of new Christmas designs before September.", "希望九月前收到圣诞新品信息。"),
    ("Prefers fewer, larger deliveries; the store room is small.", "仓库小，希望少批多量发货。"),
    ("Paid every invoice early this year. Offer better terms.", "今年每次都提前付款，可以给更好的账期。"),
    ("Asked for samples of the lunch bags.", "想要午餐袋的样品。"),
    ("Two boxes arrived damaged in spring; replaced the same week.", "春天有两箱货破损，当周已补发。"),
    ("Buys for three shops and compares prices with two other wholesalers.", "为三家门店采购，会和另外两家批发商比价。"),
    ("New purchasing contact since summer, friendly, answers quickly.", "夏天换了采购联系人，态度好、回复快。"),
    ("Thinking of a web shop of their own; asked whether we deliver to end customers.", "打算自己开网店，问我们能否一件代发。"),
];

pub const TASKS: &[(&str, &str)] = &[
    ("Call about the autumn catalogue", "电话沟通秋季目录"),
    ("Send samples", "寄送样品"),
    ("Ask how the last delivery went", "回访上次收货情况"),
    ("Prepare an offer for the next season", "准备下一季报价"),
    ("Check open invoice", "核对未结账单"),
    ("Agree on a visit", "约定拜访时间"),
];

/// Kind of event, and the properties of each example with its two texts.
pub const CONTACTS: &[(&str, &str, &str)] = &[
    ("call_in", "Asked when the order will arrive.", "询问订单什么时候到货。"),
    ("call_in", "Wanted to add two cartons to the last order.", "想在上一单里再加两箱。"),
    ("call_out", "Presented the new collection; will look at the catalogue.", "介绍新系列，客户会看目录。"),
    ("call_out", "Reminded of the open invoice; payment promised for Friday.", "提醒未结账单，客户答应周五付款。"),
    ("visit", "Looked at the shelves together; tins sell best.", "一起看了货架，铁罐卖得最好。"),
    ("meeting", "Agreed on terms for next year.", "谈妥明年的合作条件。"),
    ("complaint", "One mug broken on arrival.", "收到时有一个杯子碎了。"),
    ("letter", "Thank-you card for a large order.", "大额订单感谢信。"),
    ("promotion_sent", "Spring promotion: ten per cent off garden goods.", "春季促销：园艺用品九折。"),
    ("brochure_request", "Asked for the printed catalogue.", "索取纸质目录。"),
    ("chat", "Is the lantern fit for outdoors? Yes, under a roof.", "灯笼可以放户外吗？有遮挡即可。"),
    ("review", "Good quality, carefully packed.", "质量好，包装仔细。"),
];

/// The text in the customer's language.
#[must_use]
pub fn of<'a>(who: &Identity, english: &'a str, chinese: &'a str) -> &'a str {
    if who.country == "CN" { chinese } else { english }
}

//! Whatever is typed gets an answer.

use crate::stage::both;
use search::Question;
use serde_json::json;

#[test]
fn no_text_is_too_strange() {
    both(|s| async move {
        let id =
            s.a.create("customer", &json!({ "kind": "person", "name": "王伟 AND (OR) Ann:Lee*", "emails": ["a+b@c.example"] }))
                .await;
        s.settle().await;
        let long = [
            "王".repeat(10_000),
            "a".repeat(10_000),
            "1".repeat(10_000),
            "wangwei ".repeat(2_000),
            "王a1".repeat(4_000),
            "\u{200b}".repeat(10_000),
            "e\u{301}".repeat(5_000),
            "ﷺ".repeat(4_000),
            "%_'\"\\;--".repeat(1_000),
        ];
        let short = [
            "",
            " ",
            "!!!",
            "。，、",
            "\u{200b}",
            "\u{202e}",
            "\0",
            "*",
            "?",
            "AND",
            "OR NOT",
            "name:*",
            "\"",
            "\\",
            "[a TO z]",
            "^~",
            "a:b:c",
            "'; drop table customer; --",
            "{}",
            "王\u{200b}伟",
            "w\u{200d}w",
            "Ａｎｎ：Ｌｅｅ",
            "Ａｎｎ王伟лее",
            "İ",
            "ß",
            "🙂",
            "👩‍👩‍👧",
            "i",
            "u",
            "v",
            "iuv",
            "x".repeat(65).as_str(),
            "0",
            "00",
            "000",
            "0000000",
            "+",
            "+86",
            "--1--",
            "é",
            "กขค",
            "한국",
            "ガラス",
        ]
        .map(str::to_owned);
        for text in long.iter().chain(&short) {
            let question = Question { text, object: None, limit: 0 };
            let start: String = text.chars().take(20).collect();
            assert!(s.search.ask(&s.a.records, &s.a.access, question).await.is_ok(), "{start:?}");
        }
        for text in ["王\u{200b}伟", "Ａｎｎ：Ｌｅｅ", "ann lee*", "(王伟)", "AND OR", "a+b@c.example"] {
            assert_eq!(s.find(text).await, [id], "{text}");
        }
        for limit in [51, usize::MAX] {
            let question = Question { text: "王", object: None, limit };
            assert!(s.search.ask(&s.a.records, &s.a.access, question).await.is_err());
        }
        let question = Question { text: "王", object: Some("nothing"), limit: 0 };
        assert!(s.search.ask(&s.a.records, &s.a.access, question).await.is_err());
    });
}

//! Letters through a real mail server.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests stop at the first surprise")]

use channels::mail::{Failure, Letter, Part, Post};
use std::net::TcpListener;
use testkit::Mailbox;
use testkit::mailbox::variable;

fn letter(to: &str) -> Letter {
    Letter {
        name: "王伟, \"Max\" <x>".into(),
        address: to.into(),
        subject: "密码 – Übersicht".into(),
        of: "店".into(),
        accent: "#0f766e".into(),
        language: "zh-CN".into(),
        parts: vec![
            Part::Text("您好，王伟".into()),
            Part::Button { text: "打开".into(), url: format!("https://crm.example/a?b={}", "c".repeat(120)) },
        ],
        id: "0193-abc".into(),
    }
}

fn run(body: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(body);
}

#[test]
fn letters_arrive_as_they_were_written() {
    run(async {
        let mailbox = Mailbox::default();
        let post = Post::new(&Mailbox::server(), &format!("关系 <{}>", mailbox.sender)).unwrap();
        post.check().await.unwrap();
        post.send(&letter("max@shop.example")).await.unwrap();
        let all = mailbox.wait(1).await;
        let (head, one) = (&all[0]["headers"], &all[0]);
        assert_eq!(one["to"], serde_json::json!(["max@shop.example"]));
        assert_eq!((&head["subject"], &head["auto-submitted"]), (&"密码 – Übersicht".into(), &"auto-generated".into()));
        assert!(head["to"].as_str().unwrap().contains("王伟") && head["from"].as_str().unwrap().contains("关系"), "{head}");
        assert_eq!(head["message-id"], "<0193-abc@sender.example>");
        for part in ["text", "html"] {
            let text = one[part].as_str().unwrap();
            assert!(
                text.contains("您好，王伟") && text.contains(&format!("https://crm.example/a?b={}", "c".repeat(120))),
                "{text}"
            );
        }
    });
}

#[test]
fn refusals_are_told_apart() {
    run(async {
        let mailbox = Mailbox::default();
        let post = Post::new(&Mailbox::server(), &mailbox.sender).unwrap();
        for (to, never, says) in
            [("unknown@shop.example", true, "5.1.1"), ("full@shop.example", true, "5.2.2"), ("busy@shop.example", false, "4.3.0")]
        {
            let failure = post.send(&letter(to)).await.unwrap_err();
            assert_eq!(
                (matches!(failure, Failure::Never(_)), failure.to_string().contains(says)),
                (never, true),
                "{to}: {failure:?}"
            );
        }
        assert!(matches!(post.send(&letter("no address")).await, Err(Failure::Never(_))));
        assert!(matches!(post.send(&letter("busy@shop.example")).await, Err(Failure::Later(_))));
        post.send(&letter("busy@shop.example")).await.unwrap();
        mailbox.wait(1).await;
    });
}

#[test]
fn a_server_that_is_away_or_silent_is_asked_again() {
    run(async {
        let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let post = Post::new(&format!("smtp://{gone}"), "crm@shop.example").unwrap();
        assert!(matches!(post.send(&letter("max@shop.example")).await, Err(Failure::Later(_))));
        assert!(matches!(post.check().await, Err(Failure::Later(_))));
        let rude = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = rude.local_addr().unwrap();
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = rude.accept().await.unwrap();
                use tokio::io::AsyncWriteExt;
                let _ = stream.write_all(b"HTTP/1.1 400 what?\r\n\r\n").await;
            }
        });
        let post = Post::new(&format!("smtp://{address}"), "crm@shop.example").unwrap();
        assert!(matches!(post.send(&letter("max@shop.example")).await, Err(Failure::Later(_))));
    });
}

#[test]
fn encryption_is_kept_to() {
    run(async {
        let mailbox = Mailbox::default();
        let (plain, secure) = (variable("GUANXI_TEST_SMTP"), variable("GUANXI_TEST_SMTP_TLS"));
        let ca = format!("{}/ca.pem", variable("GUANXI_TEST_MAIL"));
        let post =
            |user: &str, rest: &str| Post::new(&format!("smtp://{user}{secure}?tls=required{rest}"), &mailbox.sender).unwrap();
        let trusted = format!("&ca={ca}");
        let failed = post("crm:p%40ss%3Aword@", "").send(&letter("max@shop.example")).await.unwrap_err();
        assert!(matches!(&failed, Failure::Later(text) if text.to_lowercase().contains("certificate")), "{failed:?}");
        let failed = post("crm:wrong@", &trusted).send(&letter("max@shop.example")).await.unwrap_err();
        assert!(
            matches!(&failed, Failure::Later(text) if text.contains("user and password") && !text.contains("wrong")),
            "{failed:?}"
        );
        assert!(matches!(post("", &trusted).send(&letter("max@shop.example")).await, Err(Failure::Later(_))));
        let right = post("crm:p%40ss%3Aword@", &trusted);
        right.check().await.unwrap();
        right.send(&letter("max@shop.example")).await.unwrap();
        // a server that offers no encryption gets nothing when encryption is asked for
        let stripped = Post::new(&format!("smtp://crm:x@{plain}?tls=required"), &mailbox.sender).unwrap();
        assert!(matches!(stripped.send(&letter("max@shop.example")).await, Err(Failure::Later(_))));
        mailbox.wait(1).await;
        assert!(
            Post::new("smtp://mail.example?ca=/nowhere.pem", "crm@shop.example")
                .unwrap_err()
                .to_string()
                .contains("/nowhere.pem")
        );
        assert!(Post::new("smtp://mail.example", "crm").is_err());
    });
}

#[test]
fn a_folder_takes_letters_too() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("out");
        let post = Post::new(&format!("folder:{}", inner.display()), "crm@shop.example").unwrap();
        post.check().await.unwrap();
        post.send(&letter("max@shop.example")).await.unwrap();
        let files: Vec<_> = std::fs::read_dir(&inner).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        assert_eq!(files, ["0193-abc.eml"]);
        let nowhere = Post::new("folder:/proc/nowhere", "crm@shop.example").unwrap();
        assert!(matches!(nowhere.send(&letter("max@shop.example")).await, Err(Failure::Later(_))));
    });
}

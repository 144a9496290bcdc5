//! A small device of our own that answers as it is told to, and browsers that use it. A real browser does in `e2e`.

use axum::http::{StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use guanxi::settings::Settings;
use guanxi::signin::limit::Rates;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use testkit::{Answer, Client, TestApp};

/// What a device says beside its signature.
#[derive(Clone)]
pub struct Says {
    pub origin: &'static str,
    pub host: &'static str,
    /// It asked for finger, face or PIN.
    pub verified: bool,
    pub counter: u32,
    pub kind: Option<&'static str>,
}

pub const TRUE: Says = Says { origin: "http://localhost:8080", host: "localhost", verified: true, counter: 1, kind: None };

pub fn counted(counter: u32) -> Says {
    Says { counter, ..TRUE }
}

/// A device with one key.
pub struct Device {
    key: EcdsaKeyPair,
    pub id: Vec<u8>,
    pub user: Vec<u8>,
}

impl Device {
    pub fn new(question: &Value, id: u8) -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random).unwrap();
        let user = B64.decode(question["options"]["publicKey"]["user"]["id"].as_str().unwrap()).unwrap();
        Self { key, id: vec![id; 32], user }
    }

    fn client(question: &Value, says: &Says, kind: &str) -> Vec<u8> {
        let challenge = &question["options"]["publicKey"]["challenge"];
        let kind = says.kind.unwrap_or(kind);
        json!({ "type": kind, "challenge": challenge, "origin": says.origin, "crossOrigin": false }).to_string().into_bytes()
    }

    fn head(says: &Says, more: u8) -> Vec<u8> {
        let mut data = Sha256::digest(says.host).to_vec();
        data.push(0x01 | if says.verified { 0x04 } else { 0 } | more);
        data.extend(says.counter.to_be_bytes());
        data
    }

    fn written(&self, response: &Value) -> Value {
        let id = B64.encode(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "extensions": {} })
    }

    /// The answer to `navigator.credentials.create`.
    pub fn made(&self, question: &Value, says: &Says) -> Value {
        let mut data = Self::head(says, 0x40);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        let point = self.key.public_key().as_ref();
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(&point[1..33]);
        data.extend([0x22, 0x58, 0x20]);
        data.extend(&point[33..65]);
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".to_vec();
        object.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        object.extend(data);
        let client = Self::client(question, says, "webauthn.create");
        self.written(&json!({ "attestationObject": B64.encode(object), "clientDataJSON": B64.encode(client) }))
    }

    /// The answer to `navigator.credentials.get`.
    pub fn signed(&self, question: &Value, says: &Says) -> Value {
        let (data, client) = (Self::head(says, 0), Self::client(question, says, "webauthn.get"));
        let mut message = data.clone();
        message.extend(Sha256::digest(&client));
        let signature = self.key.sign(&SystemRandom::new(), &message).unwrap();
        self.written(&json!({ "authenticatorData": B64.encode(data), "clientDataJSON": B64.encode(client),
            "signature": B64.encode(signature), "userHandle": B64.encode(&self.user) }))
    }
}

/// A server at a name, without limits on asking.
pub fn named(settings: &mut Settings) {
    settings.url = "http://localhost:8080".into();
    settings.guest_rates = Rates { per_address: 100_000, per_account: 100_000 };
}

/// The same; wrong answers lock nobody out.
pub fn patient(settings: &mut Settings) {
    named(settings);
    for lockout in [&mut settings.lockouts.account, &mut settings.lockouts.address] {
        (lockout.free, lockout.lock_at) = (1_000, 1_001);
    }
}

pub async fn begin(client: &Client) -> Value {
    let begun = client.post("/api/me/passkeys/begin", &json!({})).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.text());
    begun.json()
}

pub async fn add(client: &Client, device: &Device, question: &Value, says: &Says) -> Answer {
    let body = json!({ "name": "Phone", "ceremony": question["ceremony"], "credential": device.made(question, says) });
    client.post("/api/me/passkeys", &body).await
}

/// Gives the person a passkey.
pub async fn enrol(client: &Client, id: u8) -> Device {
    let question = begin(client).await;
    let device = Device::new(&question, id);
    let added = add(client, &device, &question, &TRUE).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.text());
    device
}

/// A browser that was told what to ask a device.
pub struct Browser {
    pub client: Client,
    pub question: Value,
}

impl Browser {
    /// The page sends what the device said.
    pub async fn send(&self, credential: Value) -> Answer {
        send(&self.client, &self.question["ceremony"], credential).await
    }
}

pub async fn send(client: &Client, ceremony: &Value, credential: Value) -> Answer {
    client.post("/api/sign-in/passkey", &json!({ "ceremony": ceremony, "credential": credential })).await
}

/// A browser begins to sign in at a company.
pub async fn ask_at(client: &Client, company: &str) -> Browser {
    let asked = client.post("/api/sign-in/passkey/begin", &json!({ "company": company })).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.text());
    let cookie = asked.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("gx_passkey=") && cookie.contains("HttpOnly; SameSite=Strict"), "{cookie}");
    let client = client.with("cookie", cookie.split(';').next().unwrap());
    Browser { client, question: asked.json() }
}

pub async fn ask(app: &TestApp) -> Browser {
    ask_at(&app.anonymous(), "alpha").await
}

pub async fn enter(app: &TestApp, device: &Device, says: &Says) -> Answer {
    let browser = ask(app).await;
    let credential = device.signed(&browser.question, says);
    browser.send(credential).await
}

pub fn assert_refused(answer: &Answer, why: &str) {
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::UNAUTHORIZED, "wrong_passkey"), "{why}: {}", answer.text());
    assert!(answer.headers.get(header::SET_COOKIE).is_none(), "{why}");
}

pub async fn id_of(client: &Client) -> String {
    client.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned()
}

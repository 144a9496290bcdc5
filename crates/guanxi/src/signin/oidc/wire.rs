//! Requests to identity providers. Their addresses are chosen by companies, so that they must not lead into the network of the
//! server, except where whoever runs it says so. Redirects are not followed, answers are short, nothing waits for long.

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Url};
use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// Longest answer read, in bytes.
const LONGEST: usize = 1 << 20;
const WAIT: Duration = Duration::from_secs(10);

#[derive(Debug, thiserror::Error)]
pub enum WireError {
    #[error("{0}")]
    Refused(&'static str),
    #[error("it cannot be reached: {0}")]
    Unreachable(String),
    #[error("its answer is longer than {LONGEST} bytes")]
    TooLong,
}

const NOT_HTTPS: &str = "its address must begin with https://";
const INSIDE: &str = "its address is inside the server's network";

pub struct Wire {
    client: Client,
    private: bool,
}

impl Wire {
    /// `private`: addresses inside and plain http are allowed.
    pub fn new(private: bool) -> anyhow::Result<Self> {
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(WAIT)
            .dns_resolver(Arc::new(Outside { private }))
            .user_agent("guanxi")
            .build()?;
        Ok(Self { client, private })
    }

    fn check(&self, url: &Url) -> Result<(), WireError> {
        if self.private {
            return Ok(());
        }
        if url.scheme() != "https" {
            return Err(WireError::Refused(NOT_HTTPS));
        }
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        match host.parse::<IpAddr>() {
            Ok(ip) if !outside(ip) => Err(WireError::Refused(INSIDE)),
            _ => Ok(()),
        }
    }

    /// One request.
    pub async fn send(&self, request: HttpRequest) -> Result<HttpResponse, WireError> {
        let (head, body) = request.into_parts();
        let url = Url::parse(&head.uri.to_string()).map_err(|_| WireError::Refused("its address cannot be read"))?;
        self.check(&url)?;
        let sent = self.client.request(head.method, url).headers(head.headers).body(body).send().await;
        let mut answer = sent.map_err(|e| unreachable(&e))?;
        let mut read = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(|e| unreachable(&e))? {
            if read.len() + part.len() > LONGEST {
                return Err(WireError::TooLong);
            }
            read.extend_from_slice(&part);
        }
        let mut made = HttpResponse::new(read);
        *made.status_mut() = answer.status();
        *made.headers_mut() = std::mem::take(answer.headers_mut());
        Ok(made)
    }
}

impl<'c> AsyncHttpClient<'c> for Wire {
    type Error = WireError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, WireError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

/// The innermost reason; the outer ones repeat the address.
fn unreachable(error: &reqwest::Error) -> WireError {
    let mut reason: &dyn std::error::Error = error;
    while let Some(inner) = reason.source() {
        reason = inner;
    }
    WireError::Unreachable(reason.to_string())
}

/// Finds addresses of names, those outside alone.
struct Outside {
    private: bool,
}

impl Resolve for Outside {
    fn resolve(&self, name: Name) -> Resolving {
        let private = self.private;
        Box::pin(async move {
            let all = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let open: Vec<SocketAddr> = all.filter(|a| private || outside(a.ip())).collect();
            if open.is_empty() {
                return Err(Box::<dyn std::error::Error + Send + Sync>::from(INSIDE));
            }
            let found: Addrs = Box::new(open.into_iter());
            Ok(found)
        })
    }
}

/// Whether the address belongs to the open internet.
fn outside(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => v4_outside(ip),
        IpAddr::V6(ip) => v6_outside(ip),
    }
}

fn v4_outside(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = matches!((a, b, c), (0, ..) | (100, 64..=127, _) | (192, 0, 0) | (198, 18..=19, _) | (240.., ..));
    !(special || ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_multicast() || ip.is_documentation())
}

fn v6_outside(ip: Ipv6Addr) -> bool {
    let s = ip.segments();
    let embedded = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match s {
        [0, 0, 0, 0, 0, 0, high, low] | [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            v4_outside(embedded(high, low))
        }
        [0x2002, high, low, ..] => v4_outside(embedded(high, low)),
        // unique local, link local, site local, multicast
        [first, ..] => (first & 0xfe00) != 0xfc00 && (first & 0xff80) != 0xfe80 && (first & 0xff00) != 0xff00,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_inside_is_closed() {
        for ip in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
        ] {
            assert!(!outside(ip.parse().unwrap()), "{ip}");
        }
        for ip in ["1.1.1.1", "8.8.8.8", "172.32.0.1", "2606:4700:4700::1111", "::ffff:1.1.1.1"] {
            assert!(outside(ip.parse().unwrap()), "{ip}");
        }
    }

    #[tokio::test]
    async fn nothing_is_sent_there() {
        let wire = Wire::new(false).unwrap();
        for url in ["http://example.com/", "https://127.0.0.1:1/", "https://[::1]/", "https://0x7f.1/", "https://localhost:1/"] {
            let mut request = HttpRequest::new(Vec::new());
            *request.uri_mut() = url.parse().unwrap();
            let refused = wire.send(request).await.unwrap_err().to_string();
            assert!(refused.contains(NOT_HTTPS) || refused.contains(INSIDE), "{url}: {refused}");
        }
    }
}

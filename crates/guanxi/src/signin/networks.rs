//! From where people and programs may come in: networks of IPv4 and IPv6 addresses, as companies write them.

use crate::http::Problem;
use axum::http::StatusCode;
use ipnet::IpNet;
use std::net::IpAddr;

/// Most networks of a list.
const MOST: usize = 200;

/// A list of networks; an empty one lets in from anywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks {
    list: Vec<IpNet>,
    /// There is a list, and nobody comes in from elsewhere.
    narrow: bool,
}

impl Networks {
    /// A list as it is stored. What cannot be read lets nobody in.
    #[must_use]
    pub fn of(stored: &[String]) -> Self {
        Self { list: stored.iter().filter_map(|t| read(t)).collect(), narrow: !stored.is_empty() }
    }

    #[must_use]
    pub fn admits(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        !self.narrow || self.list.iter().any(|n| n.contains(&address))
    }

    /// # Errors
    /// 403 `address_not_allowed`, naming the address.
    pub fn check(&self, address: IpAddr) -> Result<(), Problem> {
        if self.admits(address) {
            return Ok(());
        }
        let detail = format!("Nobody comes in from {address}: your company allows certain networks. Ask an administrator.");
        Err(Problem::new(StatusCode::FORBIDDEN, "address_not_allowed", detail))
    }
}

/// The networks of a list as they are stored: `203.0.113.0/24`, each once.
///
/// # Errors
/// 422 for what is no network, and for too many.
pub fn checked(texts: &[String]) -> Result<Vec<String>, Problem> {
    if texts.len() > MOST {
        return Err(Problem::field("networks", "too_many", format!("at most {MOST}")));
    }
    let mut all = Vec::new();
    for text in texts {
        let wrong = || {
            let message = format!("'{text}' is no network; write 203.0.113.0/24, 2001:db8::/32 or one address");
            Problem::field("networks", "bad_network", message)
        };
        let network = read(text).ok_or_else(wrong)?.to_string();
        if !all.contains(&network) {
            all.push(network);
        }
    }
    Ok(all)
}

/// A network, or one address. What is written within a network stands for it all; IPv4 in the guise of IPv6 is IPv4.
fn read(text: &str) -> Option<IpNet> {
    let text = text.trim();
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some(IpNet::from(address.to_canonical()));
    }
    let network = text.parse::<IpNet>().ok()?;
    match (network.addr().to_canonical(), network.prefix_len()) {
        (IpAddr::V4(address), length) if network.addr().is_ipv6() => IpNet::new(address.into(), length.checked_sub(96)?).ok(),
        _ => Some(network),
    }
    .map(|n| n.trunc())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn list(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|t| (*t).to_owned()).collect()
    }

    #[test]
    fn networks_are_written_in_one_way() {
        let given = list(&[" 203.0.113.7/24", "203.0.113.0/24", "10.1.2.3", "2001:DB8::1/32", "::1", "::ffff:192.0.2.9/120"]);
        assert_eq!(checked(&given).unwrap(), ["203.0.113.0/24", "10.1.2.3/32", "2001:db8::/32", "::1/128", "192.0.2.0/24"]);
        for wrong in
            ["", "x", "10.0.0.0/33", "300.0.0.1", "10.0.0.0/", "10.0.0.0/-1", "2001:db8::/129", "10.0.0.1-9", "::ffff:1.2.3.4/90"]
        {
            assert!(checked(&list(&[wrong])).is_err(), "{wrong}");
        }
        assert!(checked(&vec!["10.0.0.1".to_owned(); 201]).is_err());
    }

    #[test]
    fn addresses_are_in_or_out() {
        let networks = Networks::of(&list(&["203.0.113.0/24", "2001:db8::/32"]));
        for (address, is_in) in [
            ("203.0.113.255", true),
            ("203.0.114.0", false),
            ("::ffff:203.0.113.1", true),
            ("2001:db8:ffff::1", true),
            ("2001:db9::", false),
            ("127.0.0.1", false),
        ] {
            assert_eq!(networks.admits(address.parse().unwrap()), is_in, "{address}");
        }
        assert!(Networks::of(&[]).admits("127.0.0.1".parse().unwrap()));
        assert!(!Networks::of(&list(&["spoilt"])).admits("127.0.0.1".parse().unwrap()), "what cannot be read opens nothing");
    }
}

//! Where events may be sent. Whoever holds a key of the scope `admin` chooses the address, and Koe calls it from inside
//! the owner's cloud: without a bound, such a key would open what is reachable from there alone (OWASP, Server-Side
//! Request Forgery Prevention). A name is looked up by the very connection that is then made, so that it cannot lead
//! somewhere else a moment later.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use koe_domain::Faults;
use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// The address that `text` is, if events may be sent there. On one machine, and only there, its own addresses and plain
/// HTTP to them are fine: that is where a developer's receiver listens.
///
/// # Errors
/// Every fault found, at the address as a whole.
pub(crate) fn checked_url(text: &str, one_machine: bool) -> Result<Url, Faults> {
    let url =
        Url::parse(text).map_err(|_| Faults::one("", "an address such as \"https://example.com/koe\" is expected"))?;
    let mut faults = Faults::new();
    let host = Host::of(&url);
    let own = one_machine && host.is_own();
    match url.scheme() {
        "https" => {}
        "http" if own => {}
        _ => faults.push("", "an address that begins with https:// is expected"),
    }
    if !url.username().is_empty() || url.password().is_some() {
        faults.push("", "no user name and no password are taken in an address");
    }
    if url.fragment().is_some() {
        faults.push("", "no fragment (#…) is taken in an address");
    }
    if !own && !host.may_be_public() {
        faults.push("", "an address that the public Internet reaches is expected");
    }
    faults.into_result(|| url)
}

/// What stands for the host of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Host {
    Name(String),
    Address(IpAddr),
    None,
}

impl Host {
    /// The host as it is parsed: numbers in every notation are addresses by then.
    fn of(url: &Url) -> Self {
        let Some(host) = url.host_str() else { return Self::None };
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        bare.parse::<IpAddr>()
            .map_or_else(|_| Self::Name(host.trim_end_matches('.').to_ascii_lowercase()), Self::Address)
    }

    fn is_own(&self) -> bool {
        match self {
            Self::Name(name) => name == "localhost",
            Self::Address(address) => address.is_loopback(),
            Self::None => false,
        }
    }

    /// Names that lead nowhere else than inside are refused at once; every other is looked up when it is used.
    fn may_be_public(&self) -> bool {
        match self {
            Self::Name(name) => {
                let inside = ["localhost", "local", "internal", "localdomain", "home.arpa"];
                !inside.iter().any(|end| name == *end || name.strip_suffix(*end).is_some_and(|it| it.ends_with('.')))
            }
            Self::Address(address) => is_public(*address),
            Self::None => false,
        }
    }
}

/// Whether the public Internet routes this address (IANA IPv4 and IPv6 Special-Purpose Address Registries). The address
/// of a cloud's metadata service is link-local (169.254.169.254) or unique local (fd00:ec2::254), hence is not.
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !matches!(
        address.octets(),
        [0 | 10 | 127 | 224..=255, ..]
            | [100, 64..=127, ..]
            | [169, 254, ..]
            | [172, 16..=31, ..]
            | [192, 168, ..]
            | [198, 18..=19, ..]
            | [192, 0, 0 | 2, _]
            | [192, 88, 99, _]
            | [198, 51, 100, _]
            | [203, 0, 113, _]
    )
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(address) = address.to_ipv4_mapped() {
        return is_public_v4(address);
    }
    match address.segments() {
        // The well-known prefix of NAT64 (RFC 6052): an IPv4 address behind it.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        // Protocol assignments, Teredo and ORCHID; documentation; 6to4, which holds an IPv4 address of any kind.
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x2002, ..] | [0x3fff, 0..=0xfff, ..] => false,
        [0x2000..=0x3fff, ..] => true,
        _ => false,
    }
}

/// A name led to an address that is not public, or to none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the name leads to no public address")]
pub(crate) struct NotPublic;

/// Looks names up, and refuses those that lead inside: one such address among others is enough.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if found.is_empty() || !found.iter().all(|address| is_public(address.ip())) {
                return Err(NotPublic.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_goes_to_a_public_address_over_https_alone() {
        for fine in ["https://example.com/koe?token=a", "https://8.8.8.8/", "https://[2606:4700::1111]:8443/x"] {
            assert!(checked_url(fine, false).is_ok(), "{fine}");
        }
        for bad in [
            "",
            "example.com",
            "http://example.com/",
            "ftp://example.com/",
            "https://",
            "https://name@example.com/",
            "https://name:word@example.com/",
            "https://example.com/#a",
            "https://localhost/",
            "https://LOCALHOST./",
            "https://db.internal/",
            "https://10.0.0.1/",
            "https://0x7f.1/",
            "https://2130706433/",
            "https://127.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[fd00:ec2::254]/",
            "https://[64:ff9b::a9fe:a9fe]/",
            "http://127.0.0.1/",
            "https://192.168.1.1/",
        ] {
            assert!(checked_url(bad, false).is_err(), "{bad}");
        }
        assert!(checked_url("https://notinternal.example/", false).is_ok());
    }

    #[test]
    fn on_one_machine_its_own_addresses_are_fine_and_no_others() {
        for fine in ["http://127.0.0.1:9000/hook", "http://localhost:9000/", "http://[::1]:9000/", "https://127.0.0.1/"]
        {
            assert!(checked_url(fine, true).is_ok(), "{fine}");
        }
        for bad in ["http://example.com/", "http://10.0.0.1/", "https://169.254.169.254/", "http://localhost.example/"]
        {
            assert!(checked_url(bad, true).is_err(), "{bad}");
        }
    }

    #[test]
    fn special_addresses_are_not_public() -> Result<(), std::net::AddrParseError> {
        for text in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "fc00::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "2002:a00:1::",
            "3fff::1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
        ] {
            assert!(!is_public(text.parse()?), "{text}");
        }
        for text in ["1.1.1.1", "172.32.0.1", "192.0.1.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::808:808"] {
            assert!(is_public(text.parse()?), "{text}");
        }
        Ok(())
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_looked_up_for_anybody() -> Result<(), Box<dyn std::error::Error>> {
        let Err(error) = PublicOnly.resolve("localhost".parse()?).await else { return Err("it led somewhere".into()) };
        assert!(error.is::<NotPublic>(), "{error}");
        Ok(())
    }
}

//! Which addresses may be called.
//!
//! Addresses of remote systems come from merchants. Whoever may name an address may try to reach what
//! stands beside us: so private addresses are refused, whether they come from a name or are written out,
//! and the resolver hands over exactly the addresses that it checked, so that a name can't change between
//! the check and the call.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// An address that may not be called.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ForbiddenAddress {
    /// It lies in a private, local or reserved network.
    #[error("{0} lies in a private or reserved network; only public addresses can be called")]
    Private(String),
    /// Neither HTTPS nor allowed otherwise.
    #[error("{0} does not begin with https://")]
    Scheme(String),
    /// It names no host.
    #[error("{0} names no host")]
    NoHost(String),
}

/// Whether an address lies in a network that is not the public Internet.
#[must_use]
pub fn is_forbidden(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_forbidden_v4(v4),
        IpAddr::V6(v6) => is_forbidden_v6(v6),
    }
}

fn is_forbidden_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        // Carrier-grade NAT, 100.64.0.0/10.
        || (a == 100 && (64..128).contains(&b))
        // IETF protocol assignments and benchmarking.
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b == 18 || b == 19))
        || a >= 240
}

fn is_forbidden_v6(address: Ipv6Addr) -> bool {
    // IPv4 in IPv6's clothes is judged as what it is: mapped, compatible, NAT64 and 6to4.
    let parts = address.segments();
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    if let Some(mapped) = address.to_ipv4() {
        return is_forbidden_v4(mapped);
    }
    if parts[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
        return is_forbidden_v4(v4(parts[6], parts[7]));
    }
    if parts[0] == 0x2002 {
        return is_forbidden_v4(v4(parts[1], parts[2]));
    }
    address.is_unspecified()
        || address.is_loopback()
        || address.is_multicast()
        // Unique local fc00::/7, link local fe80::/10, old site local fec0::/10.
        || (parts[0] & 0xfe00) == 0xfc00
        || (parts[0] & 0xffc0) == 0xfe80
        || (parts[0] & 0xffc0) == 0xfec0
        // Documentation, discard, local NAT64, Teredo.
        || (parts[0] == 0x2001 && parts[1] == 0x0db8)
        || (parts[0] == 0x2001 && parts[1] == 0)
        || parts[0] == 0x0100
        || (parts[0] == 0x64 && parts[1] == 0xff9b && parts[2] == 1)
}

/// Checks what can be seen of an address without resolving it. The parser has already turned every spelling
/// of an IP address (`0x7f000001`, `127.1`, `2130706433`) into the address itself.
pub(super) fn check(url: &Url, allow_private: bool) -> Result<(), ForbiddenAddress> {
    let scheme_is_fine = url.scheme() == "https" || (allow_private && url.scheme() == "http");
    if !scheme_is_fine {
        return Err(ForbiddenAddress::Scheme(shown(url)));
    }
    let literal = match url.host() {
        None => return Err(ForbiddenAddress::NoHost(shown(url))),
        Some(Host::Domain(_)) => return Ok(()),
        Some(Host::Ipv4(v4)) => IpAddr::V4(v4),
        Some(Host::Ipv6(v6)) => IpAddr::V6(v6),
    };
    if !allow_private && is_forbidden(literal) {
        return Err(ForbiddenAddress::Private(literal.to_string()));
    }
    Ok(())
}

/// An address as it may be shown: names, passwords and queries may hold secrets.
fn shown(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{host}{port}{}", url.scheme(), url.path())
}

/// Resolves names and lets only public addresses through.
#[derive(Clone, Copy, Debug)]
pub(super) struct GuardedResolver {
    pub(super) allow_private: bool,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let allowed: Vec<SocketAddr> = found
                .into_iter()
                .filter(|address| allow_private || !is_forbidden(address.ip()))
                .collect();
            if allowed.is_empty() {
                return Err(ForbiddenAddress::Private(name.as_str().to_owned()).into());
            }
            Ok::<Addrs, _>(Box::new(allowed.into_iter()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_one(url: &str, allowed: bool) {
        let url: Url = url.parse().unwrap();
        assert_eq!(check(&url, false).is_ok(), allowed, "{url}");
    }

    #[test]
    fn private_addresses_are_refused_in_every_spelling() {
        for host in [
            "127.0.0.1",
            "127.1",
            "0x7f000001",
            "2130706433",
            "0177.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "[::1]",
            "[::]",
            "[fc00::1]",
            "[fd12:3456::1]",
            "[fe80::1]",
            "[::ffff:10.0.0.1]",
            "[::ffff:7f00:1]",
            "[64:ff9b::a00:1]",
            "[2002:a00:1::]",
        ] {
            check_one(&format!("https://{host}/"), false);
        }
    }

    #[test]
    fn public_addresses_and_names_pass() {
        check_one("https://93.184.216.34/", true);
        check_one("https://[2606:2800:220:1::1]/", true);
        check_one("https://api.hubapi.com/crm", true);
        check_one("https://100.128.0.1/", true);
    }

    #[test]
    fn plain_http_is_refused_outside_development() {
        check_one("http://api.hubapi.com/", false);
        check_one("file:///etc/passwd", false);
        let secret: Url = "http://me:pw@api.hubapi.com:81/webhooks?hapikey=s3cret"
            .parse()
            .unwrap();
        let told = check(&secret, false).unwrap_err().to_string();
        assert!(
            told.starts_with("http://api.hubapi.com:81/webhooks does not"),
            "{told}"
        );
        let local: Url = "http://127.0.0.1:8090/hubspot".parse().unwrap();
        assert_eq!(check(&local, true), Ok(()));
    }
}

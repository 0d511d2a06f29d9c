//! The port specifications of `EXPOSE`, as BuildKit's dockerfile2llb/convert_expose.go reads them.

use std::fmt;
use std::net::IpAddr;

use crate::quote::quote;

/// A port that a container listens on; shown as `80/tcp`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Port {
    pub number: u16,
    pub protocol: Protocol,
}

/// What is spoken at a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    Tcp,
    Udp,
    Sctp,
}

/// A specification that is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid port: {}: {problem}", quote(spec))]
pub struct PortError {
    /// The whole specification.
    pub spec: String,
    pub problem: PortProblem,
}

/// What is wrong with a port.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PortProblem {
    #[error("no port specified")]
    NoPort,
    #[error("invalid proto: {0}")]
    Protocol(String),
    #[error("invalid IP address: {0}")]
    Address(String),
    #[error("invalid containerPort: {0}")]
    ContainerPort(String),
    #[error("invalid hostPort: {0}")]
    HostPort(String),
    #[error("invalid ranges specified for container and host Ports: {container} and {host}")]
    Ranges { container: String, host: String },
}

/// The container's ports in `[[address:]host-port:]port[-port][/protocol]`, variables expanded.
pub fn parse_ports(spec: &str) -> Result<Vec<Port>, PortError> {
    ports(spec).map_err(|problem| PortError { spec: spec.to_owned(), problem })
}

fn ports(spec: &str) -> Result<Vec<Port>, PortProblem> {
    let (front, container) = spec.rsplit_once(':').unwrap_or(("", spec));
    let (address, host) = front.rsplit_once(':').unwrap_or(("", front));
    let (numbers, protocol) = container.split_once('/').unwrap_or((container, ""));
    if numbers.is_empty() {
        return Err(PortProblem::NoPort);
    }
    let protocol = match protocol.to_lowercase().as_str() {
        "" | "tcp" => Protocol::Tcp,
        "udp" => Protocol::Udp,
        "sctp" => Protocol::Sctp,
        other => return Err(PortProblem::Protocol(other.to_owned())),
    };
    let bare = address.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(address);
    if !bare.is_empty() && bare.parse::<IpAddr>().is_err() {
        return Err(PortProblem::Address(bare.to_owned()));
    }
    let container = || PortProblem::ContainerPort(numbers.to_owned());
    let (first, last) = range(numbers).ok_or_else(container)?;
    if !host.is_empty() {
        let problem = || PortProblem::HostPort(host.to_owned());
        let (first_host, last_host) = range(host).ok_or_else(problem)?;
        // One port may be published at any of a range, but not the other way round.
        if first != last && last - first != last_host - first_host {
            let (container, host) = (numbers.to_owned(), host.to_owned());
            return Err(PortProblem::Ranges { container, host });
        }
    }
    Ok((first..=last).map(|number| Port { number, protocol }).collect())
}

fn range(text: &str) -> Option<(u16, u16)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let number = |it: &str| it.parse().ok().filter(|_| !it.starts_with('+'));
    let (first, last): (u16, u16) = (number(first)?, number(last)?);
    (first <= last).then_some((first, last))
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let protocol = match self.protocol {
            Protocol::Tcp => "tcp",
            Protocol::Udp => "udp",
            Protocol::Sctp => "sctp",
        };
        write!(f, "{}/{protocol}", self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_specification_names_ports_of_the_container() {
        for (spec, expected) in [
            ("80", Ok("80/tcp")),
            ("53/UDP", Ok("53/udp")),
            ("8000-8002", Ok("8000/tcp 8001/tcp 8002/tcp")),
            ("127.0.0.1:8080:80", Ok("80/tcp")),
            ("[::1]:8080:80", Ok("80/tcp")),
            ("9000-9001:80", Ok("80/tcp")),
            ("/tcp", Err("invalid port: \"/tcp\": no port specified")),
            ("x", Err("invalid port: \"x\": invalid containerPort: x")),
            ("3-2", Err("invalid port: \"3-2\": invalid containerPort: 3-2")),
            ("80/xyz", Err("invalid port: \"80/xyz\": invalid proto: xyz")),
            ("here::80", Err("invalid port: \"here::80\": invalid IP address: here")),
        ] {
            let ports = parse_ports(spec).map_err(|it| it.to_string());
            let shown =
                ports.map(|it| it.iter().map(Port::to_string).collect::<Vec<_>>().join(" "));
            assert_eq!(shown, expected.map(str::to_owned).map_err(str::to_owned), "{spec}");
        }
    }
}

//! Where a contract's events go: the channels of its streams, and what they are called.

use std::sync::Arc;

use crate::sse::{Channel, ChannelOptions, EventSet, SseManager};

/// What the publisher of a contract is made of.
///
/// A contract that is mounted has channels of its own at every place where it is, since another implementation may
/// serve it at each.
#[derive(Clone, Debug)]
pub struct Publisher {
    sse: SseManager,
    contract: Arc<str>,
    /// The texts of the parameters in the prefixes below which it is mounted.
    above: Arc<[String]>,
}

impl Publisher {
    /// For a contract by itself.
    pub fn new(sse: &SseManager, contract: &str) -> Self {
        Self { sse: sse.clone(), contract: contract.into(), above: Arc::default() }
    }

    /// For what this contract mounts under `name`, below a prefix with these parameters.
    #[must_use]
    pub fn mounted(&self, name: &str, params: &[&str]) -> Self {
        let params = params.iter().copied().map(str::to_owned);
        Self {
            sse: self.sse.clone(),
            contract: format!("{}.{name}", self.contract).into(),
            above: self.above.iter().cloned().chain(params).collect(),
        }
    }

    /// A route's channel for these path parameters.
    pub fn channel<E: EventSet>(&self, route: &str, params: &[&str]) -> Channel<E> {
        self.sse.channel(channel_name(&self.contract, route, &self.above, params))
    }

    /// Sets the options of a route's channels, whatever the parameters, those of the prefixes above it too.
    pub fn configure(&self, route: &str, options: ChannelOptions) {
        self.sse.configure(&channel_name(&self.contract, route, &[], &[]), options);
    }
}

/// A channel's name: the contract, the route, the parameters above it and its own as a path, so that lists of connections
/// read well.
pub(crate) fn channel_name(contract: &str, route: &str, above: &[String], params: &[&str]) -> String {
    // A parameter may itself hold a slash.
    const KEPT: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS.add(b'/').add(b'%');
    let mut name = format!("{contract}.{route}");
    for param in above.iter().map(String::as_str).chain(params.iter().copied()) {
        name.push('/');
        name.extend(percent_encoding::utf8_percent_encode(param, KEPT));
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_parameters_give_different_names() {
        assert_eq!(channel_name("Shop", "order_events", &[], &["7", "é b"]), "Shop.order_events/7/%C3%A9 b");
        assert_ne!(channel_name("S", "r", &[], &["a/b", "c"]), channel_name("S", "r", &[], &["a", "b/c"]));
        assert_ne!(channel_name("S", "r", &[], &["a%2Fb"]), channel_name("S", "r", &[], &["a/b"]));
    }

    #[test]
    fn a_publisher_below_a_mount_has_the_channels_of_the_mounted_route() {
        let publisher =
            Publisher::new(&SseManager::new(), "Shop").mounted("admin", &["eu"]).mounted("users", &[]);
        assert_eq!(
            channel_name(&publisher.contract, "logins", &publisher.above, &["7"]),
            "Shop.admin.users.logins/eu/7"
        );
    }
}

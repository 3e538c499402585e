//! Where a contract's events go: the channels of its streams, and what they are called.

use std::sync::Arc;

use crate::sse::{Channel, ChannelOptions, EventSet, Owner, SseManager};

/// What the names of a contract's channels begin with, and whose they are.
#[derive(Clone, Copy, Debug)]
pub struct ChannelNames {
    prefix: &'static str,
    contract: Owner,
}

impl ChannelNames {
    /// Those of the contract whose `…Contract` is `C`.
    pub const fn of<C: 'static>(prefix: &'static str) -> Self {
        Self { prefix, contract: Owner::of::<C>() }
    }

    /// Takes them for the contract, whose alone they are from now on.
    ///
    /// # Panics
    /// When another contract has them: the events of both would meet in channels that each of them takes for its own.
    pub(crate) fn take(self, sse: &SseManager) -> &'static str {
        let Self { prefix, contract } = self;
        let other = sse.own(prefix, contract);
        assert!(
            other == contract,
            "`{contract}` and `{other}` would share their channels, which both call `{prefix}.…`, in one `SseManager`: \
             give one of the two contracts another `channel_prefix`, such as `channel_prefix: \"{prefix}-2\"`"
        );
        prefix
    }
}

/// What the publisher of a contract is made of.
///
/// A contract that is mounted has channels of its own at every place where it is, since another implementation may
/// serve it at each.
#[derive(Clone, Debug)]
pub struct Publisher {
    sse: SseManager,
    /// What the names of its channels begin with.
    prefix: Arc<str>,
    /// The texts of the parameters in the prefixes below which it is mounted.
    above: Arc<[String]>,
}

impl Publisher {
    /// For a contract by itself.
    ///
    /// # Panics
    /// When another contract has channels of these names.
    pub fn new(sse: &SseManager, names: ChannelNames) -> Self {
        Self { sse: sse.clone(), prefix: names.take(sse).into(), above: Arc::default() }
    }

    /// For what this contract mounts under `name`, below a prefix with these parameters.
    #[must_use]
    pub fn mounted(&self, name: &str, params: &[&str]) -> Self {
        let params = params.iter().copied().map(str::to_owned);
        Self {
            sse: self.sse.clone(),
            prefix: format!("{}.{name}", self.prefix).into(),
            above: self.above.iter().cloned().chain(params).collect(),
        }
    }

    /// A route's channel for these path parameters.
    pub fn channel<E: EventSet>(&self, route: &str, params: &[&str]) -> Channel<E> {
        self.sse.channel(channel_name(&self.prefix, route, &self.above, params))
    }

    /// Sets the options of a route's channels, whatever the parameters, those of the prefixes above it too.
    pub fn configure(&self, route: &str, options: ChannelOptions) {
        self.sse.configure(&channel_name(&self.prefix, route, &[], &[]), options);
    }
}

/// A channel's name: the prefix of its contract, the route, the parameters above it and its own as a path, so that lists of
/// connections read well.
pub(crate) fn channel_name(prefix: &str, route: &str, above: &[String], params: &[&str]) -> String {
    // A parameter may itself hold a slash.
    const KEPT: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS.add(b'/').add(b'%');
    let mut name = format!("{prefix}.{route}");
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
        let names = ChannelNames::of::<u8>("Shop");
        let publisher =
            Publisher::new(&SseManager::new(), names).mounted("admin", &["eu"]).mounted("users", &[]);
        assert_eq!(
            channel_name(&publisher.prefix, "logins", &publisher.above, &["7"]),
            "Shop.admin.users.logins/eu/7"
        );
    }
}

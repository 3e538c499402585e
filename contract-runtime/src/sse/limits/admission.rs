//! Who is let in: the limits of connections, and the places that they take.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::super::sync::lock;
use super::peer::subscriber;
use super::places::{Place, Places};
use super::rate::{Bucket, PublishRate};

/// How many connections there may be.
#[derive(Debug, Clone)]
pub(crate) struct AdmissionLimits {
    pub(crate) in_all: usize,
    pub(crate) of_client: Option<usize>,
    pub(crate) of_address: Option<usize>,
    pub(crate) rate: Option<PublishRate>,
    pub(crate) channels: Option<usize>,
}

impl Default for AdmissionLimits {
    fn default() -> Self {
        Self { in_all: usize::MAX, of_client: None, of_address: None, rate: None, channels: None }
    }
}

/// Why a connection was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RefusalReason {
    /// `max_connections` are attached.
    Full,
    /// The client has as many connections as `max_connections_per_client` allows.
    TooManyOfClient,
    /// As many connections come from the client's address as `max_connections_per_address` allows.
    TooManyOfAddress,
    /// More clients connect at once than `max_connects_per_second` allows.
    TooFast,
    /// The subscription has more channels than `max_channels_per_connection` allows.
    TooManyChannels,
    /// What the subscription was allowed by had expired before it was attached; see
    /// [`Subscription::until`](crate::sse::Subscription::until).
    Expired,
    /// The manager is shutting down.
    Shutdown,
}

impl RefusalReason {
    /// The reason's name in metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::TooManyOfClient => "client",
            Self::TooManyOfAddress => "address",
            Self::TooFast => "rate",
            Self::TooManyChannels => "channels",
            Self::Expired => "expired",
            Self::Shutdown => "shutdown",
        }
    }
}

/// Gives out places, never more than the limits allow.
#[derive(Debug)]
pub(crate) struct Admission {
    places: Arc<Places>,
    of_clients: Option<Arc<PlacesEach<Arc<str>>>>,
    of_addresses: Option<Arc<PlacesEach<IpAddr>>>,
    rate: Option<(PublishRate, Mutex<Bucket>)>,
    channels: usize,
    /// Whether it was told that addresses are not known, by which it should count.
    has_complained: AtomicBool,
}

/// Who asks for a place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Applicant<'a> {
    pub(crate) client: Option<&'a Arc<str>>,
    pub(crate) address: Option<IpAddr>,
    pub(crate) channels: usize,
}

/// All that a connection takes of what is limited, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Ticket {
    pub(crate) in_all: Place,
    /// Where there are such limits; most connections have none.
    pub(crate) of_few: Option<PlacesOfFew>,
}

/// A place of its client, of its address, or both.
#[derive(Debug)]
pub(crate) struct PlacesOfFew {
    _of_client: Option<PlaceOf<Arc<str>>>,
    _of_address: Option<PlaceOf<IpAddr>>,
}

impl Admission {
    pub(crate) fn new(limits: &AdmissionLimits) -> Self {
        Self {
            places: Places::new(limits.in_all),
            of_clients: limits.of_client.map(PlacesEach::new),
            of_addresses: limits.of_address.map(PlacesEach::new),
            rate: limits.rate.map(|rate| (rate, Mutex::default())),
            channels: limits.channels.unwrap_or(usize::MAX),
            has_complained: AtomicBool::new(false),
        }
    }

    /// How many connections have a place.
    pub(crate) fn count(&self) -> usize {
        self.places.taken()
    }

    /// Gives back the place in all of a connection, which has kept it.
    pub(crate) fn leave(&self) {
        self.places.give_back();
    }

    pub(crate) fn admit(&self, applicant: Applicant<'_>, now: Duration) -> Result<Ticket, RefusalReason> {
        if applicant.channels > self.channels {
            return Err(RefusalReason::TooManyChannels);
        }
        let in_all = self.places.take().ok_or(RefusalReason::Full)?;
        let of_address = self.place_of_address(applicant.address)?;
        let of_client =
            self.of_clients.as_ref().zip(applicant.client).map(|(places, client)| {
                places.take(Arc::clone(client)).ok_or(RefusalReason::TooManyOfClient)
            });
        let of_client = of_client.transpose()?;
        // Last, so that those who are refused anyway do not use it up.
        if let Some((rate, bucket)) = &self.rate {
            lock(bucket).take(1, rate, now).map_err(|_| RefusalReason::TooFast)?;
        }
        let is_one_of_few = of_client.is_some() || of_address.is_some();
        let of_few = is_one_of_few.then_some(PlacesOfFew { _of_client: of_client, _of_address: of_address });
        Ok(Ticket { in_all, of_few })
    }

    fn place_of_address(&self, address: Option<IpAddr>) -> Result<Option<PlaceOf<IpAddr>>, RefusalReason> {
        let Some(places) = &self.of_addresses else { return Ok(None) };
        let Some(address) = address else {
            if !self.has_complained.swap(true, Ordering::Relaxed) {
                tracing::error!(
                    "max_connections_per_address does not hold: requests come without their peer's address. \
                     Serve them by contract_runtime::serve, with \"unix:\" among the trusted proxies where that is on a \
                     Unix socket, or by axum::serve with into_make_service_with_connect_info::<SocketAddr>()"
                );
            }
            return Ok(None);
        };
        places.take(subscriber(address)).map(Some).ok_or(RefusalReason::TooManyOfAddress)
    }
}

/// A number of places for each key.
#[derive(Debug)]
struct PlacesEach<K> {
    limit: usize,
    /// Keys without any are not in here.
    taken: Mutex<HashMap<K, usize>>,
}

#[derive(Debug)]
struct PlaceOf<K: Hash + Eq> {
    places: Arc<PlacesEach<K>>,
    key: K,
}

impl<K: Hash + Eq + Clone> PlacesEach<K> {
    fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self { limit, taken: Mutex::default() })
    }

    fn take(self: &Arc<Self>, key: K) -> Option<PlaceOf<K>> {
        let mut taken = lock(&self.taken);
        let of_key = taken.entry(key.clone()).or_default();
        if *of_key >= self.limit {
            return None;
        }
        *of_key += 1;
        drop(taken);
        Some(PlaceOf { places: Arc::clone(self), key })
    }
}

impl<K: Hash + Eq> Drop for PlaceOf<K> {
    fn drop(&mut self) {
        let mut taken = lock(&self.places.taken);
        let Some(of_key) = taken.get_mut(&self.key) else { return };
        *of_key -= 1;
        if *of_key == 0 {
            taken.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn who(client: &Arc<str>) -> Applicant<'_> {
        Applicant { client: Some(client), address: Some([203, 0, 113, 9].into()), channels: 1 }
    }

    #[test]
    fn a_refusal_takes_nothing_of_any_limit() {
        let limits =
            AdmissionLimits { in_all: 3, of_client: Some(1), of_address: Some(2), ..Default::default() };
        let admission = Admission::new(&limits);
        let [ann, bob, cy] = ["ann", "bob", "cy"].map(Arc::from);
        let first = admission.admit(who(&ann), SECOND).unwrap();
        for _ in 0..5 {
            assert_eq!(admission.admit(who(&ann), SECOND).unwrap_err(), RefusalReason::TooManyOfClient);
        }
        let second = admission.admit(who(&bob), SECOND).unwrap();
        assert_eq!(admission.admit(who(&cy), SECOND).unwrap_err(), RefusalReason::TooManyOfAddress);
        let elsewhere = Applicant { address: Some([203, 0, 113, 8].into()), ..who(&cy) };
        let third = admission.admit(elsewhere, SECOND).unwrap();
        assert_eq!(admission.admit(elsewhere, SECOND).unwrap_err(), RefusalReason::Full);
        drop((first, second, third));
        assert_eq!(admission.count(), 0);
        assert!(lock(&admission.of_clients.unwrap().taken).is_empty());
        assert!(lock(&admission.of_addresses.unwrap().taken).is_empty());
    }

    #[test]
    fn who_is_refused_anyway_does_not_use_up_the_rate() {
        let rate = Some(PublishRate::per_second(2));
        let admission = Admission::new(&AdmissionLimits { rate, of_client: Some(1), ..Default::default() });
        let [ann, bob, cy] = ["ann", "bob", "cy"].map(Arc::from);
        let first = admission.admit(who(&ann), SECOND).unwrap();
        assert_eq!(admission.admit(who(&ann), SECOND).unwrap_err(), RefusalReason::TooManyOfClient);
        let second = admission.admit(who(&bob), SECOND).unwrap();
        assert_eq!(admission.admit(who(&cy), SECOND).unwrap_err(), RefusalReason::TooFast);
        assert_eq!(admission.count(), 2);
        drop((first, second));
        assert_eq!(admission.admit(who(&cy), SECOND).unwrap_err(), RefusalReason::TooFast, "left or not");
        assert!(admission.admit(who(&cy), SECOND + SECOND / 2).is_ok());
    }

    #[test]
    fn a_thousand_at_once_get_as_many_places_as_a_second_has() {
        let rate = Some(PublishRate::per_second(100));
        let admission = Admission::new(&AdmissionLimits { rate, ..Default::default() });
        let connect = || {
            let nobody = Applicant { client: None, address: None, channels: 1 };
            (0..125).filter_map(|_| admission.admit(nobody, SECOND).ok()).collect::<Vec<_>>()
        };
        let tickets: Vec<Ticket> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(connect)).collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!((tickets.len(), admission.count()), (100, 100));
        drop(tickets);
        assert_eq!(admission.count(), 0);
    }

    #[test]
    fn who_has_no_name_and_no_address_is_not_counted_by_them() {
        let limits = AdmissionLimits { of_client: Some(1), of_address: Some(1), ..Default::default() };
        let admission = Admission::new(&limits);
        let nobody = Applicant { client: None, address: None, channels: 9 };
        let tickets: Vec<_> = (0..9).map(|_| admission.admit(nobody, SECOND).unwrap()).collect();
        assert_eq!((tickets.len(), admission.count()), (9, 9));
    }
}

//! The headers of mounted routes, with those of the contracts that mount them.

use super::mount::Mount;
use super::text::equal;
use crate::request_data::RequestHeader;
use crate::route::Route;

/// The headers of all routes below mounts that ask for some, in one row.
#[derive(Debug)]
pub(super) struct Headers<const N: usize> {
    headers: [RequestHeader; N],
    len: usize,
}

impl<const N: usize> Headers<N> {
    /// All of them.
    pub(super) const fn as_slice(&self) -> &[RequestHeader] {
        &self.headers
    }

    const fn add(&mut self, header: RequestHeader) {
        if self.len < N {
            self.headers[self.len] = header;
        }
        self.len += 1;
    }

    /// The headers of a route below a mount: its own, and of those around it what it has none of the name of.
    const fn add_all(&mut self, mount: &Mount, route: &Route) {
        let mut own = route.headers;
        while let [header, others @ ..] = own {
            self.add(*header);
            own = others;
        }
        let mut outer = mount.headers;
        while let [header, others @ ..] = outer {
            if !has_name(route.headers, header.name) {
                self.add(*header);
            }
            outer = others;
        }
    }
}

/// The headers of all routes below mounts that ask for some.
pub(super) const fn headers<const N: usize>(mut mounts: &[Mount]) -> Headers<N> {
    let mut all = Headers { headers: [const { RequestHeader::read("") }; N], len: 0 };
    while let [mount, other_mounts @ ..] = mounts {
        let mut routes = if mount.headers.is_empty() { &[] } else { mount.routes };
        while let [route, other_routes @ ..] = routes {
            all.add_all(mount, route);
            routes = other_routes;
        }
        mounts = other_mounts;
    }
    all
}

/// How many headers a route has below a mount.
pub(super) const fn header_count(mount: &Mount, route: &Route) -> usize {
    let mut counted = Headers::<0> { headers: [], len: 0 };
    counted.add_all(mount, route);
    counted.len
}

const fn has_name(mut headers: &[RequestHeader], name: &str) -> bool {
    while let [header, others @ ..] = headers {
        if equal(header.name, name) {
            return true;
        }
        headers = others;
    }
    false
}

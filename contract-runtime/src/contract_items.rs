//! What every contract has, whatever its routes are: written by macros, since the compiler expands them much faster than it takes
//! the same code from an unoptimised `contract!`.

/// The type that is a contract as data.
#[doc(hidden)]
#[macro_export]
macro_rules! __contract_type {
    ($(#[$doc:meta])* $visibility:vis $name:ident) => {
        $(#[$doc])*
        $visibility struct $name;

        // Written out, since a derive of `Clone` for what is `Copy` makes a third implementation.
        #[automatically_derived]
        impl ::core::clone::Clone for $name {
            fn clone(&self) -> $name {
                *self
            }
        }
        #[automatically_derived]
        impl ::core::marker::Copy for $name {}
        #[automatically_derived]
        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(::core::stringify!($name))
            }
        }
    };
}

/// Its functions, which call `__serve`, another one of it.
#[doc(hidden)]
#[macro_export]
macro_rules! __contract_functions {
    ($visibility:vis $contract:ident, $channels:literal, $info:expr) => {
        const CHANNELS: $crate::__private::ChannelNames =
            $crate::__private::ChannelNames::of::<Self>($channels);

        /// The routes, in the order of the contract, and after them those of the contracts that it mounts.
        $visibility const fn routes() -> &'static [$crate::__private::Route] {
            $crate::__private::mounts::routes::<Self>()
        }

        /// A router that serves `api`, and its streams through `sse`: a plain axum router, to be layered, nested
        /// and merged as any other.
        ///
        /// # Panics
        /// When another contract has channels of the same names in `sse`.
        $visibility fn router<T: $contract>(
            api: T,
            sse: &$crate::__private::SseManager,
        ) -> $crate::__private::Router {
            let mut endpoints = $crate::__private::Endpoints::new(sse, Self::routes(), Self::CHANNELS);
            Self::__serve(api, &mut endpoints);
            endpoints.router()
        }

        /// The same, with every route, also a mounted one, as `layer` makes it: what it is given as a service may be
        /// layered, with axum's `layer` or `route_layer`, by what the route is.
        ///
        /// # Panics
        /// As [`router`](Self::router).
        $visibility fn router_with<T: $contract>(
            api: T,
            sse: &$crate::__private::SseManager,
            layer: impl ::core::ops::FnMut(
                &'static $crate::__private::Route,
                $crate::__private::MethodRouter,
            ) -> $crate::__private::MethodRouter,
        ) -> $crate::__private::Router {
            let mut endpoints = $crate::__private::Endpoints::new(sse, Self::routes(), Self::CHANNELS);
            Self::__serve(api, &mut endpoints);
            endpoints.router_with(layer)
        }

        /// The contract's name, and what it says of itself.
        $visibility const fn info() -> $crate::__private::ContractInfo {
            $info
        }
    };
}

/// The type that publishes a contract's events.
#[doc(hidden)]
#[macro_export]
macro_rules! __publisher_type {
    ($(#[$doc:meta])* $visibility:vis $name:ident) => {
        $(#[$doc])*
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        $visibility struct $name {
            publisher: $crate::__private::Publisher,
        }
    };
}

/// What makes it, of the contract as data.
#[doc(hidden)]
#[macro_export]
macro_rules! __publisher_functions {
    ($visibility:vis $contract:ident) => {
        /// A publisher to the subscribers that `sse` serves.
        ///
        /// # Panics
        /// When another contract has channels of the same names in `sse`.
        $visibility fn new(sse: &$crate::__private::SseManager) -> Self {
            Self { publisher: $crate::__private::Publisher::new(sse, $contract::CHANNELS) }
        }

        #[doc(hidden)]
        $visibility fn __mounted(publisher: $crate::__private::Publisher) -> Self {
            Self { publisher }
        }
    };
}

#[allow(unexpected_cfgs)]
const _: () = {
    #[cfg(rust_analyzer)]
    #[allow(unused_imports)]
    const _: () = {
        use ::contract_runtime::__private::keys::route::{
            method as _, path as _, query as _, responses as _, method as _, path as _,
            responses as _,
        };
        use ::contract_runtime::__private::keys::method::{GET as _, DELETE as _};
    };
};
/// The `Shop` contract: a method a route.
#[allow(dead_code, nonstandard_style, unreachable_pub, unused_qualifications)]
#[cfg_attr(
    clippy,
    allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)
)]
pub trait Shop: ::core::marker::Sized + ::core::marker::Send + ::core::marker::Sync + 'static {
    /** Who calls: any extractor of axum's, run before anything of the request is decoded. Its rejection is
 then the answer. `()` where it does not matter who calls.

 The implementation is its state (`FromRequestParts<Self>`).*/
    #[cfg(not(doc))]
    type Context: ::contract_runtime::__private::HandlerContext<Self>;
    /** Who calls: any extractor of axum's, run before anything of the request is decoded. Its rejection is
 then the answer. `()` where it does not matter who calls.

 The implementation is its state (`FromRequestParts<Self>`).*/
    #[cfg(doc)]
    type Context: ::contract_runtime::__private::FromRequestParts<Self>
        + ::core::marker::Send;
    /** Answers:
 - [`200 OK`](ShopGetOrderResponse::Ok) with `Order`
 - [`404 Not Found`](ShopGetOrderError::NotFound)
 - `500 Internal Server Error` for an error that is not told*/
    fn get_order(
        &self,
        context: Self::Context,
        request: ShopGetOrderRequest,
    ) -> impl ::core::future::Future<
        Output = ShopGetOrderResult,
    > + ::core::marker::Send {
        async { ::core::panic!() }
    }
    /** `DELETE /orders/{id}`

 Answers:
 - `500 Internal Server Error` for an error that is not told*/
    fn drop_order(
        &self,
        context: Self::Context,
        request: ShopDropOrderRequest,
    ) -> impl ::core::future::Future<
        Output = ShopDropOrderResult,
    > + ::core::marker::Send {
        async { ::core::panic!() }
    }
    /** The answer to a request that is not as the contract says. Unless an implementation renders it otherwise,
 it is a `400` problem that lists every fault.*/
    fn invalid_request(
        &self,
        request: ::contract_runtime::__private::InvalidRequest,
    ) -> ::contract_runtime::__private::Response {
        ::contract_runtime::__private::IntoResponse::into_response(request)
    }
}
/// What `get_order` is called with.
pub struct ShopGetOrderRequest {
    /// The request's path parameters.
    pub params: __ShopPlaceholder,
    /// The request's query.
    pub query: ShopGetOrderQuery,
}
/// The query of `get_order`.
pub struct ShopGetOrderQuery {
    /// `page`
    pub page: __ShopPlaceholder,
    /// `size`
    pub size: u32,
}
/// What `get_order` answers: `200 OK`.
pub type ShopGetOrderResponse = ::contract_runtime::__private::answers::OkJson<Order>;
/// Unknown, since the contract holds a mistake.
pub type ShopGetOrderError = __ShopPlaceholder;
/// What the handler of `get_order` gives.
pub type ShopGetOrderResult = ::contract_runtime::__private::Result<
    ShopGetOrderResponse,
    ShopGetOrderError,
>;
/// What `DELETE /orders/{id}` (`drop_order`) is called with.
#[derive(::core::fmt::Debug)]
#[allow(dead_code)]
pub struct ShopDropOrderRequest {
    /// The request's path parameters.
    pub params: ShopDropOrderParams,
}
/// The path parameters of `DELETE /orders/{id}` (`drop_order`).
pub struct ShopDropOrderParams {
    /// `id`
    pub id: ::contract_runtime::__private::String,
}
/// Unknown, since the contract holds a mistake.
pub type ShopDropOrderResponse = __ShopPlaceholder;
/// Unknown, since the contract holds a mistake.
pub type ShopDropOrderError = __ShopPlaceholder;
/// What the handler of `drop_order` gives.
pub type ShopDropOrderResult = ::contract_runtime::__private::Result<
    ShopDropOrderResponse,
    ShopDropOrderError,
>;
/// What every route of [`Shop`] may answer when it can't do what it is for.
pub enum ShopError {
    /// An error that is logged, and answered with a `500` that shows nothing of it.
    Internal(::contract_runtime::__private::Internal),
}
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "no answer that the contract declares here is made of `{Self}`",
    label = "write `.internal()?` for a logged 500; to tell the client, make a declared answer of it, here or in a `From<{Self}>` for the route's error"
)]
pub trait __IntoShopError: ::core::convert::Into<
        ::contract_runtime::__private::Internal,
    > {}
impl __IntoShopError for ::contract_runtime::__private::Internal {}
::contract_runtime::__private::publisher_type! {
    #[doc =
    " Publishes the events of [`Shop`]: a method a stream, which gives the channel that its subscribers listen to."]
    pub ShopEvents
}
#[allow(dead_code, nonstandard_style, unreachable_pub, unused_qualifications)]
#[cfg_attr(
    clippy,
    allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)
)]
impl ShopEvents {
    ::contract_runtime::__private::publisher_functions! {
        pub ShopContract
    }
}
::contract_runtime::__private::contract_type! {
    #[doc = " [`Shop`] as data, and its router."] pub ShopContract
}
#[allow(dead_code, nonstandard_style, unreachable_pub, unused_qualifications)]
#[cfg_attr(
    clippy,
    allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)
)]
impl ShopContract {
    ::contract_runtime::__private::contract_functions! {
        pub Shop, "Shop", ::contract_runtime::__private::ContractInfo::new("Shop")
    }
    #[doc(hidden)]
    pub fn __serve<T: Shop>(
        api: T,
        endpoints: &mut ::contract_runtime::__private::Endpoints<'_>,
    ) {
        use ::contract_runtime::__private as __rt;
        use __rt::{NoProblem as _, WithoutDerives as _};
        let api = endpoints
            .add::<
                T,
                <T as Shop>::Context,
                0usize,
            >(api, <T as Shop>::invalid_request, []);
    }
}
#[allow(dead_code, nonstandard_style, unreachable_pub, unused_qualifications)]
#[cfg_attr(
    clippy,
    allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)
)]
const _: () = {
    use ::contract_runtime::__private as __rt;
    use __rt::{NoProblem as _, WithoutDerives as _};
    impl ::core::fmt::Debug for ShopGetOrderQuery {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __rt::debug_field(f, "ShopGetOrderQuery", "size", &self.size)
        }
    }
    impl ::core::fmt::Debug for ShopGetOrderRequest {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __rt::debug_field(f, "ShopGetOrderRequest", "query", &self.query)
        }
    }
    impl ::core::fmt::Debug for ShopDropOrderParams {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __rt::debug_field(f, "ShopDropOrderParams", "id", shown_1(&self.id))
        }
    }
    #[doc(hidden)]
    impl __rt::answered::Answers for ShopError {
        fn answer(&self) -> __rt::answered::Answered<'_> {
            match self {
                Self::Internal(error) => __rt::answered::internal(error),
            }
        }
    }
    #[cfg(not(doc))]
    #[automatically_derived]
    impl<T: __IntoShopError> ::core::convert::From<T> for ShopError {
        fn from(error: T) -> Self {
            Self::Internal(::core::convert::Into::into(error))
        }
    }
    #[doc(hidden)]
    impl<__Asked> __rt::mounts::Table<__Asked> for ShopContract {
        const OUTLINE: __rt::mounts::Outline = __rt::mounts::Outline::new(
            __rt::mounts::Size {
                routes: 0usize,
                texts: 0usize,
                answers: 0usize,
                headers: 0usize,
            },
            "",
            &[],
        );
        const ROUTES: &'static [__rt::Route] = &[];
    }
    __rt::impl_debug! {
        ShopError
    }
    __rt::impl_into_response! {
        ShopError
    }
    __rt::impl_error! {
        ShopError
    }
    #[cfg(doc)]
    __rt::document_from! {
        __rt::Internal => ShopError
    }
    fn shown_1<'a>(
        value: &'a ::contract_runtime::__private::String,
    ) -> &'a dyn ::core::fmt::Debug {
        __rt::Codec::<::contract_runtime::__private::String>::shown(value)
    }
};
#[doc(hidden)]
struct __ShopCodecs;
#[allow(dead_code, nonstandard_style, unreachable_pub, unused_qualifications)]
#[cfg_attr(
    clippy,
    allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)
)]
impl __ShopCodecs {
    fn ask() {
        ::contract_runtime::__private::is_payload::<Order>();
        ::contract_runtime::__private::is_payload::<
            ::contract_runtime::__private::String,
        >();
    }
}
#[allow(dead_code, nonstandard_style, unreachable_pub, unused_qualifications)]
#[cfg_attr(
    clippy,
    allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)
)]
#[allow(unused)]
const _: () = {
    fn mentioned(_: *const u32, _: *const Order) {}
};
#[doc(hidden)]
#[allow(dead_code, non_camel_case_types)]
type __ShopPlaceholder = [(); {
    ::core::compile_error! {
        "`number` is not a Rust type\nhelp: write `f64`, or an integer type such as `u32`"
    }
}];
::core::compile_error! {
    "`string` is not a Rust type\nhelp: write `String`"
}
::core::compile_error! {
    "`ok` is not a status\nhelp: write the number of a status, such as `200`"
}
::core::compile_error! {
    "a brace without its partner in `{id`\nhelp: write a parameter as `{id}`"
}

#[allow(unexpected_cfgs)]
const _: () = {
    #[cfg(rust_analyzer)]
    #[allow(unused_imports)]
    const _: () = {
        use ::contract_runtime::__private::keys::contract::{
            common_responses as _, derive as _,
        };
        use ::contract_runtime::__private::keys::route::{
            method as _, path as _, responses as _, method as _, path as _,
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
trait Shop: ::core::marker::Sized + ::core::marker::Send + ::core::marker::Sync + 'static {
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
    /** `GET /order`

 Answers:
 - [`200 OK`](ShopGetOrderResponse::Ok) with `Order`: The last one.
 - [`401 Unauthorized`](ShopGetOrderError::Unauthorized) with `Problem`
 - `500 Internal Server Error` for an error that is not told*/
    fn get_order(
        &self,
        context: Self::Context,
        request: ShopGetOrderRequest,
    ) -> impl ::core::future::Future<Output = ShopGetOrderResult> + ::core::marker::Send;
    /** `DELETE /order`

 Answers:
 - [`204 No Content`](ShopDropOrderResponse::NoContent)
 - [`401 Unauthorized`](ShopDropOrderError::Unauthorized) with `Problem`
 - `500 Internal Server Error` for an error that is not told*/
    fn drop_order(
        &self,
        context: Self::Context,
        request: ShopDropOrderRequest,
    ) -> impl ::core::future::Future<
        Output = ShopDropOrderResult,
    > + ::core::marker::Send;
    /** The answer to a request that is not as the contract says. Unless an implementation renders it otherwise,
 it is a `400` problem that lists every fault.*/
    fn invalid_request(
        &self,
        request: ::contract_runtime::__private::InvalidRequest,
    ) -> ::contract_runtime::__private::Response {
        ::contract_runtime::__private::IntoResponse::into_response(request)
    }
}
/// What `GET /order` (`get_order`) is called with.
#[derive(::core::fmt::Debug)]
struct ShopGetOrderRequest {}
/// What `GET /order` (`get_order`) answers: `200 OK`.
///
/// The last one.
type ShopGetOrderResponse = ::contract_runtime::__private::answers::OkJson<Order>;
/// What `GET /order` (`get_order`) answers when it can't do what it is for.
type ShopGetOrderError = ShopError;
/// What the handler of `get_order` gives.
type ShopGetOrderResult = ::contract_runtime::__private::Result<
    ShopGetOrderResponse,
    ShopGetOrderError,
>;
/// What `DELETE /order` (`drop_order`) is called with.
#[derive(::core::fmt::Debug)]
struct ShopDropOrderRequest {}
/// What `DELETE /order` (`drop_order`) answers: `204 No Content`.
type ShopDropOrderResponse = ::contract_runtime::__private::answers::NoContent;
/// What `DELETE /order` (`drop_order`) answers when it can't do what it is for.
type ShopDropOrderError = ShopError;
/// What the handler of `drop_order` gives.
type ShopDropOrderResult = ::contract_runtime::__private::Result<
    ShopDropOrderResponse,
    ShopDropOrderError,
>;
/// What every route of [`Shop`] may answer when it can't do what it is for.
enum ShopError {
    /// `401 Unauthorized`
    Unauthorized(Problem),
    /// An error that is logged, and answered with a `500` that shows nothing of it.
    Internal(::contract_runtime::__private::Internal),
}
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "no answer that the contract declares here is made of `{Self}`",
    label = "write `.internal()?` for a logged 500; to tell the client, make a declared answer of it, here or in a `From<{Self}>` for the route's error"
)]
trait __IntoShopError: ::core::convert::Into<::contract_runtime::__private::Internal> {}
impl __IntoShopError for ::contract_runtime::__private::Internal {}
::contract_runtime::__private::publisher_type! {
    #[doc =
    " Publishes the events of [`Shop`]: a method a stream, which gives the channel that its subscribers listen to."]
    ShopEvents
}
#[allow(dead_code, nonstandard_style, unreachable_pub, unused_qualifications)]
#[cfg_attr(
    clippy,
    allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)
)]
impl ShopEvents {
    ::contract_runtime::__private::publisher_functions! {
        ShopContract
    }
}
::contract_runtime::__private::contract_type! {
    #[doc = " [`Shop`] as data, and its router."] ShopContract
}
#[allow(dead_code, nonstandard_style, unreachable_pub, unused_qualifications)]
#[cfg_attr(
    clippy,
    allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)
)]
impl ShopContract {
    ::contract_runtime::__private::contract_functions! {
        Shop, "Shop", ::contract_runtime::__private::ContractInfo::new("Shop")
    }
    #[doc(hidden)]
    fn __serve<T: Shop>(
        api: T,
        endpoints: &mut ::contract_runtime::__private::Endpoints<'_>,
    ) {
        use ::contract_runtime::__private as __rt;
        use __rt::{NoProblem as _, WithoutDerives as _};
        fn get_order(input: &mut __rt::Input) -> __rt::Option<ShopGetOrderRequest> {
            let (true,) = (input.is_valid(),) else {
                return __rt::None;
            };
            __rt::Some(ShopGetOrderRequest {})
        }
        fn drop_order(input: &mut __rt::Input) -> __rt::Option<ShopDropOrderRequest> {
            let (true,) = (input.is_valid(),) else {
                return __rt::None;
            };
            __rt::Some(ShopDropOrderRequest {})
        }
        let api = endpoints
            .add::<
                T,
                <T as Shop>::Context,
                2usize,
            >(
                api,
                <T as Shop>::invalid_request,
                [
                    __rt::json_route(
                        get_order,
                        <T as Shop>::get_order,
                        __rt::Codec::<Order>::body,
                    ),
                    __rt::route(drop_order, <T as Shop>::drop_order),
                ],
            );
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
    #[automatically_derived]
    impl ::core::clone::Clone for ShopGetOrderRequest {
        fn clone(&self) -> Self {
            match self {
                Self {} => Self {},
            }
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for ShopDropOrderRequest {
        fn clone(&self) -> Self {
            match self {
                Self {} => Self {},
            }
        }
    }
    #[doc(hidden)]
    impl __rt::answered::Answers for ShopError {
        fn answer(&self) -> __rt::answered::Answered<'_> {
            match self {
                Self::Unauthorized(held) => {
                    __rt::answered::json(
                        "Unauthorized",
                        401u16,
                        "application/json",
                        body_1(held),
                    )
                }
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
    #[automatically_derived]
    impl ::core::convert::From<Problem> for ShopError {
        fn from(held: Problem) -> Self {
            Self::Unauthorized(held)
        }
    }
    #[doc(hidden)]
    impl<__Asked> __rt::mounts::Table<__Asked> for ShopContract {
        const OUTLINE: __rt::mounts::Outline = __rt::mounts::Outline::new(
            __rt::mounts::Size {
                routes: 2usize,
                texts: 31usize,
                answers: 4usize,
                headers: 0usize,
            },
            "/order/",
            &[],
        );
        const ROUTES: &'static [__rt::Route] = &[
            __rt::Route::new("Shop", "get_order", __rt::Verb::Get, "/order")
                .answers(
                    &[
                        __rt::Answer::json(
                                200u16,
                                "application/json",
                                __rt::IsProblem::<Order>::IS_PROBLEM,
                            )
                            .description("The last one."),
                        __rt::Answer::json(
                            401u16,
                            "application/json",
                            __rt::IsProblem::<Problem>::IS_PROBLEM,
                        ),
                    ],
                ),
            __rt::Route::new("Shop", "drop_order", __rt::Verb::Delete, "/order")
                .answers(
                    &[
                        __rt::Answer::empty(204u16),
                        __rt::Answer::json(
                            401u16,
                            "application/json",
                            __rt::IsProblem::<Problem>::IS_PROBLEM,
                        ),
                    ],
                ),
        ];
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
    fn body_1<'a>(value: &'a Problem) -> &'a dyn __rt::answered::JsonBody {
        __rt::Codec::<Problem>::body(value)
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
        ::contract_runtime::__private::is_payload::<Problem>();
    }
}
const _: () = ::contract_runtime::__private::derived::is_clone::<Order>();

#[allow(unexpected_cfgs)]
const _: () = {
    #[cfg(rust_analyzer)]
    #[allow(unused_imports)]
    const _: () = {
        use ::contract_runtime::__private::keys::route::{
            method as _, path as _, path_params as _, headers as _, responses as _,
        };
        use ::contract_runtime::__private::keys::method::GET as _;
    };
};
/// Orders, and their progress.
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
    /** `GET /orders/{id}/{room}/events`

 Answers:
 - `200 OK`: a stream of [`ShopOrderEventsEvent`]
 - [`404 Not Found`](ShopOrderEventsError::NotFound) with `Problem`
 - `500 Internal Server Error` for an error that is not told*/
    fn order_events(
        &self,
        context: Self::Context,
        request: ShopOrderEventsRequest,
    ) -> impl ::core::future::Future<
        Output = ShopOrderEventsResult,
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
/// What `GET /orders/{id}/{room}/events` (`order_events`) is called with.
#[derive(::core::fmt::Debug)]
#[allow(dead_code)]
pub struct ShopOrderEventsRequest {
    /// The request's path parameters.
    pub params: ShopOrderEventsParams,
}
/// The path parameters of `GET /orders/{id}/{room}/events` (`order_events`).
pub struct ShopOrderEventsParams {
    /// `id`
    pub id: OrderId,
    /// `room`
    pub room: ::contract_runtime::__private::String,
}
/// What `order_events` answers: who may listen to what.
pub type ShopOrderEventsResponse = ::contract_runtime::__private::Subscription<
    ShopOrderEventsEvent,
>;
/// What `GET /orders/{id}/{room}/events` (`order_events`) answers when it can't do what it is for.
pub enum ShopOrderEventsError {
    /// `404 Not Found`
    NotFound(Problem),
    /// An error that is logged, and answered with a `500` that shows nothing of it.
    Internal(::contract_runtime::__private::Internal),
}
/// What the handler of `order_events` gives.
pub type ShopOrderEventsResult = ::contract_runtime::__private::Result<
    ShopOrderEventsResponse,
    ShopOrderEventsError,
>;
/// The events of `GET /orders/{id}/{room}/events` (`order_events`).
#[allow(dead_code)]
pub enum ShopOrderEventsEvent {
    /// The `shipped` event.
    Shipped(Shipped),
    /// The `order.delivered` event.
    OrderDelivered(Delivered),
    /// The `tick` event, which carries nothing.
    Tick,
}
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
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "no answer that the contract declares here is made of `{Self}`",
    label = "write `.internal()?` for a logged 500; to tell the client, make a declared answer of it, here or in a `From<{Self}>` for the route's error"
)]
pub trait __IntoAnyShopError: ::core::convert::Into<ShopError> {}
impl __IntoAnyShopError for ::contract_runtime::__private::Internal {}
impl __IntoAnyShopError for ShopError {}
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
    /// The channel of `GET /orders/{id}/{room}/events` (`order_events`) for these path parameters.
    pub fn order_events(
        &self,
        id: OrderId,
        room: impl ::core::convert::Into<::contract_runtime::__private::String>,
    ) -> ::contract_runtime::__private::Channel<ShopOrderEventsEvent> {
        use ::contract_runtime::__private as __rt;
        use __rt::{NoProblem as _, WithoutDerives as _};
        self.publisher
            .channel(
                "order_events",
                &[
                    &__rt::text(__rt::Codec::<OrderId>::to_text, &id),
                    &__rt::text(
                        __rt::Codec::<::contract_runtime::__private::String>::to_text,
                        &::core::convert::Into::into(room),
                    ),
                ],
            )
    }
    /// Sets how the channels of `GET /orders/{id}/{room}/events` (`order_events`) are kept and delivered.
    pub fn configure_order_events(
        &self,
        options: ::contract_runtime::__private::ChannelOptions,
    ) {
        self.publisher.configure("order_events", options)
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
        .description("Orders, and their progress.")
    }
    #[doc(hidden)]
    pub fn __serve<T: Shop>(
        api: T,
        endpoints: &mut ::contract_runtime::__private::Endpoints<'_>,
    ) {
        use ::contract_runtime::__private as __rt;
        use __rt::{NoProblem as _, WithoutDerives as _};
        fn order_events(
            input: &mut __rt::Input,
        ) -> __rt::Option<
            (__rt::Subscribing<ShopOrderEventsEvent>, ShopOrderEventsRequest),
        > {
            let params_id = input.param("id", __rt::Codec::<OrderId>::from_text);
            let params_room = input
                .param(
                    "room",
                    __rt::Codec::<::contract_runtime::__private::String>::from_text,
                );
            let (true, __rt::Some(params_id), __rt::Some(params_room)) = (
                input.is_valid(),
                params_id,
                params_room,
            ) else {
                return __rt::None;
            };
            __rt::Some((
                input
                    .subscribing(
                        &[
                            &__rt::text(__rt::Codec::<OrderId>::to_text, &params_id),
                            &__rt::text(
                                __rt::Codec::<
                                    ::contract_runtime::__private::String,
                                >::to_text,
                                &params_room,
                            ),
                        ],
                    )?,
                ShopOrderEventsRequest {
                    params: ShopOrderEventsParams {
                        id: params_id,
                        room: params_room,
                    },
                },
            ))
        }
        let api = endpoints
            .add::<
                T,
                <T as Shop>::Context,
                1usize,
            >(
                api,
                <T as Shop>::invalid_request,
                [__rt::stream_route(order_events, <T as Shop>::order_events)],
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
    impl ::core::fmt::Debug for ShopOrderEventsParams {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __rt::debug_fields(
                f,
                "ShopOrderEventsParams",
                &[("id", shown_0(&self.id)), ("room", shown_1(&self.room))],
            )
        }
    }
    #[doc(hidden)]
    impl __rt::answered::Answers for ShopOrderEventsError {
        fn answer(&self) -> __rt::answered::Answered<'_> {
            match self {
                Self::NotFound(held) => {
                    __rt::answered::json(
                        "NotFound",
                        404u16,
                        "application/json",
                        body_2(held),
                    )
                }
                Self::Internal(error) => __rt::answered::internal(error),
            }
        }
    }
    #[cfg(not(doc))]
    #[automatically_derived]
    impl<T: __IntoAnyShopError> ::core::convert::From<T> for ShopOrderEventsError {
        fn from(error: T) -> Self {
            match ::core::convert::Into::<ShopError>::into(error) {
                ShopError::Internal(error) => Self::Internal(error),
            }
        }
    }
    #[automatically_derived]
    impl ::core::convert::From<Problem> for ShopOrderEventsError {
        fn from(held: Problem) -> Self {
            Self::NotFound(held)
        }
    }
    #[automatically_derived]
    impl __rt::EventSet for ShopOrderEventsEvent {
        fn name(&self) -> &str {
            match self {
                Self::Shipped(_) => "shipped",
                Self::OrderDelivered(_) => "order.delivered",
                Self::Tick => "tick",
            }
        }
        fn data(&self) -> __rt::Result<__rt::String, __rt::JsonError> {
            match self {
                Self::Shipped(held) => {
                    __rt::event_data(__rt::Codec::<Shipped>::to_json, held)
                }
                Self::OrderDelivered(held) => {
                    __rt::event_data(__rt::Codec::<Delivered>::to_json, held)
                }
                Self::Tick => __rt::event_null(),
            }
        }
    }
    #[automatically_derived]
    impl __rt::DecodeEvent for ShopOrderEventsEvent {
        #[inline]
        fn decode(name: &str, data: &str) -> __rt::Result<Self, __rt::JsonError> {
            match name {
                "shipped" => __rt::Codec::<Shipped>::of_json(data).map(Self::Shipped),
                "order.delivered" => {
                    __rt::Codec::<Delivered>::of_json(data).map(Self::OrderDelivered)
                }
                "tick" => __rt::Ok(Self::Tick),
                _ => __rt::no_such_event(name),
            }
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for ShopOrderEventsEvent {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            match self {
                Self::Shipped(held) => __rt::debug_held(f, "Shipped", shown_3(held)),
                Self::OrderDelivered(held) => {
                    __rt::debug_held(f, "OrderDelivered", shown_4(held))
                }
                Self::Tick => f.write_str("Tick"),
            }
        }
    }
    #[automatically_derived]
    impl ::core::convert::From<Shipped> for ShopOrderEventsEvent {
        fn from(held: Shipped) -> Self {
            Self::Shipped(held)
        }
    }
    #[automatically_derived]
    impl ::core::convert::From<Delivered> for ShopOrderEventsEvent {
        fn from(held: Delivered) -> Self {
            Self::OrderDelivered(held)
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
                routes: 1usize,
                texts: 38usize,
                answers: 2usize,
                headers: 0usize,
            },
            "/orders/",
            &["id", "room"],
        );
        const ROUTES: &'static [__rt::Route] = &[
            __rt::Route::new(
                    "Shop",
                    "order_events",
                    __rt::Verb::Get,
                    "/orders/{id}/{room}/events",
                )
                .stream()
                .answers(
                    &[
                        __rt::Answer::new(200u16, "text/event-stream"),
                        __rt::Answer::json(
                            404u16,
                            "application/json",
                            __rt::IsProblem::<Problem>::IS_PROBLEM,
                        ),
                    ],
                ),
        ];
    }
    __rt::impl_debug! {
        ShopOrderEventsError ShopError
    }
    __rt::impl_into_response! {
        ShopOrderEventsError ShopError
    }
    __rt::impl_error! {
        ShopOrderEventsError ShopError
    }
    #[cfg(doc)]
    __rt::document_from! {
        __rt::Internal => ShopOrderEventsError ShopError
    }
    #[cfg(doc)]
    __rt::document_from! {
        ShopError => ShopOrderEventsError
    }
    fn shown_0<'a>(value: &'a OrderId) -> &'a dyn ::core::fmt::Debug {
        __rt::Codec::<OrderId>::shown(value)
    }
    fn shown_1<'a>(
        value: &'a ::contract_runtime::__private::String,
    ) -> &'a dyn ::core::fmt::Debug {
        __rt::Codec::<::contract_runtime::__private::String>::shown(value)
    }
    fn body_2<'a>(value: &'a Problem) -> &'a dyn __rt::answered::JsonBody {
        __rt::Codec::<Problem>::body(value)
    }
    fn shown_3<'a>(value: &'a Shipped) -> &'a dyn ::core::fmt::Debug {
        __rt::Codec::<Shipped>::shown(value)
    }
    fn shown_4<'a>(value: &'a Delivered) -> &'a dyn ::core::fmt::Debug {
        __rt::Codec::<Delivered>::shown(value)
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
        ::contract_runtime::__private::is_payload::<OrderId>();
        ::contract_runtime::__private::is_payload::<
            ::contract_runtime::__private::String,
        >();
        ::contract_runtime::__private::is_payload::<Problem>();
        ::contract_runtime::__private::is_payload::<Shipped>();
        ::contract_runtime::__private::is_payload::<Delivered>();
    }
}

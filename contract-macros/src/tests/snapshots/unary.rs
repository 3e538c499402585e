#[allow(unexpected_cfgs)]
const _: () = {
    #[cfg(rust_analyzer)]
    #[allow(unused_imports)]
    const _: () = {
        use ::contract_runtime::__private::keys::contract::{
            path_prefix as _, common_responses as _, version as _, derive as _,
            rename_all as _, headers as _, security as _, metadata as _,
        };
        use ::contract_runtime::__private::keys::route::{
            method as _, path as _, headers as _, body as _, responses as _,
            summary as _, tags as _, operation_id as _, deprecated as _,
        };
        use ::contract_runtime::__private::keys::method::POST as _;
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
    /// The caller must be a customer.
    ///
    ///Place an order
    /**
 **Deprecated.**

 `POST /api/orders`

 With the header `x-api-version: 2`.

 Answers:
 - [`201 Created`](ShopCreateOrderResponse::Created) with `Order`
 - [`204 No Content`](ShopCreateOrderResponse::NoContent): Nothing was in the cart.
 - [`422 Unprocessable Content`](ShopCreateOrderError::UnprocessableContent) with [`ShopCreateOrderUnprocessableContentBody`]
 - [`401 Unauthorized`](ShopCreateOrderError::Unauthorized) with `Problem`
 - `500 Internal Server Error` for an error that is not told*/
    fn create_order(
        &self,
        context: Self::Context,
        request: ShopCreateOrderRequest,
    ) -> impl ::core::future::Future<
        Output = ShopCreateOrderResult,
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
/** What `POST /api/orders` (`create_order`) is called with.

 **Deprecated.***/
pub struct ShopCreateOrderRequest {
    /// The request's headers.
    pub headers: ShopCreateOrderHeaders,
    /// The request's body.
    pub body: NewOrder,
}
/// The headers of `POST /api/orders` (`create_order`).
pub struct ShopCreateOrderHeaders {
    /// `idempotency-key`
    pub idempotency_key: Option<::std::string::String>,
    /** `tenant`

 `1` where it is left out.*/
    pub tenant: u32,
}
/// What `POST /api/orders` (`create_order`) answers.
#[allow(dead_code)]
pub enum ShopCreateOrderResponse {
    /// `201 Created`
    Created(Order),
    /// `204 No Content`
    ///
    /// Nothing was in the cart.
    NoContent,
}
/// What `POST /api/orders` (`create_order`) answers when it can't do what it is for.
pub enum ShopCreateOrderError {
    /// `422 Unprocessable Content`
    UnprocessableContent(ShopCreateOrderUnprocessableContentBody),
    /// `401 Unauthorized`
    Unauthorized(Problem),
    /// An error that is logged, and answered with a `500` that shows nothing of it.
    Internal(::contract_runtime::__private::Internal),
}
/// The body of the `422 Unprocessable Content` of `POST /api/orders` (`create_order`).
#[derive(
    ::contract_runtime::__private::serde::Serialize,
    ::contract_runtime::__private::serde::Deserialize
)]
#[serde(crate = "::contract_runtime::__private::serde")]
pub struct ShopCreateOrderUnprocessableContentBody {
    /// `mainReason`
    #[serde(rename = "mainReason")]
    #[cfg_attr(
        not(doc),
        serde(bound = "for<'wire> Reason: ::contract_runtime::__private::OnWire<'wire>")
    )]
    pub main_reason: Reason,
}
/// What the handler of `create_order` gives.
pub type ShopCreateOrderResult = ::contract_runtime::__private::Result<
    ShopCreateOrderResponse,
    ShopCreateOrderError,
>;
/// What every route of [`Shop`] may answer when it can't do what it is for.
pub enum ShopError {
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
        .version(__ShopCodecs::VERSION).description("Orders, and their progress.")
    }
    #[doc(hidden)]
    pub fn __serve<T: Shop>(
        api: T,
        endpoints: &mut ::contract_runtime::__private::Endpoints<'_>,
    ) {
        use ::contract_runtime::__private as __rt;
        use __rt::{NoProblem as _, WithoutDerives as _};
        fn create_order(
            input: &mut __rt::Input,
        ) -> __rt::Option<ShopCreateOrderRequest> {
            let headers_idempotency_key = input
                .header(
                    "idempotency-key",
                    __rt::Codec::<Option<::std::string::String>>::from_text,
                );
            let headers_tenant = __rt::or_default(
                input
                    .header(
                        "tenant",
                        __rt::Codec::<
                            ::contract_runtime::__private::Option<u32>,
                        >::from_text,
                    ),
                __ShopCodecs::default_0,
            );
            let _fixed_0 = input.fixed_header("x-api-version", "2");
            let body = input
                .json(
                    __rt::Codec::<NewOrder>::from_json,
                    __rt::Codec::<NewOrder>::schema,
                );
            let (
                true,
                __rt::Some(headers_idempotency_key),
                __rt::Some(headers_tenant),
                __rt::Some(_fixed_0),
                __rt::Some(body),
            ) = (
                input.is_valid(),
                headers_idempotency_key,
                headers_tenant,
                _fixed_0,
                body,
            ) else {
                return __rt::None;
            };
            __rt::Some(ShopCreateOrderRequest {
                headers: ShopCreateOrderHeaders {
                    idempotency_key: headers_idempotency_key,
                    tenant: headers_tenant,
                },
                body,
            })
        }
        let api = endpoints
            .add::<
                T,
                <T as Shop>::Context,
                1usize,
            >(
                api,
                <T as Shop>::invalid_request,
                [__rt::route(create_order, <T as Shop>::create_order)],
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
    impl ::core::clone::Clone for ShopCreateOrderHeaders
    where
        for<'a> Option<::std::string::String>: __rt::derived::Cloned<'a>,
        for<'a> u32: __rt::derived::Cloned<'a>,
    {
        fn clone(&self) -> Self {
            match self {
                Self { idempotency_key: held_0, tenant: held_1 } => {
                    Self {
                        idempotency_key: ::core::clone::Clone::clone(held_0),
                        tenant: ::core::clone::Clone::clone(held_1),
                    }
                }
            }
        }
    }
    impl ::core::fmt::Debug for ShopCreateOrderHeaders {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __rt::debug_fields(
                f,
                "ShopCreateOrderHeaders",
                &[
                    ("idempotency_key", shown_1(&self.idempotency_key)),
                    ("tenant", &self.tenant),
                ],
            )
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for ShopCreateOrderRequest
    where
        for<'a> ShopCreateOrderHeaders: __rt::derived::Cloned<'a>,
        for<'a> NewOrder: __rt::derived::Cloned<'a>,
    {
        fn clone(&self) -> Self {
            match self {
                Self { headers: held_0, body: held_1 } => {
                    Self {
                        headers: ::core::clone::Clone::clone(held_0),
                        body: ::core::clone::Clone::clone(held_1),
                    }
                }
            }
        }
    }
    impl ::core::fmt::Debug for ShopCreateOrderRequest {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __rt::debug_fields(
                f,
                "ShopCreateOrderRequest",
                &[("headers", &self.headers), ("body", shown_2(&self.body))],
            )
        }
    }
    #[doc(hidden)]
    impl __rt::answered::Answers for ShopCreateOrderResponse {
        fn answer(&self) -> __rt::answered::Answered<'_> {
            match self {
                Self::Created(held) => {
                    __rt::answered::json(
                        "Created",
                        201u16,
                        "application/json",
                        body_3(held),
                    )
                }
                Self::NoContent => __rt::answered::empty("NoContent", 204u16),
            }
        }
    }
    #[automatically_derived]
    impl ::core::convert::From<Order> for ShopCreateOrderResponse {
        fn from(held: Order) -> Self {
            Self::Created(held)
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for ShopCreateOrderResponse
    where
        for<'a> Order: __rt::derived::Cloned<'a>,
    {
        fn clone(&self) -> Self {
            match self {
                Self::Created(held_0) => {
                    Self::Created(::core::clone::Clone::clone(held_0))
                }
                Self::NoContent {} => Self::NoContent {},
            }
        }
    }
    #[doc(hidden)]
    impl __rt::answered::Answers for ShopCreateOrderError {
        fn answer(&self) -> __rt::answered::Answered<'_> {
            match self {
                Self::UnprocessableContent(held) => {
                    __rt::answered::json(
                        "UnprocessableContent",
                        422u16,
                        "application/json",
                        body_4(held),
                    )
                }
                Self::Unauthorized(held) => {
                    __rt::answered::json(
                        "Unauthorized",
                        401u16,
                        "application/json",
                        body_5(held),
                    )
                }
                Self::Internal(error) => __rt::answered::internal(error),
            }
        }
    }
    #[cfg(not(doc))]
    #[automatically_derived]
    impl<T: __IntoAnyShopError> ::core::convert::From<T> for ShopCreateOrderError {
        fn from(error: T) -> Self {
            match ::core::convert::Into::<ShopError>::into(error) {
                ShopError::Unauthorized(body) => Self::Unauthorized(body),
                ShopError::Internal(error) => Self::Internal(error),
            }
        }
    }
    #[automatically_derived]
    impl ::core::convert::From<ShopCreateOrderUnprocessableContentBody>
    for ShopCreateOrderError {
        fn from(held: ShopCreateOrderUnprocessableContentBody) -> Self {
            Self::UnprocessableContent(held)
        }
    }
    #[automatically_derived]
    impl ::core::convert::From<Problem> for ShopCreateOrderError {
        fn from(held: Problem) -> Self {
            Self::Unauthorized(held)
        }
    }
    #[automatically_derived]
    impl __rt::schemars::JsonSchema for ShopCreateOrderUnprocessableContentBody {
        fn schema_name() -> __rt::Cow<'static, str> {
            __rt::Cow::Borrowed("ShopCreateOrderUnprocessableContentBody")
        }
        fn schema_id() -> __rt::Cow<'static, str> {
            __rt::Cow::Borrowed(
                ::core::concat!(
                    ::core::module_path!(), "::",
                    "ShopCreateOrderUnprocessableContentBody"
                ),
            )
        }
        fn json_schema(
            generator: &mut __rt::schemars::SchemaGenerator,
        ) -> __rt::schemars::Schema {
            __rt::object_schema(
                generator,
                &[
                    __rt::Property {
                        name: "mainReason",
                        description: "",
                        schema: __rt::Codec::<Reason>::schema,
                        is_optional: __rt::Codec::<Reason>::is_optional,
                        is_patch: false,
                    },
                ],
            )
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for ShopCreateOrderUnprocessableContentBody
    where
        for<'a> Reason: __rt::derived::Cloned<'a>,
    {
        fn clone(&self) -> Self {
            match self {
                Self { main_reason: held_0 } => {
                    Self {
                        main_reason: ::core::clone::Clone::clone(held_0),
                    }
                }
            }
        }
    }
    impl ::core::fmt::Debug for ShopCreateOrderUnprocessableContentBody {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __rt::debug_field(
                f,
                "ShopCreateOrderUnprocessableContentBody",
                "main_reason",
                shown_6(&self.main_reason),
            )
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
                        body_5(held),
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
                routes: 1usize,
                texts: 33usize,
                answers: 4usize,
                headers: 3usize,
            },
            "/api/orders/",
            &[],
        );
        const ROUTES: &'static [__rt::Route] = &[
            __rt::Route::new("Shop", "create_order", __rt::Verb::Post, "/api/orders")
                .operation_id("placeOrder")
                .version(__ShopCodecs::VERSION)
                .summary("Place an order")
                .description("The caller must be a customer.")
                .deprecated()
                .tags(__ShopCodecs::TAGS_0)
                .security(__ShopCodecs::SECURITY_0)
                .with_metadata(__ShopCodecs::metadata_0)
                .headers(
                    &[
                        __rt::RequestHeader::read("idempotency-key"),
                        __rt::RequestHeader::read("tenant"),
                        __rt::RequestHeader::fixed("x-api-version", "2"),
                    ],
                )
                .defaults(
                    &[
                        __rt::FieldDefault::new(
                            __rt::Place::Header,
                            "tenant",
                            || __rt::default_json(
                                __rt::Codec::<u32>::to_json,
                                __ShopCodecs::default_0,
                            ),
                        ),
                    ],
                )
                .body("application/json")
                .answers(
                    &[
                        __rt::Answer::json(
                            201u16,
                            "application/json",
                            __rt::IsProblem::<Order>::IS_PROBLEM,
                        ),
                        __rt::Answer::empty(204u16)
                            .description("Nothing was in the cart."),
                        __rt::Answer::new(422u16, "application/json"),
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
        ShopCreateOrderResponse ShopCreateOrderError ShopError
    }
    __rt::impl_into_response! {
        ShopCreateOrderResponse ShopCreateOrderError ShopError
    }
    __rt::impl_error! {
        ShopCreateOrderError ShopError
    }
    #[cfg(doc)]
    __rt::document_from! {
        __rt::Internal => ShopCreateOrderError ShopError
    }
    #[cfg(doc)]
    __rt::document_from! {
        ShopError => ShopCreateOrderError
    }
    fn shown_1<'a>(
        value: &'a Option<::std::string::String>,
    ) -> &'a dyn ::core::fmt::Debug {
        __rt::Codec::<Option<::std::string::String>>::shown(value)
    }
    fn shown_2<'a>(value: &'a NewOrder) -> &'a dyn ::core::fmt::Debug {
        __rt::Codec::<NewOrder>::shown(value)
    }
    fn body_3<'a>(value: &'a Order) -> &'a dyn __rt::answered::JsonBody {
        __rt::Codec::<Order>::body(value)
    }
    fn body_4<'a>(
        value: &'a ShopCreateOrderUnprocessableContentBody,
    ) -> &'a dyn __rt::answered::JsonBody {
        __rt::Codec::<ShopCreateOrderUnprocessableContentBody>::body(value)
    }
    fn body_5<'a>(value: &'a Problem) -> &'a dyn __rt::answered::JsonBody {
        __rt::Codec::<Problem>::body(value)
    }
    fn shown_6<'a>(value: &'a Reason) -> &'a dyn ::core::fmt::Debug {
        __rt::Codec::<Reason>::shown(value)
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
        ::contract_runtime::__private::is_payload::<::std::string::String>();
        ::contract_runtime::__private::is_payload::<NewOrder>();
        ::contract_runtime::__private::is_payload::<Order>();
        ::contract_runtime::__private::is_payload::<Problem>();
        ::contract_runtime::__private::is_payload::<Reason>();
        ::contract_runtime::__private::is_payload::<u32>();
    }
    fn default_0() -> u32 {
        1
    }
}
const _: () = {
    use ::contract_runtime::__private::NoPatch as _;
    if ::contract_runtime::__private::Patched::<Reason>::IS_PATCH {
        ::core::panic!(
            "`Reason` is a `Patch` by another name, whose absence can't be told\nhelp: write `Patch<…>` where the field is"
        )
    }
};
const _: () = ::contract_runtime::__private::derived::is_clone::<
    ::std::string::String,
>();
const _: () = ::contract_runtime::__private::derived::is_clone::<u32>();
const _: () = ::contract_runtime::__private::derived::is_clone::<NewOrder>();
const _: () = ::contract_runtime::__private::derived::is_clone::<Order>();
const _: () = ::contract_runtime::__private::derived::is_clone::<Reason>();
#[allow(dead_code, nonstandard_style, unreachable_pub, unused_qualifications)]
#[cfg_attr(
    clippy,
    allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)
)]
impl __ShopCodecs {
    const VERSION: &'static ::core::primitive::str = "1.2";
    const TAGS_0: &'static [&'static ::core::primitive::str] = &["orders"];
    const SECURITY_0: &'static [::contract_runtime::__private::Security] = &[
        Security::bearer(),
    ];
    fn make_metadata_0() -> ::contract_runtime::__private::Metadata {
        ::contract_runtime::__private::metadata(Access { role: Role::Customer })
    }
    fn metadata_0() -> &'static ::contract_runtime::__private::Metadata {
        static VALUE: ::contract_runtime::__private::LazyLock<
            ::contract_runtime::__private::Metadata,
        > = ::contract_runtime::__private::LazyLock::new(__ShopCodecs::make_metadata_0);
        &VALUE
    }
}

#[allow(unexpected_cfgs)]
const _: () = {
    #[cfg(rust_analyzer)]
    #[allow(unused_imports)]
    const _: () = {
        use ::contract_runtime::__private::keys::contract::{
            path_prefix as _, common_responses as _, version as _, derive as _,
            rename_all as _, headers as _, security as _, metadata as _,
        };
    };
};
#[allow(dead_code, nonstandard_style, unreachable_pub, unused_qualifications)]
#[cfg_attr(
    clippy,
    allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)
)]
use api::{
    Admin as __ShopAdminApi, AdminContract as __ShopAdminContract,
    AdminEvents as __ShopAdminEvents,
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
    /// What serves [`api::Admin`], mounted as `admin`.
    ///
    /// For the staff.
    type Admin: __ShopAdminApi;
    /// The implementation of [`api::Admin`]: asked for once, when the router is built.
    fn admin(&self) -> Self::Admin;
    /** The answer to a request that is not as the contract says. Unless an implementation renders it otherwise,
 it is a `400` problem that lists every fault.*/
    fn invalid_request(
        &self,
        request: ::contract_runtime::__private::InvalidRequest,
    ) -> ::contract_runtime::__private::Response {
        ::contract_runtime::__private::IntoResponse::into_response(request)
    }
}
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
    /// Publishes the events of [`api::Admin`] as it is mounted here.
    pub fn admin(&self) -> __ShopAdminEvents {
        __ShopAdminEvents::__mounted(self.publisher.mounted("admin", &[]))
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
        let api = endpoints
            .add::<
                T,
                <T as Shop>::Context,
                0usize,
            >(api, <T as Shop>::invalid_request, []);
        endpoints
            .below(
                &[],
                &[
                    ::contract_runtime::__private::HeaderCheck::read(
                        "tenant",
                        |part| {
                            __rt::Codec::<
                                ::contract_runtime::__private::Option<u32>,
                            >::from_text(part)
                                .map(|_| ())
                        },
                    ),
                    ::contract_runtime::__private::HeaderCheck::fixed(
                        "x-api-version",
                        "2",
                    ),
                ],
                |endpoints| {
                    __ShopAdminContract::__serve(<T as Shop>::admin(&api), endpoints);
                },
            );
    }
}
#[allow(long_running_const_eval)]
const _: () = {
    use ::contract_runtime::__private::mounts::no_clash;
    no_clash::<ShopContract>(0usize)
};
#[allow(dead_code, nonstandard_style, unreachable_pub, unused_qualifications)]
#[cfg_attr(
    clippy,
    allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)
)]
const _: () = {
    use ::contract_runtime::__private as __rt;
    use __rt::{NoProblem as _, WithoutDerives as _};
    #[doc(hidden)]
    impl __rt::answered::Answers for ShopError {
        fn answer(&self) -> __rt::answered::Answered<'_> {
            match self {
                Self::Unauthorized(held) => {
                    __rt::answered::json(
                        "Unauthorized",
                        401u16,
                        "application/json",
                        body_0(held),
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
                    routes: 0usize,
                    texts: 0usize,
                    answers: 0usize,
                    headers: 0usize,
                },
                "/api/",
                &[],
            )
            .mounting(
                &[],
                &[
                    __rt::mounts::MountOutline {
                        beginning: __rt::mounts::Beginning::of(
                            "",
                            <__ShopAdminContract as __rt::mounts::Table<
                                __Asked,
                            >>::OUTLINE
                                .beginning,
                        ),
                        params: &[],
                        texts_a_route: 16usize,
                        answers_a_route: 1usize,
                        headers_a_route: 2usize,
                        outline: &<__ShopAdminContract as __rt::mounts::Table<
                            __Asked,
                        >>::OUTLINE,
                    },
                ],
            );
        const ROUTES: &'static [__rt::Route] = &[];
        const MOUNTS: &'static [__rt::mounts::Mount] = &[
            __rt::mounts::Mount::new(
                    "Shop",
                    "admin",
                    "/api",
                    &[
                        __rt::Answer::json(
                            401u16,
                            "application/json",
                            __rt::IsProblem::<Problem>::IS_PROBLEM,
                        ),
                    ],
                    <__ShopAdminContract as __rt::mounts::Table<__Asked>>::ALL,
                )
                .given(
                    __rt::mounts::Given::NOTHING
                        .version(__ShopCodecs::VERSION)
                        .security(__ShopCodecs::SECURITY_0)
                        .with_metadata(__ShopCodecs::metadata_0),
                )
                .headers(
                    &[
                        __rt::RequestHeader::read("tenant"),
                        __rt::RequestHeader::fixed("x-api-version", "2"),
                    ],
                ),
        ];
        const ALL: &'static [__rt::Route] = &__rt::mounts::joined::<
            Self,
            __Asked,
            { __rt::mounts::size::<ShopContract>().routes },
            { __rt::mounts::size::<ShopContract>().texts },
            { __rt::mounts::size::<ShopContract>().answers },
            { __rt::mounts::size::<ShopContract>().headers },
        >();
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
    fn body_0<'a>(value: &'a Problem) -> &'a dyn __rt::answered::JsonBody {
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
        ::contract_runtime::__private::is_payload::<Problem>();
        ::contract_runtime::__private::is_payload::<u32>();
    }
    fn default_0() -> u32 {
        1
    }
}
#[allow(dead_code, nonstandard_style, unreachable_pub, unused_qualifications)]
#[cfg_attr(
    clippy,
    allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)
)]
impl __ShopCodecs {
    const VERSION: &'static ::core::primitive::str = "1.2";
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

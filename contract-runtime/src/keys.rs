//! The keys of the language as items, which nothing but an editor looks at: what it says of an item is what it says of a key.
#![allow(non_upper_case_globals, reason = "they are called as the keys are")]

/// The keys of a contract.
pub mod contract {
    pub use super::group::{common_responses, headers, metadata, path_params, security, tags};

    /// The version of the contract, for documents and for `info()`.
    ///
    /// ```text
    /// version: "1.2.0",
    /// ```
    pub const version: () = ();

    /// Derives for the generated types, which have `Debug` already.
    ///
    /// ```text
    /// derive: [Clone, PartialEq],
    /// ```
    pub const derive: () = ();

    /// What the names of the generated types begin with, in the place of the contract's; `_` for nothing.
    ///
    /// ```text
    /// type_prefix: Store,
    /// ```
    pub const type_prefix: () = ();

    /// What the names of channels begin with, in the place of the contract's, as another contract in the same manager has that name.
    ///
    /// ```text
    /// channel_prefix: "shop-v2",
    /// ```
    pub const channel_prefix: () = ();

    /// The case of the names on the wire of the fields that are written in the contract: `"camelCase"`, say.
    ///
    /// ```text
    /// rename_all: "camelCase",
    /// ```
    pub const rename_all: () = ();

    /// What the path of every route begins with.
    ///
    /// ```text
    /// path_prefix: "/api",
    /// ```
    ///
    /// It may hold parameters, `"/orgs/{org}"`, which are the first of every route's.
    pub const path_prefix: () = ();
}

/// The keys of a group.
pub mod group {
    /// What the path of every route in the group begins with, after the prefix of what is around it.
    ///
    /// ```text
    /// path_prefix: "/users",
    /// ```
    pub const path_prefix: () = ();

    /// The types of the parameters in the `path_prefix`; one that is not named is a `String`.
    ///
    /// ```text
    /// path_params: { org: u32 },
    /// ```
    pub const path_params: () = ();

    /// Answers that every route may give; a route's own answer of a status wins.
    ///
    /// ```text
    /// common_responses: { 401: Problem },
    /// ```
    pub const common_responses: () = ();

    /// Headers that every route reads; a route's own header of a name wins.
    ///
    /// ```text
    /// headers: { tenant: String },
    /// ```
    pub const headers: () = ();

    /// What documents sort the routes by, where a route says nothing nearer.
    ///
    /// ```text
    /// tags: ["orders"],
    /// ```
    pub const tags: () = ();

    /// Who may call, for documents, contexts and layers to read: any one of these; `[]` for everybody.
    ///
    /// ```text
    /// security: [Security::bearer(), Security::cookie("session")],
    /// ```
    pub const security: () = ();

    /// What contexts and layers read of the matched route by `route.metadata::<T>()`, where the route has none of its own.
    ///
    /// ```text
    /// metadata: Access { role: Role::Staff },
    /// ```
    pub const metadata: () = ();
}

/// The keys of a route.
pub mod route {
    /// The request method: `GET`, `POST`, `PUT`, `PATCH`, `DELETE`, `HEAD` or `OPTIONS`.
    ///
    /// ```text
    /// method: GET,
    /// ```
    pub const method: () = ();

    /// The path, after the contract's `path_prefix`. A parameter fills its segment; a last `{*rest}` takes all that is left.
    ///
    /// ```text
    /// path: "/orders/{id}",
    /// ```
    pub const path: () = ();

    /// The types of the parameters in the path; one that is not named is a `String`. Where the last is an `Option`, the path is
    /// served without it too.
    ///
    /// ```text
    /// path_params: { id: u64 },
    /// ```
    pub const path_params: () = ();

    /// The fields of the query string, or the name of a type.
    ///
    /// ```text
    /// query: { page: u32 = 1, tags: Vec<String> },
    /// ```
    pub const query: () = ();

    /// The headers that are read. `content_type: "text/event-stream"` marks a stream of events; any other text is a value that the
    /// header must have.
    ///
    /// ```text
    /// headers: { idempotency_key: Option<String>, "x-api-version": "2" },
    /// ```
    pub const headers: () = ();

    /// The cookies that are read.
    ///
    /// ```text
    /// cookies: { session: String },
    /// ```
    pub const cookies: () = ();

    /// The body: a type, or the fields of an object.
    ///
    /// ```text
    /// body: { title: String },
    /// ```
    pub const body: () = ();

    /// The media type of the body, where that is not JSON.
    ///
    /// ```text
    /// content_type: "text/plain",
    /// ```
    pub const content_type: () = ();

    /// The most bytes that the body may have; more are a 413.
    ///
    /// ```text
    /// body_limit: 10_485_760,
    /// ```
    pub const body_limit: () = ();

    /// The answers, by status: a type, the fields of an object, `"text/csv" => Type`, or `()` for no body, each with headers by
    /// `with { … }`. The 200 of a stream is `events { name: Payload }`.
    ///
    /// ```text
    /// responses: { 201: Order with { location: String }, 404: Problem },
    /// ```
    pub const responses: () = ();

    /// What the route does, in a few words.
    ///
    /// ```text
    /// summary: "Place an order",
    /// ```
    pub const summary: () = ();

    /// What the route does, at length; the doc comment where there is none.
    ///
    /// ```text
    /// description: "Places an order for what is in the cart.",
    /// ```
    pub const description: () = ();

    /// Whether clients shall not begin to use the route.
    ///
    /// ```text
    /// deprecated: true,
    /// ```
    pub const deprecated: () = ();

    /// What documents call the route, where that is not its name.
    ///
    /// ```text
    /// operation_id: "placeOrder",
    /// ```
    pub const operation_id: () = ();

    /// What documents sort the route by.
    ///
    /// ```text
    /// tags: ["orders"],
    /// ```
    pub const tags: () = ();

    /// Who may call, for documents, contexts and layers to read: any one of these; `[]` for everybody.
    ///
    /// ```text
    /// security: [Security::bearer(), Security::cookie("session")],
    /// ```
    pub const security: () = ();

    /// What contexts and layers read of the matched route by `route.metadata::<T>()`: a value of a type that is `Serialize`.
    ///
    /// ```text
    /// metadata: Access { role: Role::Admin },
    /// ```
    pub const metadata: () = ();
}

/// The request methods.
pub mod method {
    /// Reads. Without a body; `HEAD` answers for it too.
    pub const GET: () = ();
    /// Makes something, or does something that is not said twice.
    pub const POST: () = ();
    /// Puts something whole in its place.
    pub const PUT: () = ();
    /// Changes something in part.
    pub const PATCH: () = ();
    /// Removes.
    pub const DELETE: () = ();
    /// Answers as `GET` would, without the body; made by itself for every `GET`.
    pub const HEAD: () = ();
    /// Says what can be done.
    pub const OPTIONS: () = ();
}

//! The contract.

use contract_runtime::Body;
use contract_runtime::prelude::*;

use crate::access::Access;
use crate::accounts::{Account, Challenge, Credentials, Role, Token};
use crate::answers::{Question, Usage, Word};
use crate::bounds::Number;
use crate::orders::{Cancelled, Delivered, IdempotencyKey, NewOrder, Order, OrderId, Shipped, Status};
use crate::products::{Product, ProductId};

contract! {
    /// A shop: what it sells, what was ordered, and the progress of every order as it happens.
    pub trait Shop {
        version: "1.0.0",
        derive: [Clone],
        path_prefix: "/api",
        // What a route does not say otherwise.
        metadata: Access::Only(Role::Customer),
        security: [Security::bearer(), Security::cookie("session")],
        common_responses: {
            /// Nobody is signed in, or not any more.
            401: Problem with { www_authenticate: Challenge },
            /// The account may not do this.
            403: Problem,
        },

        /// What becomes of an order.
        events OrderUpdate {
            /// An order as it is now: first of all, to a client that is new or has missed something.
            order: Order,
            /// It left the house.
            shipped: Shipped,
            /// It arrived.
            delivered: Delivered,
            /// It was cancelled.
            cancelled: Cancelled,
        },

        responses RateLimited {
            /// Too often.
            429: Problem with {
                /// When to try again, in seconds.
                retry_after: u64,
            },
        },

        create_account: {
            method: POST,
            path: "/accounts",
            body: Credentials,
            responses: {
                201: Account,
                /// Somebody has this name already.
                409: Problem,
                ..RateLimited,
            },
            summary: "Become a customer",
            metadata: Access::Anybody,
            security: [],
        },

        /// For programs. A browser [signs in](Shop::session_sign_in), and never sees its secret.
        create_token: {
            method: POST,
            path: "/tokens",
            body: Credentials,
            responses: { 201: Token, ..RateLimited },
            summary: "Get a bearer token",
            metadata: Access::Anybody,
            security: [],
        },

        session: {
            path_prefix: "/session",

            sign_in: {
                method: POST,
                path: "/",
                body: Credentials,
                responses: { 201: Account with { set_cookie: String }, ..RateLimited },
                summary: "Sign in with a cookie",
                metadata: Access::Anybody,
                security: [],
            },

            get: {
                method: GET,
                path: "/",
                responses: { 200: Account },
                summary: "Say who is signed in",
            },

            /// Ends the session or the token that the request comes with.
            sign_out: {
                method: DELETE,
                path: "/",
                responses: { 204: () with { set_cookie: String } },
                summary: "Sign out",
            },
        },

        products: {
            path_prefix: "/products",
            metadata: Access::Anybody,
            security: [],

            list: {
                method: GET,
                path: "/",
                query: {
                    /// A part of the name.
                    search: Option<String>,
                    /// Only what can be ordered now.
                    "inStock": bool = false,
                },
                responses: { 200: Vec<Product> },
                summary: "List the products",
            },

            get: {
                method: GET,
                path: "/{id}",
                path_params: { id: ProductId },
                responses: { 200: Product, 404: Problem },
                summary: "Show a product",
            },

            photo: {
                method: GET,
                path: "/{id}/photo",
                path_params: { id: ProductId },
                responses: { 200: "image/*" => Body, 404: Problem },
                summary: "Show what a product looks like",
            },
        },

        create_order: {
            method: POST,
            path: "/orders",
            headers: {
                /// One key is one order, however often the request is sent within a day.
                idempotency_key: Option<IdempotencyKey>,
            },
            body: NewOrder,
            responses: {
                201: Order with { location: String },
                /// There is less than that of a product.
                409: Problem,
                /// It has no lines, too many of them or an unknown product, or its key is that of another order.
                422: Problem,
            },
            summary: "Place an order",
        },

        /// The newest come first; the next page is what comes `before` the last one.
        list_orders: {
            method: GET,
            path: "/orders",
            query: {
                /// Of these; of any where there are none.
                status: Vec<Status>,
                before: Option<OrderId>,
                limit: Number<1, 100> = Number::nearest(20),
            },
            responses: { 200: Vec<Order> },
            summary: "List your orders",
        },

        get_order: {
            method: GET,
            path: "/orders/{id}",
            path_params: { id: OrderId },
            responses: { 200: Order, 404: Problem },
            summary: "Show an order",
        },

        cancel_order: {
            method: DELETE,
            path: "/orders/{id}",
            path_params: { id: OrderId },
            responses: {
                /// The order, as it is now.
                200: Order,
                404: Problem,
                /// It has left the house.
                409: Problem,
            },
            summary: "Cancel an order",
        },

        export_orders: {
            method: GET,
            path: "/orders.csv",
            responses: { 200: "text/csv; charset=utf-8" => Body with { content_disposition: String } },
            summary: "Download your orders",
        },

        order_events: {
            method: GET,
            path: "/orders/{id}/events",
            path_params: { id: OrderId },
            headers: { content_type: "text/event-stream" },
            responses: { 200: events OrderUpdate, 404: Problem },
            summary: "Follow an order",
        },

        my_events: {
            method: GET,
            path: "/events",
            headers: { content_type: "text/event-stream" },
            responses: { 200: events OrderUpdate },
            summary: "Follow all your orders",
        },

        answer: {
            method: POST,
            path: "/answers",
            headers: { content_type: "text/event-stream" },
            body: Question,
            responses: {
                200: events {
                    /// The answer goes on.
                    word: Word,
                    /// It is complete.
                    done: Usage,
                },
                ..RateLimited,
            },
            summary: "Ask about the shop",
        },

        admin: crate::admin::Admin,
    }
}

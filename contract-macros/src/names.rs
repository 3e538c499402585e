//! Every identifier that the macro makes up.

use proc_macro2::{Ident, Span};
use quote::format_ident;

use crate::ast::unraw;
use crate::words::upper_camel_case;

/// The trait's method that renders the answer to an invalid request.
pub(crate) const HOOK: &str = "invalid_request";

/// The names that a contract gives to what is made of it.
#[derive(Debug)]
pub(crate) struct ContractNames {
    pub(crate) error: Ident,
    pub(crate) events: Ident,
    pub(crate) contract: Ident,
    /// Holds the codecs of the contract's types.
    pub(crate) codecs: Ident,
    /// What all errors can be made of, whatever answers they declare.
    pub(crate) untold: Ident,
    /// What those errors can be made of that the contract's error becomes.
    pub(crate) shared: Ident,
    /// Stands for what could not be understood.
    pub(crate) placeholder: Ident,
}

impl ContractNames {
    pub(crate) fn new(contract: &Ident) -> Self {
        let (contract, span) = (unraw(contract), contract.span());
        Self {
            // The compiler shows where it is made, when something does not become it.
            error: format_ident!("{contract}Error", span = span),
            events: format_ident!("{contract}Events"),
            contract: format_ident!("{contract}Contract"),
            codecs: format_ident!("__{contract}Codecs"),
            untold: format_ident!("__Into{contract}Error"),
            shared: format_ident!("__IntoAny{contract}Error"),
            placeholder: format_ident!("__{contract}Placeholder"),
        }
    }
}

/// The names under which an expansion has another contract's items.
#[derive(Debug)]
pub(crate) struct MountNames {
    pub(crate) api: Ident,
    pub(crate) contract: Ident,
    pub(crate) events: Ident,
}

impl MountNames {
    /// Of the contract that is mounted as `mount`, a type's name, and named at `span`.
    pub(crate) fn new(contract: &Ident, mount: &Ident, span: Span) -> Self {
        let contract = unraw(contract);
        Self {
            api: format_ident!("__{contract}{mount}Api", span = span),
            contract: format_ident!("__{contract}{mount}Contract", span = span),
            events: format_ident!("__{contract}{mount}Events", span = span),
        }
    }
}

/// The names of a route's types. They have the span of the route's name, so that an editor leads from them to it.
#[derive(Debug)]
pub(crate) struct RouteNames {
    pub(crate) request: Ident,
    pub(crate) params: Ident,
    pub(crate) query: Ident,
    pub(crate) headers: Ident,
    pub(crate) cookies: Ident,
    pub(crate) body: Ident,
    pub(crate) response: Ident,
    pub(crate) error: Ident,
    pub(crate) result: Ident,
    pub(crate) event: Ident,
}

impl RouteNames {
    /// Of a route, in a contract whose types' names begin with `prefix`.
    pub(crate) fn new(prefix: &str, route: &Ident) -> Self {
        let stem = format!("{prefix}{}", upper_camel_case(&unraw(route)));
        let named = |what: &str| Ident::new(&format!("{stem}{what}"), route.span());
        Self {
            request: named("Request"),
            params: named("Params"),
            query: named("Query"),
            headers: named("Headers"),
            cookies: named("Cookies"),
            body: named("Body"),
            response: named("Response"),
            error: named("Error"),
            result: named("Result"),
            event: named("Event"),
        }
    }
}

fn route_type(prefix: &str, route: &Ident, what: &str) -> Ident {
    format_ident!("{prefix}{}{what}", upper_camel_case(&unraw(route)), span = route.span())
}

/// The error that the routes of a group have in common.
pub(crate) fn group_error(prefix: &str, group: &Ident) -> Ident {
    route_type(prefix, group, "Error")
}

/// The type of an inline object that is answered with `status`.
pub(crate) fn answer_body(prefix: &str, route: &Ident, status: u16) -> Ident {
    route_type(prefix, route, &format!("{}Body", variant(status)))
}

/// The publisher's method that sets the options of a stream's channels.
pub(crate) fn configuring(route: &Ident) -> Ident {
    format_ident!("configure_{}", unraw(route), span = route.span())
}

/// The type of an inline object that every route of a contract may answer with `status`.
pub(crate) fn common_body(prefix: &str, status: u16) -> Ident {
    format_ident!("{prefix}{}Body", variant(status))
}

/// The type of an inline object that the routes which take a set may answer with `status`.
pub(crate) fn set_body(set: &Ident, status: u16) -> Ident {
    format_ident!("{}{}Body", unraw(set), variant(status))
}

/// The type of an inline object that an event carries.
pub(crate) fn event_payload(prefix: &str, route: &Ident, variant: &Ident) -> Ident {
    route_type(prefix, route, &variant.to_string())
}

/// The type of an inline object that an event of a set carries.
pub(crate) fn set_payload(set: &Ident, variant: &Ident) -> Ident {
    format_ident!("{}{variant}", unraw(set), span = variant.span())
}

/// The name of the codec of the contract's type number `index`.
pub(crate) fn codec(index: usize, span: Span) -> Ident {
    Ident::new(&format!("C{index}"), span)
}

/// The name of the function that makes the contract's default number `index`.
pub(crate) fn default(index: usize) -> Ident {
    format_ident!("default_{index}")
}

/// The name of the function by which serde reads a field that has this default.
pub(crate) fn reader(index: usize) -> Ident {
    format_ident!("read_{index}")
}

/// The variant that a status has: its reason phrase as one word, or its number where the field has no phrase for it.
pub(crate) fn variant(status: u16) -> String {
    match reason(status) {
        // As nearly all are.
        Some(reason) if is_capitalized(reason) => reason.replace(' ', ""),
        Some(reason) => upper_camel_case(&reason.replace('\'', "")),
        None => format!("Status{status}"),
    }
}

/// Whether it is words of letters, each with a capital first and no other, which need only be put together.
fn is_capitalized(reason: &str) -> bool {
    let mut begins = true;
    reason.bytes().all(|byte| {
        let is_right =
            if begins { byte.is_ascii_uppercase() } else { byte.is_ascii_lowercase() || byte == b' ' };
        begins = byte == b' ';
        is_right
    })
}

/// A status as people write it: `404 Not Found`.
pub(crate) fn status_line(status: u16) -> String {
    match reason(status) {
        Some(reason) => format!("{status} {reason}"),
        None => status.to_string(),
    }
}

/// The reason phrase that the HTTP status code registry gives (418, which it reserves, as everybody knows it). The runtime
/// has the same table.
fn reason(status: u16) -> Option<&'static str> {
    Some(match status {
        100 => "Continue",
        101 => "Switching Protocols",
        102 => "Processing",
        103 => "Early Hints",
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        203 => "Non-Authoritative Information",
        204 => "No Content",
        205 => "Reset Content",
        206 => "Partial Content",
        207 => "Multi-Status",
        208 => "Already Reported",
        226 => "IM Used",
        300 => "Multiple Choices",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        305 => "Use Proxy",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        407 => "Proxy Authentication Required",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        411 => "Length Required",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        414 => "URI Too Long",
        415 => "Unsupported Media Type",
        416 => "Range Not Satisfiable",
        417 => "Expectation Failed",
        418 => "I'm a Teapot",
        421 => "Misdirected Request",
        422 => "Unprocessable Content",
        423 => "Locked",
        424 => "Failed Dependency",
        425 => "Too Early",
        426 => "Upgrade Required",
        428 => "Precondition Required",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        451 => "Unavailable For Legal Reasons",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        505 => "HTTP Version Not Supported",
        506 => "Variant Also Negotiates",
        507 => "Insufficient Storage",
        508 => "Loop Detected",
        510 => "Not Extended",
        511 => "Network Authentication Required",
        _ => return None,
    })
}

/// The runtime's own source, to be compared.
#[cfg(test)]
#[path = "../../contract-runtime/src/http/reason.rs"]
mod runtime_reason;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_named_by_its_reason() {
        for (status, expected) in [
            (200, "Ok"),
            (203, "NonAuthoritativeInformation"),
            (226, "ImUsed"),
            (404, "NotFound"),
            (413, "ContentTooLarge"),
            (414, "UriTooLong"),
            (418, "ImATeapot"),
            (470, "Status470"),
            (505, "HttpVersionNotSupported"),
        ] {
            assert_eq!(variant(status), expected);
        }
    }

    #[test]
    fn the_runtime_has_the_same_reasons() {
        for status in 100..600 {
            assert_eq!(reason(status), runtime_reason::reason(status), "{status}");
        }
    }

    #[test]
    fn no_two_statuses_have_one_variant() {
        let variants: std::collections::HashSet<_> = (100..600).map(variant).collect();
        assert_eq!(variants.len(), 500);
    }

    #[test]
    fn a_raw_route_name_loses_its_prefix() {
        let names = RouteNames::new("Shop", &Ident::new_raw("match", Span::call_site()));
        assert_eq!(names.request, "ShopMatchRequest");
    }
}

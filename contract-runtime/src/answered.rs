//! What a handler answers, before it is a response: generated enums say it once, by [`Answers`], and how they go out,
//! are shown and are told as errors follows from that, in code that is compiled here.

use std::any::Any;
use std::error::Error;
use std::fmt;

use serde::Serialize;

use crate::http::Problem;
use crate::http::reason::reason;
use crate::http::texts::to_texts;
use crate::internal::Internal;

/// An enum of declared answers.
pub trait Answers {
    /// Which of them it is.
    fn answer(&self) -> Answered<'_>;

    /// Hands over the headers of that one.
    fn headers<'a>(&'a self, _each: &mut dyn FnMut(AnsweredHeader<'a>)) {}
}

/// One of the declared answers, or an error that none of them tells.
#[derive(Debug)]
pub enum Answered<'a> {
    /// A declared one.
    Declared {
        /// What its variant is called.
        name: &'static str,
        /// Its status.
        status: u16,
        /// Its body.
        body: AnsweredBody<'a>,
    },
    /// What is not told.
    Internal(&'a Internal),
}

/// The body of a declared answer.
#[derive(Debug)]
pub enum AnsweredBody<'a> {
    /// There is none.
    Empty,
    /// JSON of this media type.
    Json(&'static str, &'a dyn JsonBody),
    /// One that goes out as it is, which takes more than a look at it: this can only be shown.
    Raw(&'a dyn fmt::Debug),
}

/// A header of a declared answer.
#[derive(Debug)]
pub struct AnsweredHeader<'a> {
    /// The field that holds it.
    pub field: &'static str,
    /// Its name on the wire.
    pub name: &'static str,
    /// Its value.
    pub value: &'a dyn HeaderTexts,
}

/// A value that goes out as JSON.
pub trait JsonBody: fmt::Debug {
    /// Writes it.
    ///
    /// # Errors
    /// It does not serialise.
    fn to_json(&self) -> Result<String, serde_json::Error>;

    /// It, where it is a problem: these go out as problem details.
    fn as_problem(&self) -> Option<&Problem>;
}

impl<T: Serialize + fmt::Debug + 'static> JsonBody for T {
    fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    fn as_problem(&self) -> Option<&Problem> {
        (self as &dyn Any).downcast_ref()
    }
}

/// A value that goes out as a header.
pub trait HeaderTexts: fmt::Debug {
    /// Its texts: none for nothing, several for a list.
    ///
    /// # Errors
    /// It does not serialise to text.
    fn to_texts(&self) -> Result<Vec<String>, serde_json::Error>;
}

impl<T: Serialize + fmt::Debug> HeaderTexts for T {
    fn to_texts(&self) -> Result<Vec<String>, serde_json::Error> {
        to_texts(self)
    }
}

/// An answer that is JSON and nothing else. It asks nothing of what it holds: what that lacks has been told where it is written.
pub trait JsonAnswer {
    /// What it holds.
    type Held;

    /// Its status.
    const STATUS: u16;

    /// What it holds.
    fn held(&self) -> &Self::Held;
}

/// An answer without a body.
pub fn empty<'a>(name: &'static str, status: u16) -> Answered<'a> {
    Answered::Declared { name, status, body: AnsweredBody::Empty }
}

/// An answer with a JSON body.
pub fn json<'a>(
    name: &'static str,
    status: u16,
    media_type: &'static str,
    body: &'a dyn JsonBody,
) -> Answered<'a> {
    Answered::Declared { name, status, body: AnsweredBody::Json(media_type, body) }
}

/// An answer with a body that goes out as it is.
pub fn raw<'a>(name: &'static str, status: u16, shown: &'a dyn fmt::Debug) -> Answered<'a> {
    Answered::Declared { name, status, body: AnsweredBody::Raw(shown) }
}

/// What is not told.
pub fn internal(error: &Internal) -> Answered<'_> {
    Answered::Internal(error)
}

/// `Debug` of an enum of answers: that of the variant, as the compiler derives it.
///
/// # Errors
/// What writing gives.
pub fn debug(answers: &dyn Answers, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (name, body) = match answers.answer() {
        Answered::Declared { name, body, .. } => (name, body.shown()),
        Answered::Internal(error) => return fmt::Debug::fmt(error, f),
    };
    let mut headers = Vec::new();
    answers.headers(&mut |header| headers.push(header));
    match body {
        Some(body) if headers.is_empty() => return f.debug_tuple(name).field(body).finish(),
        None if headers.is_empty() => return f.write_str(name),
        _ => {}
    }
    let mut shown = f.debug_struct(name);
    if let Some(body) = body {
        shown.field("body", body);
    }
    for header in headers {
        shown.field(header.field, &header.value);
    }
    shown.finish()
}

/// An error in words: `404 Not Found`, or `470` for a status that has no name, or what is not told.
///
/// # Errors
/// What writing gives.
pub fn display(answers: &dyn Answers, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let status = match answers.answer() {
        Answered::Declared { status, .. } => status,
        Answered::Internal(error) => return fmt::Display::fmt(error, f),
    };
    match reason(status) {
        Some(reason) => write!(f, "{status} {reason}"),
        None => write!(f, "{status}"),
    }
}

/// What caused an error: only of what is not told there is more than the answer.
pub fn source(answers: &dyn Answers) -> Option<&(dyn Error + 'static)> {
    match answers.answer() {
        Answered::Internal(error) => error.source(),
        Answered::Declared { .. } => None,
    }
}

impl<'a> AnsweredBody<'a> {
    fn shown(&self) -> Option<&'a dyn fmt::Debug> {
        match self {
            Self::Empty => None,
            Self::Json(_, body) => Some(*body),
            Self::Raw(body) => Some(*body),
        }
    }
}

/// `Debug` of enums of answers.
///
/// The implementations of traits that need nothing but [`Answers`] are made by macros of this kind: the compiler expands
/// them much faster than it takes the same code from an unoptimised `contract!`.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_debug {
    ($($answers:ident)*) => {$(
        #[automatically_derived]
        impl ::core::fmt::Debug for $answers {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::answered::debug(self, f)
            }
        }
    )*};
}

/// What makes responses of enums of answers.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_into_response {
    ($($answers:ident)*) => {$(
        #[automatically_derived]
        impl $crate::__private::IntoResponse for $answers {
            fn into_response(self) -> $crate::__private::Response {
                $crate::__private::answered::response(&self)
            }
        }
    )*};
}

/// What makes errors of enums of answers that have a variant for what is not told.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_error {
    ($($answers:ident)*) => {$(
        #[automatically_derived]
        impl ::core::fmt::Display for $answers {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::answered::display(self, f)
            }
        }
        #[automatically_derived]
        impl ::core::error::Error for $answers {
            fn source(&self) -> ::core::option::Option<&(dyn ::core::error::Error + 'static)> {
                $crate::__private::answered::source(self)
            }
        }
    )*};
}

/// The conversions into errors that documentation shows in the place of those for all types that fulfil a bound.
#[doc(hidden)]
#[macro_export]
macro_rules! __document_from {
    ($from:ty => $($error:ident)*) => {$(
        impl ::core::convert::From<$from> for $error {
            fn from(error: $from) -> Self {
                ::core::unreachable!("only documentation has this")
            }
        }
    )*};
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The compiler's own `Debug` of this is what [`debug`] must write.
    #[derive(Debug)]
    enum Derived {
        NoContent,
        Ok(Vec<u32>),
        Created { body: u32, location: String },
        Found { location: String },
    }

    struct Written(Derived);

    impl Answers for Written {
        fn answer(&self) -> Answered<'_> {
            match &self.0 {
                Derived::NoContent => empty("NoContent", 204),
                Derived::Ok(held) => json("Ok", 200, "application/json", held),
                Derived::Created { body, .. } => json("Created", 201, "application/json", body),
                Derived::Found { .. } => empty("Found", 302),
            }
        }

        fn headers<'a>(&'a self, each: &mut dyn FnMut(AnsweredHeader<'a>)) {
            let (Derived::Created { location, .. } | Derived::Found { location }) = &self.0 else { return };
            each(AnsweredHeader { field: "location", name: "location", value: location });
        }
    }

    impl fmt::Debug for Written {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            debug(self, f)
        }
    }

    #[test]
    fn answers_are_shown_as_the_compiler_would_show_them() {
        for derived in [
            || Derived::NoContent,
            || Derived::Ok(vec![7, 8]),
            || Derived::Created { body: 7, location: "/7".to_owned() },
            || Derived::Found { location: "/7".to_owned() },
        ] {
            assert_eq!(format!("{:?}", Written(derived())), format!("{:?}", derived()));
            assert_eq!(format!("{:#?}", Written(derived())), format!("{:#?}", derived()));
        }
    }
}

//! Media types, and what they say of how a body goes over the wire.

use crate::words::is_token;

/// How a body goes over the wire, with the media type that it has there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Media {
    /// Through serde.
    Json(String),
    /// As it is.
    Raw(String),
    /// As it is, with a type in this range that is only known when it is sent: `*/*`, `image/*`.
    Range(String),
}

impl Media {
    /// What a body is where nothing else is said.
    pub(crate) fn json() -> Self {
        Self::Json("application/json".to_owned())
    }

    /// The kind of a media type; nothing where the text is none.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let (essence, parameters) =
            text.split_once(';').map_or((text, None), |(essence, rest)| (essence, Some(rest)));
        let (kind, subtype) = essence.trim_end().split_once('/')?;
        let are_tokens = [kind, subtype].into_iter().all(is_token);
        // A range is for what is only known later, and says no more than that.
        let is_range = subtype == "*";
        // Else a star is a letter like any other, which no media type has.
        let has_star = kind.contains('*') || (subtype.contains('*') && !is_range);
        let is_whole = are_tokens && (!has_star || essence == "*/*") && (parameters.is_none() || !is_range);
        if !is_whole || !parameters.is_none_or(are_parameters) {
            return None;
        }
        let subtype = subtype.to_ascii_lowercase();
        let is_json =
            (kind.eq_ignore_ascii_case("application") && subtype == "json") || subtype.ends_with("+json");
        let text = text.to_owned();
        Some(match (is_range, is_json) {
            (true, _) => Self::Range(text),
            (false, true) => Self::Json(text),
            (false, false) => Self::Raw(text),
        })
    }

    /// As it is written.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Json(text) | Self::Raw(text) | Self::Range(text) => text,
        }
    }
}

/// How the body of a request is read, with the media type that it has on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BodyMedia {
    /// Through serde.
    Json(String),
    /// Through serde, as a query is.
    Form,
    /// In parts: files, and texts that are read as a form's.
    Multipart,
    /// As it is.
    Raw(String),
}

impl BodyMedia {
    const FORM: &str = "application/x-www-form-urlencoded";
    const MULTIPART: &str = "multipart/form-data";

    /// How a body of this media type is read.
    pub(crate) fn of(media: Media) -> Self {
        match media {
            Media::Json(text) => Self::Json(text),
            Media::Raw(text) if essence(&text).eq_ignore_ascii_case(Self::FORM) => Self::Form,
            Media::Raw(text) if essence(&text).eq_ignore_ascii_case(Self::MULTIPART) => Self::Multipart,
            Media::Raw(text) | Media::Range(text) => Self::Raw(text),
        }
    }

    /// As it is written.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Json(text) | Self::Raw(text) => text,
            Self::Form => Self::FORM,
            Self::Multipart => Self::MULTIPART,
        }
    }
}

/// A media type without its parameters.
fn essence(text: &str) -> &str {
    text.split(';').next().unwrap_or_default().trim()
}

/// `charset=utf-8; header=present`
fn are_parameters(text: &str) -> bool {
    text.split(';').all(|parameter| {
        let parameter = parameter.trim();
        parameter.split_once('=').is_some_and(|(name, value)| is_token(name) && is_token(value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_one_whatever_its_parameters() {
        let form = Media::Raw("application/x-www-form-urlencoded; charset=utf-8".to_owned());
        assert!(matches!(BodyMedia::of(form), BodyMedia::Form));
    }

    #[test]
    fn json_is_told_by_its_name() {
        for json in [
            "application/json",
            "Application/JSON",
            "application/problem+json",
            "model/gltf+json",
            "application/json; charset=utf-8",
        ] {
            assert_eq!(Media::of(json), Some(Media::Json(json.to_owned())));
        }
        for raw in
            ["text/csv", "text/csv; header=present", "application/x-ndjson", "image/svg+xml", "text/json"]
        {
            assert_eq!(Media::of(raw), Some(Media::Raw(raw.to_owned())));
        }
        for range in ["*/*", "image/*"] {
            assert_eq!(Media::of(range), Some(Media::Range(range.to_owned())));
        }
    }

    #[test]
    fn what_is_no_media_type_is_none() {
        for text in [
            "",
            "csv",
            "/",
            "text/",
            "/csv",
            "*/csv",
            "application/a*b",
            "a*/b",
            "*a/*",
            "text/*+json",
            "text/csv;",
            "text/csv; charset",
            "te xt/csv",
            "text/c/sv",
            "image/*; q=1",
            "é/a",
        ] {
            assert_eq!(Media::of(text), None, "{text:?}");
        }
    }
}

//! The `Accept` header: which media types the client takes.

use http::HeaderMap;
use http::header::ACCEPT;
use mime::Mime;

/// Whether a client with these headers takes one of `offered`, of which some may be ranges themselves; one that says nothing
/// takes anything.
pub(crate) fn takes_one_of(headers: &HeaderMap, offered: &[&str]) -> bool {
    // What nearly every client sends is one of these, word for word.
    if let Some(whole) = headers.get(ACCEPT)
        && (whole == "*/*" || offered.iter().any(|offer| whole == offer))
    {
        return true;
    }
    let mut said_something = false;
    for range in ranges(headers) {
        said_something = true;
        if refused(&range) {
            continue;
        }
        if offered.iter().any(|offer| {
            offer.parse::<Mime>().is_ok_and(|offer| covers(&range, &offer) || covers(&offer, &range))
        }) {
            return true;
        }
    }
    !said_something
}

fn ranges(headers: &HeaderMap) -> impl Iterator<Item = Mime> {
    headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        // `*` alone is what a few old clients send for `*/*`, and what does not parse can't refuse anything.
        .filter_map(
            |range| if range.trim() == "*" { Some(mime::STAR_STAR) } else { range.trim().parse().ok() },
        )
}

fn refused(range: &Mime) -> bool {
    range.get_param("q").is_some_and(|q| q.as_str().parse::<f32>().is_ok_and(|q| q <= 0.0))
}

/// Whether a media type is within a range.
pub(crate) fn covers(range: &Mime, offer: &Mime) -> bool {
    match (range.type_(), range.subtype()) {
        (mime::STAR, _) => true,
        (kind, mime::STAR) => kind == offer.type_(),
        _ => range.essence_str() == offer.essence_str(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(accept: &str, offered: &[&str]) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, accept.parse().unwrap());
        takes_one_of(&headers, offered)
    }

    #[test]
    fn ranges_cover_what_they_name() {
        assert!(takes("text/html, application/*;q=0.5", &["application/json"]));
        assert!(takes("*/*", &["application/json"]));
        assert!(takes("*", &["application/json"]));
        assert!(takes("Application/JSON; charset=utf-8", &["application/json"]));
        assert!(!takes("text/html", &["application/json"]));
        assert!(!takes("application/json;q=0", &["application/json"]));
    }

    #[test]
    fn an_offer_may_be_a_range_too() {
        assert!(takes("image/png", &["*/*"]));
        assert!(takes("image/png", &["image/*"]));
        assert!(!takes("text/html", &["image/*"]));
    }

    #[test]
    fn a_client_that_says_nothing_takes_anything() {
        assert!(takes_one_of(&HeaderMap::new(), &["application/json"]));
        assert!(takes("not a media type", &["application/json"]));
    }
}

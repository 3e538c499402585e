//! The `Accept` header: which media types the client takes.

use http::HeaderMap;
use http::header::ACCEPT;
use mime::Mime;

use super::media_type;

/// Whether a client with these headers takes one of `offered`, of which some may be ranges themselves; one that says nothing
/// takes anything.
pub(crate) fn takes_one_of(headers: &HeaderMap, offered: &[&str]) -> bool {
    // What nearly every client sends is one of these, word for word.
    if let Some(whole) = headers.get(ACCEPT)
        && (whole == "*/*" || offered.iter().any(|offer| whole == offer))
    {
        return true;
    }
    let ranges: Vec<Mime> = ranges(headers).collect();
    ranges.is_empty()
        || offered.iter().any(|offer| offer.parse().is_ok_and(|offer| is_taken(&offer, &ranges)))
}

/// Of several ranges that cover an offer, the most specific one says whether it is taken (RFC 9110, 12.5.1). Of an offer that is a range
/// itself, some part has to be.
fn is_taken(offer: &Mime, ranges: &[Mime]) -> bool {
    if specificity(offer) < 2 {
        return ranges.iter().any(|range| !refused(range) && (covers(range, offer) || covers(offer, range)));
    }
    let covering = ranges.iter().filter(|range| covers(range, offer));
    let verdicts = covering.map(|range| (specificity(range), !refused(range)));
    verdicts.max().is_some_and(|(_, is_taken)| is_taken)
}

/// 0 for any media type, 1 for those of a kind, 2 for a single one.
fn specificity(range: &Mime) -> u8 {
    u8::from(range.type_() != mime::STAR) + u8::from(range.subtype() != mime::STAR)
}

fn ranges(headers: &HeaderMap) -> impl Iterator<Item = Mime> {
    headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        // `*` alone is what a few old clients send for `*/*`, and what does not parse can't refuse anything.
        .filter_map(
            |range| if range.trim() == "*" { Some(mime::STAR_STAR) } else { media_type::parse(range.trim()) },
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
        assert!(takes("text/html, application/json ; q=0.5", &["application/json"]));
        assert!(!takes("text/html", &["application/json"]));
        assert!(!takes("application/json;q=0", &["application/json"]));
        assert!(!takes("application/json ; q=0", &["application/json"]));
    }

    #[test]
    fn the_most_specific_range_decides() {
        assert!(!takes("application/json;q=0, */*", &["application/json"]));
        assert!(!takes("*/*, application/json; q=0.0", &["application/json"]));
        assert!(!takes("application/*;q=0, */*;q=0.1", &["application/json"]));
        assert!(takes("application/*;q=0, application/json", &["application/json"]));
        assert!(takes("*/*;q=0, text/csv, application/json;q=0.001", &["application/json"]));
        assert!(takes("application/json;q=0, */*", &["application/json", "text/csv"]));
        assert!(takes("application/json;q=0, application/json;version=2", &["application/json"]));
    }

    #[test]
    fn an_offer_may_be_a_range_too() {
        assert!(takes("image/png", &["*/*"]));
        assert!(takes("image/png", &["image/*"]));
        assert!(!takes("text/html", &["image/*"]));
        assert!(takes("image/png;q=0, */*", &["image/*"]));
        assert!(!takes("image/png;q=0", &["image/*"]));
    }

    #[test]
    fn a_client_that_says_nothing_takes_anything() {
        assert!(takes_one_of(&HeaderMap::new(), &["application/json"]));
        assert!(takes("not a media type", &["application/json"]));
    }
}

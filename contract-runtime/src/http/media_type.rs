//! Media types as they are sent.

use mime::Mime;

/// Reads a media type, or a range of them. The standard lets white space stand around the semicolons, and nothing between two of them
/// (RFC 9110, 5.6.6), which the parser does not.
pub(crate) fn parse(text: &str) -> Option<Mime> {
    text.parse().or_else(|_| tidy(text).parse()).ok()
}

/// The text without what may stand around its parameters and says nothing.
fn tidy(text: &str) -> String {
    let (mut tidied, mut is_quoted) = (String::with_capacity(text.len()), false);
    let parts = text.split(|character| {
        is_quoted ^= character == '"';
        character == ';' && !is_quoted
    });
    for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
        if !tidied.is_empty() {
            tidied.push(';');
        }
        tidied.push_str(part);
    }
    tidied
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_and_empty_parameters_say_nothing() {
        for text in [
            "application/json;charset=utf-8",
            "application/json; charset=utf-8",
            "application/json ; charset=utf-8",
            " application/json\t;\tcharset=utf-8 ; ",
            "application/json; ; charset=\"utf-8\";;",
        ] {
            let read = parse(text).unwrap();
            assert_eq!(
                (read.essence_str(), read.get_param("charset")),
                ("application/json", Some(mime::UTF_8)),
                "{text}"
            );
        }
    }

    #[test]
    fn a_semicolon_in_quotes_is_part_of_a_value() {
        let read = parse("text/plain ; a=\"b ; c\" ; d=e").unwrap();
        assert_eq!(read.get_param("a").unwrap(), "b ; c");
        assert_eq!(read.get_param("d").unwrap(), "e");
    }

    #[test]
    fn what_is_none_is_none() {
        for text in
            ["", ";", "json", "application/json charset=utf-8", "application/json; charset", "a/b; c =d"]
        {
            assert!(parse(text).is_none(), "{text}");
        }
    }
}

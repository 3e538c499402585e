//! The headers of a part: how it is named, and of what type it is.

use std::borrow::Cow;

use percent_encoding::percent_decode;

/// What the headers of a part say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) name: String,
    pub(super) file_name: Option<String>,
    pub(super) content_type: Option<String>,
}

impl Head {
    /// Reads header lines.
    ///
    /// # Errors
    /// What a part is expected to have.
    pub(super) fn parse(lines: &[u8]) -> Result<Self, &'static str> {
        let lines =
            std::str::from_utf8(lines).map_err(|_| "multipart/form-data with headers of parts in UTF-8")?;
        let (mut disposition, mut content_type) = (None, None);
        for line in lines.split("\r\n").filter(|line| !line.is_empty()) {
            let (name, value) =
                line.split_once(':').ok_or("multipart/form-data with headers of parts as `name: value`")?;
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-disposition" => disposition = Some(value),
                "content-type" if !value.is_empty() => content_type = Some(value.to_owned()),
                // No client of today encodes parts, and what one of yesterday did would be read wrongly.
                "content-transfer-encoding" if !is_identity(value) => {
                    return Err("multipart/form-data with parts that are not encoded");
                }
                _ => {}
            }
        }
        let (kind, parameters) = split(disposition.ok_or(NO_NAME)?);
        if !kind.eq_ignore_ascii_case("form-data") {
            return Err(NO_NAME);
        }
        let find = |name| parameters.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        let name = find("name").ok_or(NO_NAME)?;
        let plain = find("filename").map(|(_, value)| unescaped(value));
        // The form that the standard does not want and some clients send.
        let extended = || find("filename*").and_then(|(_, value)| extended(value));
        Ok(Self { name: unescaped(&name.1), file_name: plain.or_else(extended), content_type })
    }
}

const NO_NAME: &str = "multipart/form-data with a name in the `content-disposition: form-data` of every part";

fn is_identity(encoding: &str) -> bool {
    ["7bit", "8bit", "binary"].iter().any(|identity| encoding.eq_ignore_ascii_case(identity))
}

/// Parts a header into its value and its parameters, quotes taken off: `form-data; name="photo"`.
pub(super) fn split(header: &str) -> (&str, Vec<(&str, Cow<'_, str>)>) {
    let (value, mut rest) = header.split_once(';').unwrap_or((header, ""));
    let mut parameters = Vec::new();
    while let Some((name, after)) = rest.split_once('=') {
        // A parameter without a value is nobody's name.
        let name = name.rsplit(';').next().unwrap_or(name).trim();
        let after = after.trim_start();
        let (value, after) = if let Some(quoted) = after.strip_prefix('"') {
            unquoted(quoted)
        } else {
            let (value, after) = after.split_once(';').unwrap_or((after, ""));
            (Cow::Borrowed(value.trim_end()), after)
        };
        parameters.push((name, value));
        rest = after.trim_start().trim_start_matches(';');
    }
    (value.trim(), parameters)
}

/// What stands before the closing quote, and after it.
///
/// A backslash escapes a quote or itself; before all else it is one, since names of files may hold the folders of a client that
/// writes them so.
fn unquoted(text: &str) -> (Cow<'_, str>, &str) {
    let mut value = Cow::Borrowed("");
    let mut rest = text;
    while let Some(at) = rest.find(['"', '\\']) {
        let (before, special) = rest.split_at(at);
        value += before;
        if let Some(after) = special.strip_prefix('"') {
            return (value, after);
        }
        let after = special.get(1..).unwrap_or_default();
        let escaped = after.chars().next().filter(|next| matches!(next, '"' | '\\'));
        value += match escaped {
            Some('"') => "\"",
            _ => "\\",
        };
        rest = if escaped.is_some() { after.get(1..).unwrap_or_default() } else { after };
    }
    // Without a closing quote, it goes to the end.
    value += rest;
    (value, "")
}

/// What browsers write for a quote and for a line end in a name.
fn unescaped(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    text.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n")
}

/// `UTF-8''na%C3%AFve.txt`
fn extended(text: &str) -> Option<String> {
    let (charset, rest) = text.split_once('\'')?;
    let (_, encoded) = rest.split_once('\'')?;
    let text = percent_decode(encoded.as_bytes()).decode_utf8().ok()?;
    charset.eq_ignore_ascii_case("utf-8").then(|| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(disposition: &str) -> (String, Option<String>) {
        let lines = format!("\r\nContent-Disposition: {disposition}\r\nX-Other: 1");
        let head = Head::parse(lines.as_bytes()).unwrap();
        (head.name, head.file_name)
    }

    #[test]
    fn names_are_read_as_clients_write_them() {
        for (disposition, name, file_name) in [
            ("form-data; name=\"a\"", "a", None),
            ("Form-Data; NAME=a", "a", None),
            ("form-data; name=\"\"; filename=\"\"", "", Some("")),
            ("form-data; filename=\"x; name=y\"; name=\"a\"", "a", Some("x; name=y")),
            ("form-data; name=\"a\"; filename=\"q%22 \\\" %41.txt\"", "a", Some("q\" \" %41.txt")),
            ("form-data; name=\"a\"; filename=\"C:\\new\\x.txt\"", "a", Some("C:\\new\\x.txt")),
            ("form-data; name=\"a\"; filename=\"back\\\\\"", "a", Some("back\\")),
            ("form-data; name=\"a\"; filename=\"naïve 你好.txt\"", "a", Some("naïve 你好.txt")),
            ("form-data; name=a; filename*=UTF-8''na%C3%AFve.txt", "a", Some("naïve.txt")),
            ("form-data; name=a; filename*=latin1''na%EFve.txt", "a", None),
            ("form-data; odd; name = \"a\" ; filename = x.txt ", "a", Some("x.txt")),
            ("form-data; name=\"open", "open", None),
        ] {
            let expected = (name.to_owned(), file_name.map(ToOwned::to_owned));
            assert_eq!(head(disposition), expected, "{disposition}");
        }
    }

    #[test]
    fn a_part_has_a_name_and_is_not_encoded() {
        for lines in [
            "",
            "\r\ncontent-type: text/plain",
            "\r\ncontent-disposition: form-data",
            "\r\ncontent-disposition: attachment; name=a",
            "\r\nno header",
            "\r\ncontent-disposition: form-data; name=a\r\ncontent-transfer-encoding: base64",
        ] {
            assert!(Head::parse(lines.as_bytes()).is_err(), "{lines:?}");
        }
        assert!(Head::parse(b"\r\ncontent-disposition: form-data; name=\"\xff\"").is_err());
        let lines = "\r\ncontent-disposition: form-data; name=a\r\nContent-Transfer-Encoding: Binary";
        assert!(Head::parse(lines.as_bytes()).is_ok());
    }

    #[test]
    fn a_part_may_have_a_type() {
        let lines = "\r\ncontent-type: image/png\r\ncontent-disposition: form-data; name=a";
        assert_eq!(Head::parse(lines.as_bytes()).unwrap().content_type.as_deref(), Some("image/png"));
    }
}

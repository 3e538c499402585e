//! Spelling: the cases that names are written in, and the nearest known word to an unknown one.

/// The words of a name in any case, in lower case: `getHTTPStatus`, `get_http_status` and `get.http-status` are one.
fn words(name: &str) -> Vec<String> {
    if is_plain(name) {
        return name.split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    }
    let mut words = vec![String::new()];
    let mut before = ' ';
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        let next_is_lower = letters.peek().is_some_and(|next| next.is_lowercase());
        let begins = letter.is_uppercase() && (!before.is_uppercase() || next_is_lower);
        if begins || !letter.is_alphanumeric() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut()
            && letter.is_alphanumeric()
        {
            word.extend(letter.to_lowercase());
        }
        before = letter;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a name has only small letters of ASCII and digits, as nearly all have: that is seen faster than its words are cut.
fn is_plain(name: &str) -> bool {
    name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

/// `getEvents` as `get_events`.
pub(crate) fn snake_case(name: &str) -> String {
    if is_plain(name) && !name.starts_with('_') && !name.ends_with('_') && !name.contains("__") {
        return name.to_owned();
    }
    words(name).join("_")
}

/// `idempotency_key` as `idempotency-key`.
pub(crate) fn kebab_case(name: &str) -> String {
    words(name).join("-")
}

/// `order.shipped` as `OrderShipped`.
pub(crate) fn upper_camel_case(name: &str) -> String {
    let capital = |word: String| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    };
    words(name).into_iter().map(capital).collect()
}

/// Whether an identifier is a keyword of Rust, and so no name. `gen`, which is one of Rust 2024, is not among them.
pub(crate) fn is_keyword(word: &str) -> bool {
    // As long as the longest of them: most names are told by their length alone.
    const LONGEST: usize = "override".len();
    word.len() <= LONGEST && KEYWORDS.contains(&word)
}

/// The keywords as syn has them, which takes far longer to say of one word that it is none.
const KEYWORDS: [&str; 52] = [
    "_", "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];

/// Whether RFC 9110 calls the text a token, of which the names of headers and media types are made.
pub(crate) fn is_token(text: &str) -> bool {
    let is_token_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_token_byte)
}

/// The one of `known` that somebody who wrote `word` most likely meant, if any is close.
pub(crate) fn closest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let word = snake_case(word);
    if let Some(same) = known.iter().find(|candidate| **candidate == word) {
        return Some(same);
    }
    let most = |candidate: &str| candidate.len().max(word.len()) / 3;
    // Most are not worth counting the letters of.
    let may_be_near = |candidate: &&&str| candidate.len().abs_diff(word.len()) <= most(candidate);
    let near = |candidate: &&'a str| (distance(&word, candidate), *candidate);
    let (distance, best) = known.iter().filter(may_be_near).map(near).min()?;
    (distance <= most(best)).then_some(best)
}

/// How many letters are to be inserted, dropped, replaced or swapped with their neighbour to make `from` into `to`.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut above: Vec<usize> = (0..=to.len()).collect();
    let mut two_above = above.clone();
    let mut before = None;
    for (row, letter) in from.chars().enumerate() {
        let mut current = vec![row + 1];
        let mut other_before = None;
        for (column, &other) in to.iter().enumerate() {
            let at = |line: &[usize], column: usize| line.get(column).copied().unwrap_or(usize::MAX);
            let replaced = at(&above, column) + usize::from(letter != other);
            let dropped = at(&above, column + 1) + 1;
            let inserted = at(&current, column) + 1;
            let mut best = replaced.min(dropped).min(inserted);
            if before == Some(other) && other_before == Some(letter) {
                best = best.min(at(&two_above, column - 1) + 1);
            }
            current.push(best);
            other_before = Some(other);
        }
        two_above = std::mem::replace(&mut above, current);
        before = Some(letter);
    }
    above.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_change_case_by_words() {
        assert_eq!(snake_case("getHTTPStatus"), "get_http_status");
        assert_eq!(snake_case("X-Trace"), "x_trace");
        assert_eq!(snake_case("filter[name]"), "filter_name");
        assert_eq!(snake_case("page2"), "page2");
        assert_eq!(kebab_case("idempotency_key"), "idempotency-key");
        assert_eq!(upper_camel_case("order.shipped"), "OrderShipped");
        assert_eq!(upper_camel_case("get_a_1"), "GetA1");
        assert_eq!(upper_camel_case("école"), "École");
    }

    #[test]
    fn a_keyword_is_what_syn_takes_for_no_name() {
        for word in KEYWORDS {
            assert!(syn::parse_str::<proc_macro2::Ident>(word).is_err(), "{word}");
        }
        for word in ["gen", "union", "auto", "raw", "safe", "default", "macro_rules", "dyn_", "r#type", "u32"]
        {
            assert!(syn::parse_str::<proc_macro2::Ident>(word).is_ok() && !is_keyword(word), "{word}");
        }
        assert_eq!(KEYWORDS.iter().map(|word| word.len()).max(), Some("override".len()));
    }

    #[test]
    fn a_typo_is_near_and_another_word_is_not() {
        let keys = ["method", "path", "path_params", "query", "headers", "body", "responses", "summary"];
        assert_eq!(closest("metod", &keys), Some("method"));
        assert_eq!(closest("qurey", &keys), Some("query"));
        assert_eq!(closest("pathParams", &keys), Some("path_params"));
        assert_eq!(closest("header", &keys), Some("headers"));
        assert_eq!(closest("response", &keys), Some("responses"));
        assert_eq!(closest("tags", &keys), None);
        assert_eq!(closest("deprecated", &keys), None);
    }

    #[test]
    fn distance_counts_edits_and_swaps() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "abc"), 0);
        assert_eq!(distance("qurey", "query"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}

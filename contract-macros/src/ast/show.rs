//! Shows tokens in messages as people write them.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// Tokens, with spaces where people put them: `Vec<Order>`, not `Vec < Order >`.
pub(crate) fn shown(tokens: &[TokenTree]) -> String {
    let mut text = String::new();
    let mut before: Option<&TokenTree> = None;
    for token in tokens {
        if before.is_some_and(|before| is_apart(before, token)) {
            text.push(' ');
        }
        match token {
            TokenTree::Group(group) => {
                let (open, close) = delimiters(group.delimiter());
                text.push_str(open);
                text.push_str(&stream_shown(&group.stream()));
                text.push_str(close);
            }
            other => text.push_str(&other.to_string()),
        }
        before = Some(token);
    }
    text
}

pub(crate) fn stream_shown(tokens: &TokenStream) -> String {
    shown(&tokens.clone().into_iter().collect::<Vec<_>>())
}

/// One token; of a group no more than its delimiters.
pub(crate) fn token_shown(token: &TokenTree) -> String {
    match token {
        TokenTree::Group(group) if group.delimiter() != Delimiter::None => {
            let (open, close) = delimiters(group.delimiter());
            format!("{}…{}", open.trim(), close.trim())
        }
        other => shown(std::slice::from_ref(other)),
    }
}

fn delimiters(delimiter: Delimiter) -> (&'static str, &'static str) {
    match delimiter {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Brace => ("{ ", " }"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::None => ("", ""),
    }
}

/// Whether people put a space between two tokens.
fn is_apart(before: &TokenTree, token: &TokenTree) -> bool {
    match (before, token) {
        (TokenTree::Punct(punct), _) if matches!(punct.as_char(), ',' | ';' | '|' | '=' | '+') => {
            punct.spacing() == Spacing::Alone
        }
        (_, TokenTree::Punct(punct)) => matches!(punct.as_char(), '|' | '=' | '+'),
        (TokenTree::Punct(_), _) => false,
        (_, TokenTree::Group(group)) => group.delimiter() == Delimiter::Brace,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_spaced_as_people_space_them() {
        for text in [
            "Vec<Order>",
            "HashMap<String, u32>",
            "string | null",
            "z.string()",
            "events OrderUpdate",
            "a::B",
        ] {
            let tokens: TokenStream = text.parse().unwrap();
            assert_eq!(stream_shown(&tokens), text);
        }
    }
}

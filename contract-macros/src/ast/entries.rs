//! Cuts the inside of a brace into its entries, `/// docs  key: value,`, by looking at tokens only.
//!
//! Everything in a contract is such a list. Cutting before understanding is what makes recovery simple: whatever is
//! wrong inside one value can't spoil its neighbours, and a missing comma or colon is found where it is missing.

use proc_macro2::{Delimiter, Ident, Spacing, Span, TokenStream, TokenTree};

use super::Docs;
pub(crate) use super::entry::{Entry, Key, Value};
use super::show::{shown, token_shown};
use crate::errors::{At, Errors};
use crate::words::is_keyword;

/// Cuts `inside` into entries, whose values look like `example`.
pub(crate) fn cut(inside: TokenStream, example: &str, errors: &mut Errors) -> Vec<Entry> {
    cut_but(inside, &|_| false, example, errors)
}

/// As [`cut`], where who reads the entries reports the keys that are `refused`, which is why nothing is said here of one that
/// has no value either.
pub(crate) fn cut_but(
    inside: TokenStream,
    refused: &dyn Fn(&str) -> bool,
    example: &str,
    errors: &mut Errors,
) -> Vec<Entry> {
    let mut cutter = Cutter { tokens: ungrouped(inside), next: 0, refused, example, errors };
    let mut entries = Vec::new();
    while cutter.next < cutter.tokens.len() {
        entries.extend(cutter.entry());
    }
    entries
}

/// Reports a key that stands alone.
pub(super) fn refuse_alone(at: At, key: &str, example: &str, errors: &mut Errors) {
    errors.report(at, format!("`{key}` has no value"), format!("write `{key}: {example}`"));
}

/// The tokens, without the invisible group that a `macro_rules!` puts around one that it substitutes.
pub(crate) fn ungrouped(tokens: TokenStream) -> Vec<TokenTree> {
    let single = |token: TokenTree| match &token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            let mut inner = group.stream().into_iter();
            match (inner.next(), inner.next()) {
                (Some(only), None) => only,
                _ => token,
            }
        }
        _ => token,
    };
    tokens.into_iter().map(single).collect()
}

/// The value of `shipped(Order)`, whose parentheses stand for the colon; those of a route are for who reads routes.
fn unparenthesized(tokens: Vec<TokenTree>) -> Vec<TokenTree> {
    let is_key = |token: TokenTree| matches!(&token, TokenTree::Ident(key) if key == "method");
    match tokens.as_slice() {
        [TokenTree::Group(group)]
            if group.delimiter() == Delimiter::Parenthesis && !group.stream().into_iter().any(is_key) =>
        {
            group.stream().into_iter().collect()
        }
        _ => tokens,
    }
}

/// What stands between a key and its value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Colon {
    /// A colon, or what is easily taken for one, which has been reported.
    There,
    /// Nothing, which has been reported; the value follows at once.
    Missing,
    /// Nothing, and there is no value either, which has been reported.
    NoValue,
}

struct Cutter<'a> {
    tokens: Vec<TokenTree>,
    next: usize,
    refused: &'a dyn Fn(&str) -> bool,
    example: &'a str,
    errors: &'a mut Errors,
}

impl Cutter<'_> {
    /// Reads one entry; nothing where there was none to be made out, which is then reported and skipped.
    fn entry(&mut self) -> Option<Entry> {
        let docs = self.docs();
        self.words_before_key();
        let Some(key) = self.key() else {
            match self.peek(0).cloned() {
                Some(token) => {
                    self.errors.report(
                        At::all(&token),
                        format!("unexpected `{}`", token_shown(&token)),
                        format!("remove it, or write `name: {}`", self.example),
                    );
                    self.skip();
                }
                None => docs.refuse_alone(self.errors),
            }
            return None;
        };
        let colon = self.colon(&key);
        let tokens = if colon == Colon::NoValue { Vec::new() } else { self.value(&key, colon) };
        let tokens = if colon == Colon::Missing { unparenthesized(tokens) } else { tokens };
        Some(Entry { docs, key, value: Value { tokens }, has_colon: colon != Colon::Missing })
    }

    fn docs(&mut self) -> Docs {
        let mut docs = Docs::default();
        while self.is_punct(0, '#') {
            if self.is_punct(1, '!') && matches!(self.peek(2), Some(TokenTree::Group(_))) {
                self.inner_docs();
                continue;
            }
            let Some(TokenTree::Group(attribute)) = self.peek(1).cloned() else { break };
            if attribute.delimiter() != Delimiter::Bracket {
                break;
            }
            let hash = self.tokens.get(self.next).cloned();
            docs.push(hash, &attribute, self.errors);
            self.next += 2;
        }
        docs
    }

    /// Skips the lines of `//! …`, once they are reported.
    fn inner_docs(&mut self) {
        let start = self.span(0);
        let mut end = start;
        while self.is_punct(0, '#') && self.is_punct(1, '!') {
            end = self.span(2);
            self.next += 3;
        }
        self.errors.report(
            At::between(start, end),
            "`//!` documents what it stands in, which an entry's documentation does not",
            "write `///` above the entry",
        );
    }

    /// Skips what stands before a name where Rust declares one, as in `pub id: u64`, once it is reported.
    fn words_before_key(&mut self) {
        let is_word = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Ident(word)) if is_keyword(&word.to_string()));
        let is_place = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis);
        let mut words = 0;
        while is_word(self.peek(words)) || (words > 0 && is_place(self.peek(words))) {
            words += 1;
        }
        // A function is refused as such, whatever stands before it.
        if let Some(function) = (0..words).find(|&word| self.is_word(word, "fn"))
            && !self.at_entry(words)
        {
            self.next += function;
            return;
        }
        if words == 0 || !self.at_entry(words) || self.is_punct(words, '#') {
            return;
        }
        let found = self.tokens.get(self.next..self.next + words).map(shown).unwrap_or_default();
        let name = self.peek(words).map(token_shown).unwrap_or_default();
        self.errors.report(
            At::between(self.span(0), self.span(words - 1)),
            format!("`{found}` before the name `{name}`"),
            "remove it",
        );
        self.next += words;
    }

    fn key(&mut self) -> Option<Key> {
        let key = match self.peek(0)? {
            TokenTree::Ident(ident) => Key::Name(ident.clone()),
            TokenTree::Literal(literal) => Key::Literal(literal.clone()),
            _ => return None,
        };
        self.next += 1;
        Some(match key {
            Key::Name(first) if self.is_punct(0, '-') => Key::Name(self.dashed(first)),
            key => key,
        })
    }

    /// A name that goes on with dashes, which is taken as its `snake_case` once it is reported.
    fn dashed(&mut self, first: Ident) -> Ident {
        let (mut dashed, mut end) = (first.to_string(), first.span());
        while self.is_punct(0, '-')
            && let Some(TokenTree::Ident(part)) = self.peek(1)
        {
            dashed = format!("{dashed}-{part}");
            end = part.span();
            self.next += 2;
        }
        let snake = crate::words::snake_case(&dashed);
        self.errors.report(
            At::between(first.span(), end),
            format!("`{dashed}` is not a name"),
            format!("write `{snake}`, or `\"{dashed}\"` in quotes"),
        );
        let Ok(mut ident) = syn::parse_str::<Ident>(&snake) else { return first };
        ident.set_span(first.span());
        ident
    }

    /// Eats the colon, or what was written in its place.
    fn colon(&mut self, key: &Key) -> Colon {
        let punct = match self.peek(0) {
            Some(TokenTree::Punct(punct)) => punct.as_char(),
            _ => ' ',
        };
        match punct {
            ':' => {
                self.next += 1;
                Colon::There
            }
            ',' | ';' => {
                self.no_value(key);
                self.next += 1;
                Colon::NoValue
            }
            '=' => self.equals_sign(key),
            '?' if self.is_punct(1, ':') => self.question_mark(key),
            _ if self.peek(0).is_none() || self.at_entry(0) => {
                self.no_value(key);
                Colon::NoValue
            }
            _ => self.no_colon(key),
        }
    }

    /// `method = GET`, `200 => Order`
    fn equals_sign(&mut self, key: &Key) -> Colon {
        let written = if self.is_punct(1, '>') { "=>" } else { "=" };
        let at = At::between(self.span(0), self.span(written.len() - 1));
        let example = self.example;
        self.errors.report(
            at,
            format!("`{key}` is followed by `{written}`"),
            format!("write a colon: `{key}: {example}`"),
        );
        self.next += written.len();
        Colon::There
    }

    /// `page?: u32`
    fn question_mark(&mut self, key: &Key) -> Colon {
        let (at, example) = (self.span(0), self.example);
        self.errors.report(
            at,
            format!("`{key}?` is not a name: what may be missing is told by its type"),
            format!("write `{key}: Option<{example}>`"),
        );
        self.next += 2;
        Colon::There
    }

    /// `method GET`, `fn list_orders()`
    fn no_colon(&mut self, key: &Key) -> Colon {
        let (at, example) = (self.span(0), self.example);
        if key.to_string() == "fn" {
            let name = self.peek(0).map(token_shown).unwrap_or_default();
            self.errors.report(
                At::between(key.at().span(), at),
                "a route is not declared as a function",
                format!("write `{name}: {example}`"),
            );
        } else {
            self.errors.report(
                at,
                format!("expected `:` after `{key}`"),
                format!("write a colon: `{key}: {example}`"),
            );
        }
        Colon::Missing
    }

    /// The tokens up to the comma that ends the entry, which is eaten, or up to where it is missing.
    fn value(&mut self, key: &Key, colon: Colon) -> Vec<TokenTree> {
        let mut value = Vec::new();
        let mut open_angles = 0usize;
        while let Some(token) = self.peek(0).cloned() {
            if open_angles == 0 && self.is_punct(0, ';') {
                if colon == Colon::There {
                    self.errors.report(
                        token.span(),
                        "entries are separated by commas, not semicolons",
                        "write `,`",
                    );
                }
                self.next += 1;
                break;
            }
            if self.is_comma(open_angles) {
                self.next += 1;
                break;
            }
            let is_path = value.is_empty() && self.is_path_of_one_colon(key);
            if open_angles == 0 && self.at_entry(0) && !is_path {
                if !value.is_empty() {
                    self.errors.report(
                        At::all(&token),
                        format!("expected `,` before `{}`", token_shown(&token)),
                        "put a comma between the two",
                    );
                }
                break;
            }
            match &token {
                TokenTree::Punct(punct) if punct.as_char() == '<' => open_angles += 1,
                TokenTree::Punct(punct) if punct.as_char() == '>' && !ends_in_arrow(&value) => {
                    open_angles = open_angles.saturating_sub(1);
                }
                _ => {}
            }
            value.push(token);
            self.next += 1;
        }
        if value.is_empty() {
            self.no_value(key);
        }
        value
    }

    /// Whether a comma that ends an entry is next: one outside of angle brackets, or one after which another entry
    /// begins, since angle brackets that are still open then will never be closed.
    fn is_comma(&self, open_angles: usize) -> bool {
        self.is_punct(0, ',') && (open_angles == 0 || self.at_entry(1))
    }

    /// Skips what can't be understood, to where the next entry begins.
    fn skip(&mut self) {
        self.next += 1;
        while self.next < self.tokens.len() && !self.at_entry(0) {
            self.next += 1;
            if self.is_comma_before() {
                break;
            }
        }
    }

    fn is_comma_before(&self) -> bool {
        let before = self.next.checked_sub(1).and_then(|before| self.tokens.get(before));
        matches!(before, Some(TokenTree::Punct(punct)) if punct.as_char() == ',')
    }

    /// Whether an entry begins at the token `ahead`: doc comments, or a key and a colon that is not half of `::`.
    fn at_entry(&self, ahead: usize) -> bool {
        if self.is_punct(ahead, '#') {
            return matches!(self.peek(ahead + 1), Some(TokenTree::Group(_)));
        }
        let is_colon = self.is_punct(ahead + 1, ':') && !self.is_path_separator(ahead + 1);
        is_colon && matches!(self.peek(ahead), Some(TokenTree::Ident(_) | TokenTree::Literal(_)))
    }

    /// Whether `admin:Admin` comes next as the value of `admin`: a path whose second colon is missing, and no second `admin`.
    fn is_path_of_one_colon(&self, key: &Key) -> bool {
        let is_key = matches!(self.peek(0), Some(TokenTree::Ident(name)) if *name == key.to_string());
        let is_type = |name: &Ident| name.to_string().starts_with(char::is_uppercase);
        is_key && matches!(self.peek(2), Some(TokenTree::Ident(name)) if is_type(name))
    }

    fn is_path_separator(&self, ahead: usize) -> bool {
        let joint =
            matches!(self.peek(ahead), Some(TokenTree::Punct(punct)) if punct.spacing() == Spacing::Joint);
        joint && self.is_punct(ahead + 1, ':')
    }

    fn no_value(&mut self, key: &Key) {
        if !(self.refused)(&key.to_string()) {
            refuse_alone(key.at(), &key.to_string(), self.example, self.errors);
        }
    }

    fn peek(&self, ahead: usize) -> Option<&TokenTree> {
        self.tokens.get(self.next + ahead)
    }

    fn span(&self, ahead: usize) -> Span {
        self.peek(ahead).map_or_else(Span::call_site, TokenTree::span)
    }

    fn is_word(&self, ahead: usize, expected: &str) -> bool {
        matches!(self.peek(ahead), Some(TokenTree::Ident(word)) if word == expected)
    }

    fn is_punct(&self, ahead: usize, expected: char) -> bool {
        matches!(self.peek(ahead), Some(TokenTree::Punct(punct)) if punct.as_char() == expected)
    }
}

/// Whether a `>` after these tokens is the second half of `->` or `=>`.
fn ends_in_arrow(tokens: &[TokenTree]) -> bool {
    matches!(tokens.last(), Some(TokenTree::Punct(punct))
        if matches!(punct.as_char(), '-' | '=') && punct.spacing() == Spacing::Joint)
}

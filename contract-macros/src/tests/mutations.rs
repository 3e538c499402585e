//! A thousand slips, drawn at random and the same ones every time: whatever becomes of a contract, the macro ends, writes
//! Rust, and either tells a mistake or serves every route that is still there.

use std::sync::mpsc;
use std::time::Duration;

use fastrand::Rng;
use proc_macro2::{Group, Ident, Literal, TokenStream, TokenTree};

use super::recovery::{Place, changed, places, swapped, without};
use super::{SHOP, tokens};
use crate::errors::Errors;

const SLIPS: u64 = 1000;

/// How long one contract may take before it is taken for a hang. It takes some milliseconds.
const PATIENCE: Duration = Duration::from_mins(1);

/// What a slip does to one token among its neighbours.
type Slip = fn(&[TokenTree], usize, &mut Rng) -> Vec<TokenTree>;

const KINDS: [(&str, Slip); 4] = [
    ("removed", |all, index, _| without(all, index)),
    ("doubled", |all, index, _| [&all[..=index], &all[index..]].concat()),
    ("swapped", |all, index, _| swapped(all, index)),
    ("renamed", renamed),
];

/// A name or a literal with a letter more or less, or with other letters; any other token as it is.
fn renamed(all: &[TokenTree], index: usize, rng: &mut Rng) -> Vec<TokenTree> {
    let mut all = all.to_vec();
    let text = all[index].to_string();
    let inside: String =
        text.chars().filter(|letter| letter.is_alphanumeric() || "_/{}.-".contains(*letter)).collect();
    let other = match rng.u8(..4) {
        0 => format!("{inside}x"),
        1 => inside.chars().skip(1).collect(),
        2 => inside.to_uppercase(),
        _ => inside.chars().rev().collect(),
    };
    let span = all[index].span();
    match &all[index] {
        TokenTree::Ident(_) => {
            if let Ok(ident) = syn::parse_str::<Ident>(&other) {
                all[index] = ident.into();
            }
        }
        TokenTree::Literal(literal) if literal.to_string().starts_with('"') => {
            all[index] = Literal::string(&other).into();
        }
        TokenTree::Literal(_) => all[index] = Literal::u16_unsuffixed(rng.u16(..)).into(),
        TokenTree::Group(group) => {
            let delimiter = rng.choice([
                proc_macro2::Delimiter::Brace,
                proc_macro2::Delimiter::Bracket,
                proc_macro2::Delimiter::Parenthesis,
            ]);
            all[index] = Group::new(delimiter.unwrap(), group.stream()).into();
        }
        TokenTree::Punct(_) => {}
    }
    all[index].set_span(span);
    all
}

/// The contract after slip number `seed`, what that was, and where.
pub(super) fn slipped(seed: u64) -> (TokenStream, String, Place) {
    let mut rng = Rng::with_seed(seed);
    let whole = tokens(SHOP);
    let places = places(&whole);
    let place = &places[rng.usize(..places.len())];
    let (kind, slip) = KINDS[rng.usize(..KINDS.len())];
    let rng = std::cell::RefCell::new(rng);
    let source = changed(&whole, place, &|all, index| slip(all, index, &mut rng.borrow_mut()));
    (source, format!("slip {seed}: the token at {place:?} {kind}"), place.clone())
}

/// The lines of the source within which a slip at `place` is to be told: those of the route that it is in, or else those of the
/// entry of the contract and its neighbours.
fn region(place: &[usize]) -> std::ops::RangeInclusive<usize> {
    let whole: Vec<TokenTree> = tokens(SHOP).into_iter().collect();
    let everything = 1..=SHOP.lines().count();
    let [body, at, inside @ ..] = place else { return everything };
    let Some(TokenTree::Group(body)) = whole.get(*body) else { return everything };
    let entries: Vec<TokenTree> = body.stream().into_iter().collect();
    let line = |index: usize| entries.get(index).map(|token| token.span().start().line);
    // An entry begins where the comma of the one before it is over.
    let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
    let begins: Vec<usize> = (0..entries.len()).filter(|&at| at == 0 || is_comma(&entries[at - 1])).collect();
    let mine = begins.iter().rposition(|begin| begin <= at).unwrap_or(0);
    let (first, last) = if inside.is_empty() { (mine.saturating_sub(1), mine + 2) } else { (mine, mine + 1) };
    let end = begins.get(last).and_then(|&next| line(next - 1)).unwrap_or(*everything.end());
    line(begins[first]).unwrap_or(1)..=end
}

/// Expands the contract after a slip, and holds what comes of it against what was promised.
fn expand_slipped(seed: u64) {
    let (source, what, place) = slipped(seed);
    let written = crate::expand_contract(&source);
    let file = syn::parse2::<syn::File>(written.clone());
    assert!(file.is_ok(), "{what}: {:?}\n{source}\n{written}", file.err());

    let mut errors = Errors::default();
    let contract =
        crate::ast::parse(&source, &mut errors).map(|read| crate::check::check(&read, &mut errors));
    let told = written.to_string().contains("compile_error");
    assert_eq!(told, errors.count() > 0, "{what}: a mistake is told if there is one\n{source}");
    if told {
        let region = region(&place);
        let is_there = errors
            .places()
            .any(|(start, end)| region.contains(&start.start().line) && region.contains(&end.end().line));
        assert!(
            is_there,
            "{what}: told elsewhere than in lines {region:?}: {:?}\n{source}",
            errors.problems()
        );
        return;
    }
    let contract = contract.unwrap_or_else(|| panic!("{what}: neither a mistake nor a contract\n{source}"));
    assert!(
        contract.routes.iter().all(crate::model::Route::is_whole),
        "{what}: a route is lost in silence\n{source}"
    );
    assert!(
        contract.mounts.iter().all(|mount| mount.contract.is_some()),
        "{what}: a mount is lost in silence\n{source}"
    );
}

#[test]
fn a_thousand_slips_are_told_or_do_no_harm() {
    let (done, ended) = mpsc::channel();
    let worker = std::thread::spawn(move || {
        for seed in 0..SLIPS {
            expand_slipped(seed);
            done.send(seed).unwrap();
        }
    });
    let mut next = 0;
    while next < SLIPS {
        match ended.recv_timeout(PATIENCE) {
            Ok(seed) => next = seed + 1,
            Err(mpsc::RecvTimeoutError::Timeout) => panic!("{} hangs\n{}", slipped(next).1, slipped(next).0),
            // The worker has said why.
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
        }
    }
    worker.join().unwrap();
}

#[test]
fn most_slips_are_mistakes() {
    let told = (0..100)
        .filter(|&seed| crate::expand_contract(&slipped(seed).0).to_string().contains("compile_error"));
    let told = told.count();
    assert!((40..100).contains(&told), "{told} of 100 slips are told: these are no random slips");
}

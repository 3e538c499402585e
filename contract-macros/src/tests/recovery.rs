//! A contract that is half typed, or has a slip somewhere: whatever is whole in it is still written, and nothing panics.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::{DEPOT, SHOP, expanded, tokens};
use crate::errors::Errors;

/// A place among nested tokens: the index of a group, of a group inside, and last of a token.
pub(super) type Place = Vec<usize>;

pub(super) fn places(tokens: &TokenStream) -> Vec<Place> {
    let mut all = Vec::new();
    for (index, token) in tokens.clone().into_iter().enumerate() {
        all.push(vec![index]);
        if let TokenTree::Group(group) = token {
            let inside = places(&group.stream()).into_iter();
            all.extend(inside.map(|place| [vec![index], place].concat()));
        }
    }
    all
}

/// A change to one of some tokens.
pub(super) type Change<'a> = dyn Fn(&[TokenTree], usize) -> Vec<TokenTree> + 'a;

/// The tokens with a change made where `place` says.
pub(super) fn changed(tokens: &TokenStream, place: &[usize], change: &Change<'_>) -> TokenStream {
    let mut all: Vec<TokenTree> = tokens.clone().into_iter().collect();
    match place {
        [last] => change(&all, *last).into_iter().collect(),
        [first, rest @ ..] => {
            if let TokenTree::Group(group) = &all[*first] {
                let mut changed = Group::new(group.delimiter(), changed(&group.stream(), rest, change));
                changed.set_span(group.span());
                all[*first] = changed.into();
            }
            all.into_iter().collect()
        }
        [] => tokens.clone(),
    }
}

/// The tokens up to `place`, with every group that is open there closed, as an editor does it.
fn up_to(tokens: &TokenStream, place: &[usize]) -> TokenStream {
    match place {
        [first, rest @ ..] => {
            let mut kept: Vec<TokenTree> = tokens.clone().into_iter().take(first + 1).collect();
            let last = kept.pop();
            match last {
                Some(TokenTree::Group(group)) if !rest.is_empty() => {
                    kept.push(Group::new(group.delimiter(), up_to(&group.stream(), rest)).into());
                }
                Some(TokenTree::Group(group)) => {
                    kept.push(Group::new(group.delimiter(), TokenStream::new()).into());
                }
                other => kept.extend(other),
            }
            kept.into_iter().collect()
        }
        [] => TokenStream::new(),
    }
}

/// Expands a contract; what comes out is Rust, and holds the handlers of `routes`.
fn assert_written(source: &TokenStream, routes: &[&str]) {
    let written = crate::expand_contract(source);
    let file = syn::parse2::<syn::File>(written.clone());
    assert!(file.is_ok(), "not Rust: {:?}\nfrom {source}\n{written}", file.err());
    let written = written.to_string();
    for route in routes {
        assert!(written.contains(&format!("fn {route} (input :")), "`{route}` is not served\nfrom {source}");
    }
}

#[test]
fn every_beginning_of_a_contract_is_written_as_far_as_it_is_whole() {
    let whole = tokens(SHOP);
    for place in places(&whole) {
        let begun = up_to(&whole, &place);
        // The second route begins where the first is over.
        let second_begun = begun.to_string().contains("order_events");
        assert_written(&begun, if second_begun { &["create_order"] } else { &[] });
    }
}

#[test]
fn a_slip_in_one_route_leaves_the_other_whole() {
    let whole = tokens(SHOP);
    let (body, second) = route_positions(&whole);
    let doubled: &Change<'_> = &|all, index| [&all[..=index], &all[index..]].concat();
    for change in [&without as &Change<'_>, doubled, &swapped] {
        for place in places(&whole) {
            let source = changed(&whole, &place, change);
            let served: &[&str] = match place.as_slice() {
                // A slip in the value of a route's own entry can reach no further than the entry.
                [first, at, _, ..] if *first == body && *at < second => &["order_events"],
                [first, at, _, ..] if *first == body && *at > second => &["create_order"],
                _ => &[],
            };
            // A slip in the contract's own keys may well concern every route.
            let in_route = place.get(1).is_some_and(|at| is_in_route(&whole, body, *at));
            assert_written(&source, if in_route { served } else { &[] });
        }
    }
}

/// Where the contract's brace is, and where in it the second route's name.
fn route_positions(whole: &TokenStream) -> (usize, usize) {
    let brace =
        |token: &TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
    let body = whole.clone().into_iter().position(|token| brace(&token)).unwrap();
    let inside: Vec<TokenTree> = inside(whole, body);
    let second = inside.iter().position(|token| token.to_string() == "order_events").unwrap();
    (body, second)
}

fn inside(whole: &TokenStream, body: usize) -> Vec<TokenTree> {
    match whole.clone().into_iter().nth(body) {
        Some(TokenTree::Group(group)) => group.stream().into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Whether the token at `at` is the brace of a route.
fn is_in_route(whole: &TokenStream, body: usize, at: usize) -> bool {
    let inside = inside(whole, body);
    let named = |name: &str| inside.iter().position(|token| token.to_string() == name).unwrap() + 2;
    at == named("create_order") || at == named("order_events")
}

pub(super) fn without(all: &[TokenTree], index: usize) -> Vec<TokenTree> {
    [&all[..index], &all[index + 1..]].concat()
}

pub(super) fn swapped(all: &[TokenTree], index: usize) -> Vec<TokenTree> {
    let mut all = all.to_vec();
    if index + 1 < all.len() {
        all.swap(index, index + 1);
    }
    all
}

#[test]
fn whatever_stands_in_a_tokens_place_is_survived() {
    let whole = tokens(SHOP);
    let strange =
        tokens(r#"_ self "" "/:" "/:1" 'x' 0 -1 99999999999 {} () [] ? : => r_type événement "\n" #"#);
    let mut strange = strange.into_iter().collect::<Vec<TokenTree>>().into_iter().cycle();
    for place in places(&whole) {
        for token in strange.by_ref().take(3) {
            let put = |all: &[TokenTree], index: usize| {
                [&all[..index], std::slice::from_ref(&token), &all[index + 1..]].concat()
            };
            assert_written(&changed(&whole, &place, &put), &[]);
        }
    }
}

#[test]
fn a_slip_anywhere_in_the_rest_of_the_language_is_survived() {
    let whole = tokens(DEPOT);
    assert_written(
        &whole,
        &["users_list", "users_admin_notes", "file", "search", "get", "follow", "follow_all"],
    );
    let doubled: &Change<'_> = &|all, index| [&all[..=index], &all[index..]].concat();
    // One change a place, in turn, since this contract is long.
    let changes = [&without as &Change<'_>, doubled, &swapped].into_iter().cycle();
    for (place, change) in places(&whole).into_iter().zip(changes) {
        assert_written(&up_to(&whole, &place), &[]);
        assert_written(&changed(&whole, &place, change), &[]);
    }
}

#[test]
fn several_mistakes_are_told_in_one_pass() {
    let source = r#"pub trait Shop {
        path_prefix: "/api/",
        get_order: { method: get, path: "/orders/:id", responses: { 200: string } },
        list_orders: { path: "/orders", owner: "me", responses: { 404: Problem, 404: Problem } },
    }"#;
    let mut errors = Errors::default();
    let written = crate::ast::parse(&tokens(source), &mut errors).unwrap();
    crate::check::check(&written, &mut errors);
    assert_eq!(
        errors.problems(),
        [
            "a method is written in capitals, without quotes: found `get`",
            "`string` is not a Rust type",
            "unknown key `owner`",
            "a path does not end with `/`",
            "a parameter is written in braces, not `:id`",
            "`list_orders` has no `method`",
            "404 is there twice",
            "`list_orders` has no answer for success",
        ]
    );
}

#[test]
fn a_route_with_a_mistake_keeps_every_name_that_is_known() {
    let written = expanded(
        r#"pub trait Shop {
            get_order: { method: GET, path: "/orders/{id", responses: { 200: Order, 404: Problem } },
        }"#,
    )
    .to_string();
    for name in
        ["ShopGetOrderRequest", "ShopGetOrderResponse", "ShopGetOrderError", "ShopGetOrderResult", "NotFound"]
    {
        assert!(written.contains(name), "{name} is missing");
    }
}

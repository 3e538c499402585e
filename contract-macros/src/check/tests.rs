//! What contracts mean, and what is refused; how refusals read is shown by the compile-error fixtures.

use super::*;
use crate::model::{BodyMedia, Content, Events, FieldType, Kind, Media, Origin, Route};

/// The contract with this inside, and everything that was reported.
fn checked(inside: &str) -> (Contract, Vec<String>) {
    let tokens = format!("pub trait Shop {{ {inside} }}").parse().unwrap();
    let mut errors = Errors::default();
    let written = ast::parse(&tokens, &mut errors).unwrap();
    let contract = check(&written, &mut errors);
    let problems = errors.problems().into_iter().map(str::to_owned).collect();
    (contract, problems)
}

/// A contract in which nothing is wrong.
fn meant(inside: &str) -> Contract {
    let (contract, problems) = checked(inside);
    assert!(problems.is_empty(), "{problems:?}");
    assert!(contract.routes.iter().all(Route::is_whole));
    contract
}

fn problem_with(inside: &str) -> String {
    let (_, mut problems) = checked(inside);
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems.remove(0)
}

/// What is wrong with a path, if anything.
fn path_problems(path: &str) -> Vec<String> {
    checked(&format!("get: {{ method: GET, path: {path:?}, responses: {{ 200: () }} }}")).1
}

fn whole_path(prefix: &str, path: &str) -> String {
    let prefix = if prefix.is_empty() { String::new() } else { format!("path_prefix: {prefix:?},") };
    let contract =
        meant(&format!("{prefix} get: {{ method: GET, path: {path:?}, responses: {{ 200: () }} }}"));
    contract.routes[0].path.as_ref().unwrap().to_string()
}

fn wire_names(content: &Content) -> Vec<(String, String)> {
    let Content::Fields(fields) = content else { panic!("no fields") };
    fields.iter().map(|field| (field.ident.to_string(), field.wire.clone())).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|&(ident, wire)| (ident.to_owned(), wire.to_owned())).collect()
}

#[test]
fn a_path_goes_on_where_its_prefix_ends() {
    assert_eq!(whole_path("", "/"), "/");
    assert_eq!(whole_path("", "/a/{id}"), "/a/{id}");
    assert_eq!(whole_path("/api", "/"), "/api");
    assert_eq!(whole_path("/api", ""), "/api");
    assert_eq!(whole_path("/api/v1", "/a.csv"), "/api/v1/a.csv");
}

#[test]
fn whatever_is_no_path_is_refused() {
    for path in [
        "",
        "a",
        "/a/",
        "//",
        "/a//b",
        "/{",
        "/}",
        "/{}",
        "/{id",
        "/id}",
        "/{id}{no}",
        "/}{",
        "/{{id}}",
        "/{id}.csv",
        "/:id",
        "/:",
        "/:1",
        "/:type",
        "/{1}",
        "/{self}",
        "/{r#id}",
        "/{_}",
        "/{*rest}/a",
        "/{*rest}/{*more}",
        "/{*}",
        "/{*type}",
        "/a{*rest}",
        "/{a}/{*a}",
        "/*rest",
        "/a?b",
        "/a#b",
        "/a b",
        "/é",
        "/..",
        "/./a",
        "/{a}/{a}",
        "/\u{0}",
    ] {
        assert_eq!(path_problems(path).len(), 1, "{path:?}: {:?}", path_problems(path));
    }
    for path in [
        "/",
        "/{*rest}",
        "/a/{id}/{*rest}",
        "/a",
        "/a-b_c.d~e",
        "/{id}",
        "/{a}/{b}",
        "/{Id}",
        "/a:b",
        "/%C3%A9",
        "/@me",
        "/a,b;c=d",
    ] {
        assert_eq!(path_problems(path), [""; 0], "{path:?}");
    }
}

#[test]
fn one_place_has_one_parameter_name() {
    let two = |first: &str, second: &str| {
        checked(&format!(
            "a: {{ method: GET, path: {first:?}, responses: {{ 200: () }} }},
             b: {{ method: PUT, path: {second:?}, responses: {{ 200: () }} }}"
        ))
        .1
    };
    assert_eq!(two("/a/{x}", "/a/{y}").len(), 1);
    assert_eq!(two("/a/{x}", "/a/{y}/b").len(), 1);
    assert_eq!(two("/a/{x}/b", "/a/{x}").len(), 0);
    assert_eq!(two("/a/{x}", "/b/{y}").len(), 0);
    assert_eq!(two("/a/{x}", "/a/{*x}").len(), 1);
    assert_eq!(two("/a/{*x}", "/a/{*y}").len(), 1);
    assert_eq!(two("/a/{*x}", "/a/b").len(), 0);
    assert_eq!(two("/a/{*x}", "/a").len(), 0);
    // A router tells these apart before it comes to the parameter.
    assert_eq!(two("/a/{x}/b/{y}", "/a/c/b/{z}").len(), 0);
}

#[test]
fn the_odd_one_is_told_of_a_place_with_two_names() {
    let route = |name: &str, path: &str| {
        format!("{name}: {{ method: GET, path: {path:?}, responses: {{ 200: () }} }},")
    };
    let (odd, one, two) = (route("odd", "/a/{x}"), route("one", "/a/{y}/b"), route("two", "/a/{y}/c"));
    let (contract, problems) = checked(&format!("{odd} {one} {two}"));
    assert_eq!(problems, ["the same place in the path is `{x}` here and `{y}` in `one`"]);
    let whole: Vec<bool> = contract.routes.iter().map(Route::is_whole).collect();
    assert_eq!(whole, [false, true, true]);

    // Where neither is, the later one.
    assert_eq!(
        problem_with(&format!("{odd} {one}")),
        "the same place in the path is `{y}` here and `{x}` in `odd`"
    );
}

#[test]
fn a_route_whose_types_are_anothers_stays_without_them() {
    let (contract, problems) = checked(
        "get_order: { method: GET, path: \"/\", responses: { 200: () } },
         get_Order: { method: GET, path: \"/\", responses: { 200: () } }",
    );
    // Its name is not in `snake_case`, its types and its request are those of the first.
    assert_eq!(problems.len(), 3, "{problems:?}");
    assert!(matches!(contract.routes[1].soundness, crate::model::Soundness::Unnamed(_)));
}

#[test]
fn a_path_with_a_fault_is_at_odds_with_no_other() {
    let problem = problem_with(
        "a: { method: GET, path: \"/a/{id}\", responses: { 200: () } },
         b: { method: PUT, path: \"/a/{note_id}\", path_params: { id: u64 }, responses: { 200: () } },
         c: { method: GET, path: \"/a/{id}/c\", responses: { 200: () } }",
    );
    assert_eq!(problem, "`id` is not in the path");
}

#[test]
fn parameters_have_the_types_that_they_are_given() {
    let contract =
        meant("get: { method: GET, path: \"/{a}/{b}\", path_params: { b: u64 }, responses: { 200: () } }");
    let Content::Fields(fields) = &contract.routes[0].params else { panic!("no parameters") };
    assert!(matches!(fields[0].ty, FieldType::Text));
    assert!(matches!(fields[1].ty, FieldType::Type(_)));
}

#[test]
fn names_are_spelled_for_where_they_stand() {
    let contract = meant(
        "post: {
            method: POST, path: \"/\", responses: { 200: () },
            query: { page_size: u32, \"pageToken\": u32, \"filter[name]\": String, \"type\": u8, r#match: u8 },
            headers: { idempotency_key: u32, \"X-Trace-Id\": String, content_type: \"text/event-stream\" },
        }",
    );
    let route = &contract.routes[0];
    assert_eq!(
        wire_names(&route.query),
        pairs(&[
            ("page_size", "page_size"),
            ("page_token", "pageToken"),
            ("filter_name", "filter[name]"),
            ("r#type", "type"),
            ("r#match", "match"),
        ])
    );
    assert_eq!(
        wire_names(&route.headers),
        pairs(&[("idempotency_key", "idempotency-key"), ("x_trace_id", "x-trace-id")])
    );
}

#[test]
fn two_names_that_are_one_are_refused() {
    let query = |fields: &str| {
        problem_with(&format!(
            "get: {{ method: GET, path: \"/\", query: {{ {fields} }}, responses: {{ 200: () }} }}"
        ))
    };
    assert_eq!(query("a: u8, a: u8"), "`a` is there twice");
    assert_eq!(query("page_size: u8, \"pageSize\": u8"), "`pageSize` and `page_size` have one name");
}

#[test]
fn a_routes_own_answer_wins_over_a_common_one() {
    let contract = meant(
        "common_responses: { 401: Common, 503: () },
         get: { method: GET, path: \"/\", responses: { 200: (), 401: Own } }",
    );
    let answers = contract.routes[0].answers.as_ref().unwrap();
    let listed: Vec<(u16, bool)> =
        answers.iter().map(|answer| (answer.status, answer.origin == Origin::Contract)).collect();
    assert_eq!(listed, [(200, false), (401, false), (503, true)]);
}

#[test]
fn a_stream_is_what_is_marked_or_has_events() {
    let events = |route: &str| {
        let contract = meant(&format!("follow: {{ method: GET, path: \"/\", {route} }}"));
        match &contract.routes[0].kind {
            Kind::Stream(Events::Own(events)) => events.iter().map(|event| event.name.clone()).collect(),
            Kind::Stream(_) => panic!("the events are unknown, or a set's"),
            Kind::Unary => Vec::new(),
        }
    };
    let mark = "headers: { content_type: \"text/event-stream\" }";
    assert_eq!(events("responses: { 200: Order }"), [""; 0]);
    assert_eq!(
        events("responses: { 200: events { shipped: Order, \"order.gone\": () } }"),
        ["shipped", "order.gone"]
    );
    assert_eq!(events(mark), ["message"]);
    assert_eq!(events(&format!("{mark}, responses: {{ 200: Order, 404: Problem }}")), ["message"]);
    assert_eq!(events(&format!("{mark}, responses: {{ 200: events {{ tick: () }} }}")), ["tick"]);
}

#[test]
fn the_200_of_a_stream_is_not_an_answer_beside_it() {
    let contract = meant(
        "common_responses: { 200: Problem, 401: Problem },
         follow: { method: GET, path: \"/\", responses: { 200: events { tick: () }, 204: (), 307: () with { location: String } } }",
    );
    let answers = contract.routes[0].answers.as_ref().unwrap();
    assert_eq!(answers.iter().map(|answer| answer.status).collect::<Vec<_>>(), [204, 307, 401]);
}

#[test]
fn a_body_is_for_methods_that_have_one() {
    for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
        meant(&format!("run: {{ method: {method}, path: \"/\", body: Order, responses: {{ 200: () }} }}"));
    }
    for method in ["GET", "HEAD"] {
        let run = |body: &str| {
            format!("run: {{ method: {method}, path: \"/\", body: {body}, responses: {{ 200: () }} }}")
        };
        assert_eq!(problem_with(&run("Order")), format!("a {method} request has no body"));
        meant(&run("()"));
    }
}

#[test]
fn statuses_without_a_body_hold_nothing() {
    for status in [204, 205, 304] {
        let get = |body: &str| {
            format!("get: {{ method: GET, path: \"/\", responses: {{ 200: (), {status}: {body} }} }}")
        };
        assert!(problem_with(&get("Order")).ends_with("has no body"));
        meant(&get("()"));
    }
}

#[test]
fn what_is_sent_before_an_answer_is_none() {
    let get =
        |status: u16| format!("get: {{ method: GET, path: \"/\", responses: {{ 200: (), {status}: () }} }}");
    for status in [100, 101, 102, 103, 199] {
        assert!(
            problem_with(&get(status)).ends_with("is no answer: a 1xx only comes before one"),
            "{status}"
        );
    }
    for status in [201, 299, 599] {
        meant(&get(status));
    }
}

#[test]
fn a_media_type_says_how_a_body_is_sent() {
    let media = |answer: &str| {
        let contract = meant(&format!("get: {{ method: GET, path: \"/\", responses: {{ 200: {answer} }} }}"));
        contract.routes[0].answers.as_ref().unwrap()[0].media.clone()
    };
    assert_eq!(media("Order"), Media::json());
    assert_eq!(media("\"text/csv\" => String"), Media::Raw("text/csv".to_owned()));
    assert_eq!(media("\"*/*\" => Body"), Media::Range("*/*".to_owned()));
    assert_eq!(
        media("\"application/hal+json\" => { id: u64 }"),
        Media::Json("application/hal+json".to_owned())
    );
}

#[test]
fn a_redirect_says_where_to() {
    let get = |answer: &str| format!("get: {{ method: GET, path: \"/\", responses: {{ {answer} }} }}");
    for status in [301, 302, 303, 307, 308] {
        assert_eq!(
            problem_with(&get(&format!("{status}: ()"))),
            format!("a {status} says where to go in a `location` header")
        );
        let contract = meant(&get(&format!("{status}: () with {{ \"Location\": String, x_total: u32 }}")));
        let headers = &contract.routes[0].answers.as_ref().unwrap()[0].headers;
        assert_eq!(wire_names(&Content::Fields(headers.clone()))[0].1, "location");
    }
    for status in [300, 304, 305] {
        meant(&get(&format!("{status}: ()")));
    }
}

#[test]
fn a_content_type_says_how_a_body_is_read() {
    let media = |keys: &str| {
        let contract =
            meant(&format!("save: {{ method: POST, path: \"/\", {keys}, responses: {{ 204: () }} }}"));
        contract.routes[0].body_media.clone()
    };
    assert_eq!(media("body: Order"), BodyMedia::Json("application/json".to_owned()));
    assert_eq!(
        media("content_type: \"application/x-www-form-urlencoded\", body: { name: String }"),
        BodyMedia::Form
    );
    assert_eq!(media("content_type: \"text/plain\", body: String"), BodyMedia::Raw("text/plain".to_owned()));
}

#[test]
fn only_what_has_a_body_limits_it() {
    let save = |keys: &str| {
        format!(
            "save: {{ method: POST, path: \"/\", {keys} body_limit: 2 * MEGABYTE, responses: {{ 204: () }} }}"
        )
    };
    assert!(meant(&save("body: Order,")).routes[0].body_limit.is_some());
    assert_eq!(problem_with(&save("")), "there is no body to limit");
    assert_eq!(problem_with(&save("body: (),")), "there is no body to limit");
}

#[test]
fn a_mistake_in_one_route_leaves_the_others_whole() {
    let (contract, _) = checked(
        "a: { method: GET, path: \"/{id\", responses: { 200: () } },
         b: { method: GET, path: \"/b\", responses: { 200: () } }",
    );
    assert!(!contract.routes[0].is_whole());
    assert!(contract.routes[1].is_whole());
}

#[test]
fn an_answer_of_its_own_wins_over_a_sets_and_a_sets_over_a_groups() {
    let contract = meant(
        "responses Busy { 429: Set, 503: Set },
         common_responses: { 401: (), 503: () },
         users: {
             common_responses: { 401: Group, 403: Group },
             get: { method: GET, path: \"/\", responses: { 200: (), 429: Own, ..Busy } },
         }",
    );
    let answers = contract.routes[0].answers.as_ref().unwrap();
    let listed: Vec<(u16, &str)> = answers
        .iter()
        .map(|answer| match answer.origin {
            Origin::Route => (answer.status, "route"),
            Origin::Set(_) => (answer.status, "set"),
            Origin::Group(_) => (answer.status, "group"),
            Origin::Contract => (answer.status, "contract"),
        })
        .collect();
    assert_eq!(listed, [(200, "route"), (429, "route"), (503, "set"), (401, "group"), (403, "group")]);
}

#[test]
fn a_route_is_called_by_its_groups_and_stands_in_their_paths() {
    let contract = meant(
        "path_prefix: \"/api\",
         users: {
             path_prefix: \"/users\",
             admin: { r#match: { method: GET, path: \"/{id}\", responses: { 200: () } } },
         }",
    );
    let route = &contract.routes[0];
    assert_eq!(
        (route.name.to_string().as_str(), route.operation.as_str()),
        ("users_admin_match", "users.admin.match")
    );
    assert_eq!(route.path.as_ref().unwrap().to_string(), "/api/users/{id}");
}

#[test]
fn a_header_that_is_one_text_is_no_field() {
    let contract = meant(
        "get: {
            method: GET, path: \"/\", responses: { 200: () },
            headers: { x_version: \"2\", \"X-Lang\": String = \"en\" },
        }",
    );
    let route = &contract.routes[0];
    assert_eq!(wire_names(&route.headers), pairs(&[("x_lang", "x-lang")]));
    let fixed: Vec<_> = route.fixed_headers.iter().map(|header| (&*header.wire, &*header.value)).collect();
    assert_eq!(fixed, [("x-version", "2")]);
}

#[test]
fn only_a_parameter_that_ends_the_path_may_be_left_out() {
    let problems = |path: &str, params: &str| {
        checked(&format!(
            "get: {{ method: GET, path: {path:?}, path_params: {{ {params} }}, responses: {{ 200: () }} }}"
        ))
        .1
    };
    assert!(problems("/a/{id}", "id: Option<u8>").is_empty());
    assert!(problems("/a/{*rest}", "rest: Option<String>").is_empty());
    for (path, params) in
        [("/a/{id}/b", "id: Option<u8>"), ("/a/{id}/{no}", "id: ::std::option::Option<u8>, no: Option<u8>")]
    {
        assert_eq!(problems(path, params), ["`{id}` does not end the path, so it can't be left out"]);
    }
}

#[test]
fn a_path_without_its_last_parameter_is_answered_once() {
    let problems = |path: &str, params: &str| {
        let other = format!("path: {path:?}, path_params: {{ {params} }}, responses: {{ 200: () }}");
        let own = "path: \"/a/{id}\", path_params: { id: Option<u8> }, responses: { 200: () }";
        checked(&format!("one: {{ method: GET, {own} }}, other: {{ method: GET, {other} }}")).1
    };
    assert_eq!(problems("/a", ""), ["`one` answers `GET /a` already"]);
    assert_eq!(problems("/a/{id}", "id: Option<u8>"), ["`one` answers `GET /a/{id}` already"]);
    assert_eq!(
        problems("/a/{no}", "no: Option<u8>"),
        ["the same place in the path is `{no}` here and `{id}` in `one`"]
    );
    assert!(problems("/a/b", "").is_empty());
}

#[test]
fn the_parameters_of_prefixes_come_before_a_route_s_own() {
    let contract = meant(
        "path_prefix: \"/{org}\", path_params: { org: OrgId }, users: { path_prefix: \"/users/{user}\",
         get: { method: GET, path: \"/{id}\", path_params: { id: u8 }, responses: { 200: () } } }",
    );
    let route = &contract.routes[0];
    assert_eq!(route.path.as_ref().unwrap().to_string(), "/{org}/users/{user}/{id}");
    assert_eq!(wire_names(&route.params), pairs(&[("org", "org"), ("user", "user"), ("id", "id")]));
}

#[test]
fn a_group_of_nothing_but_a_mount_is_one() {
    let contract = meant("v1: { admin: api::Admin }");
    assert_eq!(contract.mounts[0].name, "v1_admin");
    assert_eq!(contract.mounts[0].operation, "v1.admin");
    // A key of a route with a slip in it is none.
    assert_eq!(checked("get: { metod: GET }").0.mounts.len(), 0);
}

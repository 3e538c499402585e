use super::clash::clash;
use super::rows::{answers, rows, texts};
use super::text::Text;
use super::*;
use crate::route::{Answer, Route, Verb};
use crate::security::Security;

const USERS: &[Route] = &[
    Route::new("Users", "list", Verb::Get, "/").answers(&[Answer::new(200, "application/json")]),
    Route::new("Users", "get", Verb::Get, "/users/{id}")
        .answers(&[Answer::new(200, "application/json"), Answer::empty(401)]),
];
const COMMON: &[Answer] = &[Answer::empty(401), Answer::empty(403)];
const MOUNTS: &[Mount] =
    &[Mount::new("Shop", "users", "/api", COMMON, USERS), Mount::new("Shop", "others", "", &[], USERS)];
const OWN: &[Route] = &[Route::new("Shop", "home", Verb::Get, "/api")];
const ROWS: [Route; 5] =
    rows(OWN, MOUNTS, texts::<200>(MOUNTS).as_str(), answers::<10>(MOUNTS).as_slice(), &[]);

#[test]
fn mounted_routes_have_the_name_and_the_prefix_of_where_they_are() {
    let seen = ROWS.each_ref().map(|route| (route.contract, route.name, route.path));
    assert_eq!(
        seen,
        [
            ("Shop", "home", "/api"),
            ("Shop", "users.list", "/api"),
            ("Shop", "users.get", "/api/users/{id}"),
            ("Shop", "others.list", "/"),
            ("Shop", "others.get", "/users/{id}"),
        ]
    );
}

#[test]
fn common_answers_reach_mounted_routes_that_have_none_of_the_status() {
    let statuses =
        ROWS.each_ref().map(|route| route.answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
    let expected: [&[u16]; 5] = [&[], &[200, 401, 403], &[200, 401, 403], &[200], &[200, 401]];
    assert_eq!(statuses, expected.map(<[u16]>::to_vec));
}

#[test]
fn what_a_route_says_itself_is_not_given_to_it() {
    const INNER: &[Route] = &[
        Route::new("Users", "quiet", Verb::Get, "/"),
        Route::new("Users", "list", Verb::Post, "/")
            .tags(&["own"])
            .security(&[])
            .version("1")
            .operation_id("all"),
    ];
    const GIVEN: Given = Given::NOTHING.tags(&["outer"]).security(&[Security::basic()]).version("2");
    const MOUNTS: &[Mount] = &[Mount::new("Shop", "users", "", &[], INNER).given(GIVEN)];
    const TEXTS: Text<100> = texts(MOUNTS);
    const ROWS: [Route; 2] = rows(&[], MOUNTS, TEXTS.as_str(), &[], &[]);
    let seen =
        ROWS.each_ref().map(|route| (route.operation_id, route.tags, route.security.len(), route.version));
    assert_eq!(
        seen,
        [("users.quiet", &["outer"][..], 1, Some("2")), ("users.all", &["own"][..], 0, Some("1")),]
    );
}

const NOTHING: Size = Size { routes: 0, texts: 0, answers: 0, headers: 0 };
const UNKNOWN: Outline = Outline::new(NOTHING, "", &[]);
/// Of a contract with no more than two mounts.
const NOTHING_KNOWN: Outline = UNKNOWN.mounting(&[], &[mount_at("", &[], &UNKNOWN); 2]);

/// A mount at a place.
const fn mount_at(prefix: &str, params: &'static [&'static str], outline: &'static Outline) -> MountOutline {
    let beginning = Beginning::of(prefix, outline.beginning);
    MountOutline { beginning, params, texts_a_route: 0, answers_a_route: 0, headers_a_route: 0, outline }
}

/// What is told of a route that a mount brings beside another.
fn told((method, path): (Verb, &'static str), (other_method, other): (Verb, &'static str)) -> Option<String> {
    let mounted: &[Route] = vec![Route::new("Shop", "users.other", other_method, other)].leak();
    let rows = vec![Route::new("Shop", "get_user", method, path), mounted[0].clone()].leak();
    let found = clash(rows, 1, &[Mount::new("Shop", "users", "/api", &[], mounted)], &NOTHING_KNOWN, 0);
    found.map(|clash| clash.message().as_str().to_owned())
}

#[test]
fn a_request_that_two_routes_would_answer_is_told() {
    let told = told((Verb::Get, "/api/users/{id}"), (Verb::Get, "/api/users/{id}")).unwrap();
    assert!(told.starts_with("`get_user` and `users.other` both answer `GET /api/users/{id}`"), "{told}");
}

#[test]
fn a_place_with_two_names_is_told() {
    let told = told((Verb::Get, "/api/users/{id}"), (Verb::Post, "/api/users/{user}/posts")).unwrap();
    let expected = "the same place in the path is `{id}` in `get_user` and `{user}` in `users.other`";
    assert!(told.starts_with(expected), "{told}");
}

#[test]
fn paths_that_differ_go_together() {
    for (path, other) in [
        ("/api/users/{id}", "/api/users"),
        ("/api/users/{id}", "/api/users/{id}/posts"),
        ("/api/users/{id}", "/api/users/me"),
        ("/api/users/{id}/posts", "/api/users/{id}/pictures"),
        ("/api", "/api/users"),
    ] {
        assert_eq!(told((Verb::Get, path), (Verb::Get, other)), None, "{path} {other}");
    }
    assert_eq!(told((Verb::Get, "/api/users"), (Verb::Post, "/api/users")), None);
}

#[test]
fn a_path_whose_last_parameter_may_be_left_out_is_two_paths() {
    let clashes = |path: &'static str, other: &'static str, prefix: &'static str| {
        let with = |path| Route::new("Shop", "users.get", Verb::Get, path).last_is_optional();
        let without = |path| Route::new("Shop", "list", Verb::Get, path);
        let found = |own: Route, mounted: Route| {
            let mounted: &[Route] = vec![mounted].leak();
            let rows = vec![own, mounted[0].clone()].leak();
            let mounts = [Mount::new("Shop", "users", prefix, &[], mounted)];
            clash(rows, 1, &mounts, &NOTHING_KNOWN, 0).map(|clash| clash.message().as_str().to_owned())
        };
        [found(with(path), without(other)), found(without(other), with(path))]
    };
    for (path, other, prefix) in [
        ("/api/users/{id}", "/api/users", "/api"),
        ("/{id}", "/", ""),
        ("/a/{*rest}", "/a", ""),
        ("/a/{id}", "/a", "/a"),
    ] {
        for told in clashes(path, other, prefix) {
            let told = told.unwrap_or_else(|| panic!("{path} {other}"));
            assert!(told.contains(&format!("both answer `GET {other}`")), "{told}");
        }
    }
    for (path, other) in
        [("/a/{id}", "/a/b"), ("/a/{id}", "/a/{id}/b"), ("/a/{id}/{c}", "/a"), ("/a/{id}", "/")]
    {
        assert_eq!(clashes(path, other, ""), [None, None], "{path} {other}");
    }
}

#[test]
fn mounts_are_compared_with_each_other() {
    const fn get(path: &'static str) -> Route {
        Route::new("Api", "get", Verb::Get, path)
    }
    let is_clash = |first: (&'static str, &'static [&'static str]),
                    second: (&'static str, &'static [&'static str])| {
        let routes = |paths: &[&'static str]| -> &'static [Route] {
            paths.iter().map(|path| get(path)).collect::<Vec<_>>().leak()
        };
        let mounts =
            [first, second].map(|(prefix, paths)| Mount::new("Shop", "m", prefix, &[], routes(paths)));
        let joined = |prefix: &str, path: &str| {
            if path == "/" { prefix.to_owned() } else { format!("{prefix}{path}") }
        };
        let rows = [first, second]
            .into_iter()
            .flat_map(|(prefix, paths)| paths.iter().map(move |path| get(joined(prefix, path).leak())));
        clash(rows.collect::<Vec<_>>().leak(), 0, &mounts, &NOTHING_KNOWN, 1).is_some()
    };
    assert!(is_clash(("/api", &["/users", "/users/{id}"]), ("/api", &["/users/new", "/users/{id}"])));
    assert!(is_clash(("/api", &["/users", "/user"]), ("/api/user", &["/x", "/"])));
    assert!(is_clash(("/api/{org}", &["/users"]), ("/api", &["/{org}/users"])));
    assert!(is_clash(("/api/{org}", &["/users"]), ("/api", &["/{team}/users"])));
    assert!(is_clash(("", &["/a/{x}"]), ("/a", &["/{y}/z"])));
    assert!(!is_clash(("/api", &["/users", "/users/{id}"]), ("/api", &["/orders", "/orders/{id}"])));
    assert!(!is_clash(("/v1", &["/users"]), ("/v2", &["/users"])));
    let (long, longer) = ("/organizations/members", "/organizations/members2");
    assert!(!is_clash((long, &["/{id}"]), (longer, &["/{id}"])));
    assert!(is_clash((long, &["/{id}"]), (long, &["/{id}"])));
    assert!(!is_clash(("/api", &["/users"]), ("/api", &["/users2"])));
}

#[test]
fn a_parameter_of_the_prefix_that_is_there_once_more_is_told() {
    let told = |path: &'static str, prefix: &'static str| {
        let rows: &[Route] = vec![Route::new("Shop", "users.get", Verb::Get, path)].leak();
        let mounts = [Mount::new("Shop", "users", prefix, &[], rows)];
        clash(rows, 0, &mounts, &NOTHING_KNOWN, 0).map(|clash| clash.message().as_str().to_owned())
    };
    for path in ["/{org}/{id}/users/{id}", "/{org}/{id}/{*id}"] {
        let told = told(path, "/{org}/{id}").unwrap();
        assert!(
            told.starts_with("`{id}` is in the prefix, and once more in the path of `users.get`"),
            "{told}"
        );
    }
    assert_eq!(told("/{org}/{id}/users/{user}", "/{org}/{id}"), None);
    assert_eq!(told("/users/{id}/{id_too}", "/users"), None);
}

#[test]
fn what_begins_otherwise_is_apart() {
    const USERS: Outline = Outline::new(NOTHING, "/users/", &["id"]);
    const USER: Outline = Outline::new(NOTHING, "/user/", &[]);
    const LONG: Outline = Outline::new(NOTHING, "/organizations-of-users/", &[]);
    const LONGER: Outline = Outline::new(NOTHING, "/organizations-of-orders/", &[]);
    const SHOP: Outline = Outline::new(NOTHING, "/", &[]).mounting(
        &[Beginning::of("/users/", ""), Beginning::of("/health/", "")],
        &[
            mount_at("", &[], &USER),
            mount_at("", &[], &USERS),
            mount_at("/v1", &[], &USERS),
            mount_at("/v1", &[], &USER),
            mount_at("/v2", &["id"], &USERS),
            mount_at("/v3", &["org"], &USERS),
            mount_at("/v3", &["user"], &UNKNOWN),
            mount_at("/v4", &[], &LONG),
            mount_at("/v4", &[], &LONGER),
        ],
    );
    let apart = [0, 1, 2, 3, 4, 5, 6, 7, 8].map(|index| SHOP.is_apart(index));
    // The second begins as a route of the contract's own, the fifth repeats a parameter, the seventh may be anywhere below the
    // prefix of the sixth, and the last differs where nobody looks.
    assert_eq!(apart, [true, false, true, true, false, true, false, true, false]);
    assert!(SHOP.may_clash(5, 6) && !SHOP.may_clash(2, 3));
}

#[test]
fn a_parameter_further_below_is_repeated_too() {
    const USERS: Outline = Outline::new(NOTHING, "/users/", &["user"]);
    const ORG: Outline = UNKNOWN.mounting(&[], &[mount_at("/orgs/", &["org"], &USERS)]);
    const SHOP: fn(&'static str) -> Outline =
        |param| UNKNOWN.mounting(&[], vec![mount_at("/", vec![param].leak(), &ORG)].leak());
    assert_eq!(["org", "user", "shop"].map(|param| SHOP(param).is_apart(0)), [false, false, true]);
}

#[test]
fn a_table_has_room_for_what_its_mounts_add() {
    const INNER: Size = Size { routes: 2, texts: 50, answers: 3, headers: 1 };
    const OUTLINE: Outline = Outline::new(INNER, "/", &[]);
    const MOUNT: MountOutline = MountOutline {
        texts_a_route: 10,
        answers_a_route: 2,
        headers_a_route: 1,
        ..mount_at("", &[], &OUTLINE)
    };
    let Size { routes, texts, answers, headers } = OUTLINE.mounting(&[], &[MOUNT, MOUNT]).size;
    assert_eq!((routes, texts, answers, headers), (6, 190, 17, 7));
}

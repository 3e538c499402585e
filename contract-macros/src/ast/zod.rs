//! Reads what a chain of calls of zod or ts-rest builds, and says how it is written in Rust:
//! `z.coerce.number().min(1).default(20)` is `u32 = 20`.

use proc_macro2::{Delimiter, Group, TokenTree};

use super::show::shown;
use super::signs::is_punct;
use crate::words::snake_case;

/// What an unknown schema is made into.
const A_TYPE: &str = "make it a struct or an enum with derives, and write its name";

/// `z.string().min(1)`
pub(super) struct Chain {
    object: String,
    calls: Vec<Call>,
}

/// `.min(1)`, `.type<Order>()`, or the `.coerce` of `z.coerce.number()`
struct Call {
    name: String,
    /// What stands in its angle brackets.
    types: Vec<TokenTree>,
    /// What stands in its parentheses.
    arguments: Vec<TokenTree>,
}

impl Chain {
    /// Reads a chain of at least one call, up to what is none.
    pub(super) fn read(tokens: &[TokenTree]) -> Option<Self> {
        let (TokenTree::Ident(object), mut rest) = tokens.split_first()? else { return None };
        let mut calls = Vec::new();
        while let [dot, TokenTree::Ident(name), after @ ..] = rest
            && is_punct(Some(dot), '.')
        {
            let parentheses = after.iter().position(is_parentheses);
            let (types, after) = match parentheses {
                Some(at) if at == 0 || is_punct(after.first(), '<') => after.split_at(at),
                _ => (&[][..], after),
            };
            let (arguments, after) = match after.split_first() {
                Some((TokenTree::Group(group), after)) if group.delimiter() == Delimiter::Parenthesis => {
                    (inside(group), after)
                }
                _ => (Vec::new(), after),
            };
            let types = types.get(1..types.len().saturating_sub(1)).unwrap_or_default().to_vec();
            calls.push(Call { name: name.to_string(), types, arguments });
            rest = after;
        }
        (!calls.is_empty()).then(|| Self { object: object.to_string(), calls })
    }

    /// What it is called in messages: `z.string`.
    pub(super) fn shown(&self) -> String {
        let first = self.calls.iter().take_while(|call| call.name == "coerce").count() + 1;
        let names = self.calls.iter().take(first).map(|call| call.name.as_str());
        [self.object.as_str()].into_iter().chain(names).collect::<Vec<_>>().join(".")
    }

    /// The fields of the object that it builds, if it builds one, in braces.
    pub(super) fn fields(&self) -> Option<String> {
        self.ty().filter(|ty| ty.starts_with('{'))
    }

    /// What to write instead.
    pub(super) fn help(&self) -> String {
        let Some(ty) = self.ty() else { return self.help_without_type().to_owned() };
        match self.default() {
            Some(default) => format!("write `{ty} = {default}`"),
            None => format!("write `{}`", self.optional(ty)),
        }
    }

    fn help_without_type(&self) -> &'static str {
        let has = |names: &[&str]| self.calls.iter().any(|call| names.contains(&call.name.as_str()));
        if has(&["extend", "merge", "and", "intersection"]) {
            "make it a struct with derives, whose field with the other one is `#[serde(flatten)]`, and write its name"
        } else if has(&["discriminatedUnion"]) {
            "make it an enum with derives and `#[serde(tag = \"…\")]`, and write its name"
        } else if has(&["union", "or"]) {
            "make it an enum with derives and `#[serde(untagged)]`, and write its name"
        } else if has(&["enum", "nativeEnum", "literal"]) {
            "make it an enum with derives, and write its name"
        } else {
            A_TYPE
        }
    }

    fn find(&self, name: &str) -> Option<&Call> {
        self.calls.iter().find(|call| call.name == name)
    }

    /// What it is where it is left out, if that is said.
    fn default(&self) -> Option<String> {
        self.find("default").map(|call| value(&call.arguments))
    }

    fn optional(&self, ty: String) -> String {
        let is_optional = ["optional", "nullable", "nullish"].iter().any(|name| self.find(name).is_some());
        if is_optional { format!("Option<{}>", held(ty)) } else { ty }
    }

    /// The type that it builds, without what makes it optional.
    fn ty(&self) -> Option<String> {
        const OTHERWISE: [&str; 7] = ["extend", "merge", "and", "or", "pick", "omit", "partial"];
        if self.calls.iter().any(|call| OTHERWISE.contains(&call.name.as_str())) {
            return None;
        }
        let is_library = matches!(self.object.as_str(), "z" | "zod" | "c");
        let mut calls = self.calls.iter().skip_while(|call| call.name == "coerce");
        let base = if is_library { self.base(calls.next()?)? } else { type_name(&self.object)? };
        Some(calls.filter(|call| call.name == "array").fold(base, |ty, _| format!("Vec<{}>", held(ty))))
    }

    /// The type that a function of zod or ts-rest builds.
    fn base(&self, call: &Call) -> Option<String> {
        let built = match call.name.as_str() {
            "string" => "String",
            "number" => self.number(),
            "int" | "bigint" => "i64",
            "boolean" => "bool",
            "any" | "unknown" => "serde_json::Value",
            "object" => return Some(object(&call.arguments).unwrap_or_else(|| "{ field: Type }".to_owned())),
            "noBody" | "null" | "undefined" | "void" => "()",
            "array" => return Some(format!("Vec<{}>", inner(&call.arguments))),
            "record" | "map" => return Some(format!("HashMap<String, {}>", inner(&call.arguments))),
            "type" => return typescript_type(&call.types),
            "instanceof" | "custom" => {
                let named = call.types.iter().chain(&call.arguments).any(|name| name.to_string() == "File");
                return named.then(|| "contract_runtime::File".to_owned());
            }
            "otherResponse" => return Some(other_response(&call.arguments)),
            _ => return None,
        };
        Some(built.to_owned())
    }

    /// The type of a number, by what else is said of it.
    fn number(&self) -> &'static str {
        let default = self.find("default").map(|call| shown(&call.arguments));
        let is_whole = |text: &String| text.trim_start_matches('-').parse::<u64>().is_ok();
        if self.find("int").is_none() && !default.as_ref().is_some_and(is_whole) {
            return "f64";
        }
        let least = self.find("min").map(|call| shown(&call.arguments));
        let said = default.into_iter().chain(least).collect::<Vec<_>>();
        let is_signed = said.iter().any(|text| text.starts_with('-'));
        let is_unsigned =
            !said.is_empty() || ["nonnegative", "positive"].iter().any(|name| self.find(name).is_some());
        if is_unsigned && !is_signed { "u32" } else { "i64" }
    }
}

/// The type of a schema that is an argument, or the last of several.
fn inner(arguments: &[TokenTree]) -> String {
    let last = arguments.split(|token| is_punct(Some(token), ',')).rfind(|one| !one.is_empty());
    let ty = match last {
        Some([TokenTree::Ident(name)]) => type_name(&name.to_string()),
        Some(tokens) => Chain::read(tokens).and_then(|chain| Some(chain.optional(chain.ty()?))),
        None => None,
    };
    ty.map_or_else(|| "Type".to_owned(), held)
}

/// A type as it stands in another one, where an object would have to be a struct.
fn held(ty: String) -> String {
    if ty.contains('{') { "Type".to_owned() } else { ty }
}

/// The most that is said of an object's fields in a message.
const LONGEST_OBJECT: usize = 120;

/// `{ title: z.string(), pageSize: z.number().default(20) }` as it stands in a contract.
fn object(arguments: &[TokenTree]) -> Option<String> {
    let [TokenTree::Group(object), ..] = arguments else { return None };
    let inside = inside(object);
    let entries = inside.split(|token| is_punct(Some(token), ',')).filter(|entry| !entry.is_empty());
    in_braces(entries.map(field))
}

fn in_braces(fields: impl Iterator<Item = Option<String>>) -> Option<String> {
    let fields = fields.collect::<Option<Vec<_>>>()?;
    let text = format!("{{ {} }}", fields.join(", "));
    (!fields.is_empty() && text.len() <= LONGEST_OBJECT).then_some(text)
}

/// `note?: string` as `note: Option<String>`
fn typescript_field(entry: &[TokenTree]) -> Option<String> {
    let (name, rest) = entry.split_first()?;
    let is_optional = is_punct(rest.first(), '?');
    let rest = if is_optional { rest.get(1..)? } else { rest };
    let (colon, ty) = rest.split_first()?;
    let ty = typescript_type(ty).map_or_else(|| "Type".to_owned(), held);
    let ty = if is_optional { format!("Option<{ty}>") } else { ty };
    is_punct(Some(colon), ':').then_some(())?;
    Some(format!("{}: {ty}", field_name(name)?))
}

/// The name of a field, in quotes where Rust would spell it otherwise.
fn field_name(name: &TokenTree) -> Option<String> {
    match name {
        TokenTree::Ident(name) => {
            let name = name.to_string();
            Some(if snake_case(&name) == name { name } else { format!("\"{name}\"") })
        }
        TokenTree::Literal(name) => Some(name.to_string()),
        _ => None,
    }
}

/// `pageSize: z.number().default(20)` as `"pageSize": u32 = 20`
fn field(entry: &[TokenTree]) -> Option<String> {
    let [name, colon, schema @ ..] = entry else { return None };
    if !is_punct(Some(colon), ':') {
        return None;
    }
    let name = field_name(name)?;
    let ty = match Chain::read(schema).and_then(|chain| chain.default()) {
        // What has a default need not be optional.
        Some(default) => format!("{} = {default}", without_option(&inner(schema))),
        None => inner(schema),
    };
    Some(format!("{name}: {ty}"))
}

fn without_option(ty: &str) -> &str {
    ty.strip_prefix("Option<").and_then(|ty| ty.strip_suffix('>')).unwrap_or(ty)
}

/// A name that a type can have.
fn type_name(name: &str) -> Option<String> {
    name.starts_with(char::is_uppercase).then(|| name.to_owned())
}

/// `string`, `Order`, `Order[]`, `{ id: number; note?: string }`
fn typescript_type(tokens: &[TokenTree]) -> Option<String> {
    match tokens {
        [TokenTree::Ident(name)] if name == "File" => Some("contract_runtime::File".to_owned()),
        [TokenTree::Group(object)] if object.delimiter() == Delimiter::Brace => {
            let inside = inside(object);
            let is_end = |token: &TokenTree| is_punct(Some(token), ',') || is_punct(Some(token), ';');
            in_braces(inside.split(is_end).filter(|entry| !entry.is_empty()).map(typescript_field))
        }
        [TokenTree::Ident(name)] => {
            let name = name.to_string();
            // The help of a number alone names two types.
            let primitive = primitive_name(&name).map(|name| name.split('`').next().unwrap_or(name));
            primitive.map(str::to_owned).or_else(|| type_name(&name))
        }
        [element @ .., TokenTree::Group(brackets)] if brackets.stream().is_empty() => {
            typescript_type(element).map(|element| format!("Vec<{}>", held(element)))
        }
        _ => None,
    }
}

/// `{ contentType: "text/csv", … }` as a media type and what is sent under it.
fn other_response(arguments: &[TokenTree]) -> String {
    let inside: Vec<TokenTree> = match arguments {
        [TokenTree::Group(object), ..] => inside(object),
        _ => Vec::new(),
    };
    let media = inside.windows(3).find_map(|entry| match entry {
        [TokenTree::Ident(key), _, TokenTree::Literal(media)] if key == "contentType" => {
            Some(media.to_string())
        }
        _ => None,
    });
    let media = media.unwrap_or_else(|| "\"text/csv\"".to_owned());
    let ty = if media.contains("json") {
        "Type"
    } else if media.starts_with("\"text/") {
        "String"
    } else {
        "contract_runtime::Bytes"
    };
    format!("{media} => {ty}")
}

/// The Rust type for a type of TypeScript's own.
pub(super) fn primitive_name(typescript: &str) -> Option<&'static str> {
    Some(match typescript {
        "string" => "String",
        "number" => "f64`, or an integer type such as `u32",
        "boolean" => "bool",
        "bigint" => "i64",
        "any" | "unknown" => "serde_json::Value",
        "null" | "undefined" | "void" => "()",
        _ => return None,
    })
}

/// A value of TypeScript's, where it is written alike in Rust.
fn value(tokens: &[TokenTree]) -> String {
    match tokens {
        [TokenTree::Group(brackets)] if brackets.stream().is_empty() && shown(tokens) == "[]" => {
            "Vec::new()".to_owned()
        }
        [TokenTree::Literal(_)] => shown(tokens),
        [minus, TokenTree::Literal(_)] if is_punct(Some(minus), '-') => shown(tokens),
        [TokenTree::Ident(word)] if word == "true" || word == "false" => word.to_string(),
        _ => "…".to_owned(),
    }
}

fn is_parentheses(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis)
}

pub(super) fn inside(group: &Group) -> Vec<TokenTree> {
    group.stream().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn help(source: &str) -> String {
        let tokens: proc_macro2::TokenStream = source.parse().unwrap();
        Chain::read(&tokens.into_iter().collect::<Vec<_>>()).unwrap().help()
    }

    #[test]
    fn what_is_built_is_said_in_rust() {
        for (zod, rust) in [
            ("z.string().min(1).email()", "String"),
            ("z.string().array().optional()", "Option<Vec<String>>"),
            ("z.number()", "f64"),
            ("z.number().int()", "i64"),
            ("z.number().int().nonnegative()", "u32"),
            ("z.coerce.number().min(1).optional().default(20)", "u32 = 20"),
            ("z.number().int().default(-1)", "i64 = -1"),
            ("z.number().default(0.5)", "f64 = 0.5"),
            ("z.boolean().default(true)", "bool = true"),
            ("z.string().default(\"en\")", "String = \"en\""),
            ("z.string().array().default([])", "Vec<String> = Vec::new()"),
            ("z.string().default(LANGUAGE)", "String = …"),
            (
                "z.object({ title: z.string(), pageSize: z.number().optional().default(20), \"x-b\": Order }).strict()",
                "{ title: String, \"pageSize\": u32 = 20, \"x-b\": Order }",
            ),
            ("z.object({ ...base })", "{ field: Type }"),
            ("z.object({ a: z.string() }).array().optional()", "Option<Vec<Type>>"),
            ("c.type<{ a: string }[]>()", "Vec<Type>"),
            ("z.array(Order)", "Vec<Order>"),
            ("z.array(z.string().nullable())", "Vec<Option<String>>"),
            ("z.array(z.object({ a: z.string() }))", "Vec<Type>"),
            ("z.record(z.string(), Order)", "HashMap<String, Order>"),
            ("Order.array()", "Vec<Order>"),
            ("Order.strict().optional()", "Option<Order>"),
            ("c.type<Order>()", "Order"),
            ("c.type<string[]>()", "Vec<String>"),
            (
                "c.type<{ photo: File; pageSize?: number, tags: string[] }>()",
                "{ photo: contract_runtime::File, \"pageSize\": Option<f64>, tags: Vec<String> }",
            ),
            ("z.object({ photo: z.instanceof(File) })", "{ photo: contract_runtime::File }"),
            ("c.otherResponse({ contentType: \"text/html\", body: z.string() })", "\"text/html\" => String"),
            (
                "c.otherResponse({ contentType: \"image/png\", body: c.type<Blob>() })",
                "\"image/png\" => contract_runtime::Bytes",
            ),
            (
                "c.otherResponse({ contentType: \"application/vnd.api+json\", body: Order })",
                "\"application/vnd.api+json\" => Type",
            ),
        ] {
            assert_eq!(help(zod), format!("write `{rust}`"), "{zod}");
        }
    }

    #[test]
    fn what_has_no_short_form_is_told_which_attribute_makes_it() {
        for (zod, told) in [
            ("z.enum([\"a\", \"b\"])", "an enum with derives, and"),
            ("z.union([A, B])", "`#[serde(untagged)]`"),
            ("A.or(B)", "`#[serde(untagged)]`"),
            ("z.discriminatedUnion(\"type\", [A, B])", "`#[serde(tag = \"…\")]`"),
            ("A.extend({ b: z.string() })", "`#[serde(flatten)]`"),
            ("z.tuple([A, B])", "a struct or an enum with derives"),
            ("schema.parse(A)", "a struct or an enum with derives"),
        ] {
            assert!(help(zod).contains(told), "{zod}: {}", help(zod));
        }
    }
}

//! The contracts that a contract mounts.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;

use super::scope::Scope;
use super::spans::generated_at;
use super::{docs, rows};
use crate::ast::unraw;
use crate::errors::At;
use crate::model::{FixedHeader, Headers, Mount, RoutePath};
use crate::names::{ContractNames, MountNames};

/// The mounts whose contracts are known.
fn known<'a>(scope: &Scope<'a>) -> impl Iterator<Item = (&'a Mount, &'a Path)> {
    scope.contract.mounts.iter().filter_map(|mount| Some((mount, mount.contract.as_ref()?)))
}

/// Whether nothing mounts this contract that is known.
pub(super) fn is_unknown(scope: &Scope<'_>, path: &Path) -> bool {
    let text = docs::path(path);
    known(scope).all(|(_, other)| docs::path(other) != text)
}

/// The names of what is imported are all where the path ends: of names that are apart, the compiler would underline
/// everything between.
pub(super) fn names(scope: &Scope<'_>, mount: &Mount) -> MountNames {
    let last = mount.contract.as_ref().and_then(|path| path.segments.last());
    MountNames::new(&scope.contract.name, &mount.ty, last.map_or(mount.name.span(), |last| last.ident.span()))
}

/// Brings in the mounted contracts.
///
/// One import a mount, and nothing else that would name it: of a contract that is not there the compiler complains once
/// for an import, and of what was imported in vain it stays silent.
pub(super) fn imports(scope: &Scope<'_>) -> TokenStream {
    let quiet = &scope.lints.none;
    let import = |(mount, path): (&Mount, &Path)| {
        let api = &path.segments.last()?.ident;
        let parents = path.segments.iter().map(|segment| &segment.ident).take(path.segments.len() - 1);
        let colon = path.leading_colon;
        let ContractNames { mut contract, mut events, .. } = ContractNames::new(api);
        contract.set_span(api.span());
        events.set_span(api.span());
        let as_names = names(scope, mount);
        let (api_name, contract_name, events_name) = (as_names.api, as_names.contract, as_names.events);
        Some(quote_spanned! {generated_at(api.span())=>
            #quiet
            use #colon #(#parents::)* {
                #api as #api_name, #contract as #contract_name, #events as #events_name
            };
        })
    };
    known(scope).filter_map(import).collect()
}

/// What the trait has for each mount: the type that implements it, and a function that makes one.
pub(super) fn implementations(scope: &Scope<'_>) -> TokenStream {
    let item = |mount: &Mount| {
        let (name, ty) = (&mount.name, &mount.ty);
        let span = generated_at(name.span());
        let Some(path) = &mount.contract else {
            let ty_item = mount.has_type.then(|| quote_spanned!(span=> type #ty;));
            let unknown = scope.unknown();
            let method = quote_spanned!(span=> fn #name(&self) -> #unknown { ::core::panic!() });
            let method = mount.has_method.then_some(method);
            return quote!(#ty_item #method);
        };
        let api = names(scope, mount).api;
        let contract = docs::path(path);
        let ty_doc = docs::after(
            format!("What serves [`{contract}`], mounted as `{}`.", mount.operation),
            &mount.docs,
        );
        let doc = docs::line(format!(
            "The implementation of [`{contract}`]: asked for once, when the router is built."
        ));
        quote_spanned! {span=>
            #ty_doc
            type #ty: #api;
            #doc
            fn #name(&self) -> Self::#ty;
        }
    };
    let open_types = scope.contract.open_types.iter().map(|ty| quote!(type #ty;));
    scope.contract.mounts.iter().map(item).chain(open_types).collect()
}

/// What the table of a contract has that mounts others: what they are, and its own rows with theirs. Nothing where it mounts none.
pub(super) fn table(scope: &Scope<'_>) -> Option<TokenStream> {
    known(scope).next()?;
    let (rt, contract) = (&scope.short_rt, &scope.names.contract);
    let name = unraw(&scope.contract.name);
    let version = scope.version();
    let mounts = known(scope).map(|(mount, _)| {
        let (mounted, prefix, operation) =
            (names(scope, mount).contract, prefix(&mount.prefix), &mount.operation);
        let common = mount.common.iter().map(|answer| rows::answer_row(scope, None, answer));
        let said: TokenStream =
            version.iter().cloned().chain([scope.described(&mount.inherited)]).collect();
        let given = (!said.is_empty()).then(|| quote!(.given(#rt::mounts::Given::NOTHING #said)));
        let headers = rows::headers_call(scope, &mount.headers.read, &mount.headers.fixed);
        quote! {
            #rt::mounts::Mount::new(#name, #operation, #prefix, &[#(#common),*], <#mounted as #rt::mounts::Table<__Asked>>::ALL)
                #given #headers
        }
    });
    let size = quote!(#rt::mounts::size::<#contract>());
    Some(quote! {
        const MOUNTS: &'static [#rt::mounts::Mount] = &[#(#mounts),*];
        const ALL: &'static [#rt::Route] = &#rt::mounts::joined::<
            Self, __Asked, { #size.routes }, { #size.texts }, { #size.answers }, { #size.headers },
        >();
    })
}

/// What makes the compiler ask no implementation for anything, where a mount is unknown, or may be one: its type is in the trait, for those that
/// have it already, but those that don't must not be asked for it, and a type has no default.
///
/// Of a trait whose implementations are in conflict the compiler does not ask whether they are complete, and of a conflict between
/// types that it has complained of it says nothing.
pub(super) fn nothing_asked_for(scope: &Scope<'_>) -> Option<TokenStream> {
    let (contract, unknown) = (&scope.contract.name, scope.unknown());
    let is_unknown = |mount: &Mount| mount.contract.is_none() && mount.has_type;
    let is_open = scope.contract.mounts.iter().any(is_unknown) || !scope.contract.open_types.is_empty();
    is_open.then(|| {
        quote! {
            impl #contract for #unknown {}
            impl #contract for #unknown {}
        }
    })
}

/// What is known of the mounts without a look at the mounted routes, one each.
pub(super) fn outlines(scope: &Scope<'_>) -> Vec<TokenStream> {
    let rt = &scope.short_rt;
    let outline = |(mount, _): (&Mount, &Path)| {
        let mounted = names(scope, mount).contract;
        let mounted = quote!(<#mounted as #rt::mounts::Table<__Asked>>::OUTLINE);
        let below = mount.prefix.below(&scope.contract.path_prefix);
        // What is behind a parameter is not compared.
        let beginning = if below.parameters().next().is_some() {
            let beginning = below.beginning();
            quote!(#rt::mounts::Beginning::of(#beginning, ""))
        } else {
            let below = prefix(&below);
            quote!(#rt::mounts::Beginning::of(#below, #mounted.beginning))
        };
        let params = mount.prefix.parameters();
        // The name goes into the route's and into its operation id, each with a dot.
        let texts = 2 * (mount.operation.len() + 1) + prefix(&mount.prefix).len();
        let (answers, headers) = (mount.common.len(), mount.headers.read.len() + mount.headers.fixed.len());
        quote! {
            #rt::mounts::MountOutline {
                beginning: #beginning,
                params: &[#(#params),*],
                texts_a_route: #texts,
                answers_a_route: #answers,
                headers_a_route: #headers,
                outline: &#mounted,
            }
        }
    };
    known(scope).map(outline).collect()
}

/// As it stands before the path of a mounted route.
fn prefix(path: &RoutePath) -> String {
    if path.segments.is_empty() { String::new() } else { path.to_string() }
}

/// The proof, one a mount, that its routes and those before it can be in one router.
pub(super) fn assertions(scope: &Scope<'_>) -> TokenStream {
    let (rt, contract) = (&scope.rt, &scope.names.contract);
    let assertion = |(index, (_, path)): (usize, (&Mount, &Path))| {
        // By a name alone: what is called by a path is told where that begins, which is the whole contract.
        let check = quote_spanned!(generated_at(At::all(path).span())=> no_clash::<#contract>(#index));
        quote! {
            // Many routes take many steps to compare.
            #[allow(long_running_const_eval)]
            const _: () = {
                use #rt::mounts::no_clash;
                #check
            };
        }
    };
    known(scope).enumerate().map(assertion).collect()
}

/// Statements that give the mounted routes to what serves them, after the contract's own.
pub(super) fn serve(scope: &Scope<'_>, api: &Ident, endpoints: &Ident) -> TokenStream {
    let contract = &scope.contract.name;
    let rt = &scope.rt;
    let serve = |(mount, _): (&Mount, &Path)| {
        let (mounted, name) = (names(scope, mount).contract, &mount.name);
        let serve = quote!(#mounted::__serve(<T as #contract>::#name(&#api), #endpoints););
        let params = mount.params.iter().filter_map(|param| {
            let (ty, name) = (scope.field(&param.ty), &param.wire);
            let (from_text, to_text) = (scope.codec(&ty, "from_text")?, scope.codec(&ty, "to_text")?);
            let text = quote!(|part| #rt::same_text(#from_text, #to_text, part));
            Some(quote!(#rt::PrefixParam { name: #name, text: #text }))
        });
        let (params, headers): (Vec<TokenStream>, _) =
            (params.collect(), header_checks(scope, &mount.headers));
        if params.is_empty() && headers.is_empty() {
            return serve;
        }
        quote!(#endpoints.below(&[#(#params),*], &[#(#headers),*], |#endpoints| { #serve });)
    };
    known(scope).map(serve).collect()
}

/// The headers that are asked of the mounted routes too, which know nothing of them.
fn header_checks(scope: &Scope<'_>, headers: &Headers) -> Vec<TokenStream> {
    let rt = &scope.rt;
    let read = headers.read.iter().filter_map(|field| {
        let wire = &field.wire;
        // With a default it is read as an `Option`: where it is left out, nothing is wrong.
        let (from_text, _) = scope.read_from_text(field)?;
        Some(quote!(#rt::HeaderCheck::read(#wire, |part| #from_text(part).map(|_| ()))))
    });
    let fixed = headers.fixed.iter().map(|header| {
        let FixedHeader { wire, value } = header;
        quote!(#rt::HeaderCheck::fixed(#wire, #value))
    });
    read.chain(fixed).collect()
}

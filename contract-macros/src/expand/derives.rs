//! What the contract's `derive` adds to the generated types.
//!
//! The derives of the standard library are written out, each with a bound a type: where a type lacks what is asked for, none of
//! the generated ones complains, and the type is told of once, by [`asked`]. Other derives are handed to the compiler.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Path;

use super::repeated::Repeated;
use super::ty::{Known, Ty};
use crate::ast::unraw;

/// A derive of the standard library.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standard {
    Clone,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
}

impl Standard {
    /// The derive that a path names, unless it is somebody else's.
    fn named(path: &Path) -> Option<Self> {
        let names: Vec<String> = path.segments.iter().map(|segment| unraw(&segment.ident)).collect();
        let (last, before) = names.split_last()?;
        if !before.is_empty() && before.first().is_none_or(|first| first != "std" && first != "core") {
            return None;
        }
        Some(match last.as_str() {
            "Clone" => Self::Clone,
            "PartialEq" => Self::PartialEq,
            "Eq" => Self::Eq,
            "PartialOrd" => Self::PartialOrd,
            "Ord" => Self::Ord,
            "Hash" => Self::Hash,
            _ => return None,
        })
    }

    /// The trait that is implemented.
    fn implemented(self) -> TokenStream {
        match self {
            Self::Clone => quote!(::core::clone::Clone),
            Self::PartialEq => quote!(::core::cmp::PartialEq),
            Self::Eq => quote!(::core::cmp::Eq),
            Self::PartialOrd => quote!(::core::cmp::PartialOrd),
            Self::Ord => quote!(::core::cmp::Ord),
            Self::Hash => quote!(::core::hash::Hash),
        }
    }

    /// The runtime's trait that stands for it in bounds, and its function that asks for it.
    fn bound(self) -> (Ident, Ident) {
        let (bound, asks) = match self {
            Self::Clone => ("Cloned", "is_clone"),
            Self::PartialEq => ("Compared", "is_partial_eq"),
            Self::Eq => ("Equal", "is_eq"),
            Self::PartialOrd => ("Ranked", "is_partial_ord"),
            Self::Ord => ("Ordered", "is_ord"),
            Self::Hash => ("Hashed", "is_hash"),
        };
        (Ident::new(bound, Span::call_site()), Ident::new(asks, Span::call_site()))
    }
}

/// A generated type, as what is derived on it takes it apart: a struct is one shape.
pub(super) struct Shape<'a> {
    /// What makes it and matches it: `Self`, or `Self::Created`.
    pub(super) path: TokenStream,
    pub(super) parts: Parts<'a>,
}

/// What a shape holds.
pub(super) enum Parts<'a> {
    Nothing,
    One(&'a Ty),
    Named(Vec<(&'a Ident, &'a Ty)>),
}

impl Shape<'_> {
    /// The types of its parts.
    pub(super) fn types(&self) -> Vec<&Ty> {
        match &self.parts {
            Parts::Nothing => Vec::new(),
            Parts::One(ty) => vec![ty],
            Parts::Named(fields) => fields.iter().map(|(_, ty)| *ty).collect(),
        }
    }

    /// The locals that its parts are bound to.
    fn locals(&self, prefix: &str) -> Vec<Ident> {
        (0..self.types().len()).map(|index| format_ident!("{prefix}_{index}")).collect()
    }

    /// It, with these in the place of its parts: a pattern, or an expression.
    fn with<T: quote::ToTokens>(&self, values: &[T]) -> TokenStream {
        let path = &self.path;
        match &self.parts {
            Parts::Nothing => quote!(#path {}),
            Parts::One(_) => quote!(#path(#(#values),*)),
            Parts::Named(fields) => {
                let names = fields.iter().map(|(name, _)| name);
                quote!(#path { #(#names: #values),* })
            }
        }
    }
}

/// The attribute for those derives that are not of the standard library.
pub(super) fn attribute(derives: &[Path]) -> Option<TokenStream> {
    let mut others = derives.iter().filter(|path| Standard::named(path).is_none()).peekable();
    others.peek()?;
    Some(quote!(#[derive(#(#others),*)]))
}

/// The derives of the standard library on a generated type.
pub(super) fn implementations(
    rt: &Ident,
    derives: &[Path],
    name: &Ident,
    shapes: &[Shape<'_>],
) -> TokenStream {
    let standard = derives.iter().filter_map(Standard::named);
    let implementation = |derive: Standard| {
        let (implemented, (bound, _)) = (derive.implemented(), derive.bound());
        let types = shapes.iter().flat_map(Shape::types);
        let body = body(rt, derive, shapes);
        quote! {
            #[automatically_derived]
            impl #implemented for #name where #(for<'a> #types: #rt::derived::#bound<'a>,)* { #body }
        }
    };
    standard.map(implementation).collect()
}

/// What asks a type, once, for the derives of the standard library.
pub(super) fn asked(rt: &Repeated, derives: &[Path], known: &Known) -> TokenStream {
    let ty = &known.tokens;
    let standard = derives.iter().filter_map(Standard::named);
    let ask = |derive: Standard| {
        let (_, asks) = derive.bound();
        let call = quote_spanned!(known.span=> #rt::derived::#asks::<#ty>());
        quote!(const _: () = #call;)
    };
    standard.map(ask).collect()
}

fn body(rt: &Ident, derive: Standard, shapes: &[Shape<'_>]) -> TokenStream {
    match derive {
        Standard::Clone => {
            let value = each(shapes, |shape, locals| {
                let values: Vec<_> =
                    locals.iter().map(|local| quote!(::core::clone::Clone::clone(#local))).collect();
                shape.with(&values)
            });
            quote!(fn clone(&self) -> Self { #value })
        }
        Standard::Hash => {
            let fields = each(shapes, |_, locals| quote!({ #(::core::hash::Hash::hash(#locals, state);)* }));
            let discriminant = (shapes.len() > 1)
                .then(|| quote!(::core::hash::Hash::hash(&::core::mem::discriminant(self), state);));
            quote! {
                fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                    #discriminant
                    #fields
                }
            }
        }
        Standard::Eq => TokenStream::new(),
        Standard::PartialEq => {
            let value = both(
                shapes,
                |own, others| quote!(true #(&& ::core::cmp::PartialEq::eq(#own, #others))*),
                &quote!(false),
            );
            quote!(fn eq(&self, other: &Self) -> ::core::primitive::bool { #value })
        }
        Standard::PartialOrd => {
            let equal = quote!(#rt::Some(::core::cmp::Ordering::Equal));
            let value = order(&quote!(::core::cmp::PartialOrd::partial_cmp), &equal, shapes);
            quote!(fn partial_cmp(&self, other: &Self) -> #rt::Option<::core::cmp::Ordering> { #value })
        }
        Standard::Ord => {
            let value = order(&quote!(::core::cmp::Ord::cmp), &quote!(::core::cmp::Ordering::Equal), shapes);
            quote!(fn cmp(&self, other: &Self) -> ::core::cmp::Ordering { #value })
        }
    }
}

/// What is said of each shape.
fn each(shapes: &[Shape<'_>], arm: impl Fn(&Shape<'_>, &[Ident]) -> TokenStream) -> TokenStream {
    // Of a reference the compiler does not know that there is nothing behind it.
    if shapes.is_empty() {
        return quote!(match *self {});
    }
    let arms = shapes.iter().map(|shape| {
        let locals = shape.locals("held");
        let (pattern, value) = (shape.with(&locals), arm(shape, &locals));
        quote!(#pattern => #value,)
    });
    quote!(match self { #(#arms)* })
}

/// What is said of two of one shape, and of two of different shapes.
fn both(
    shapes: &[Shape<'_>],
    alike: impl Fn(&[Ident], &[Ident]) -> TokenStream,
    unlike: &TokenStream,
) -> TokenStream {
    if shapes.is_empty() {
        return quote!(match *self {});
    }
    let arms = shapes.iter().map(|shape| {
        let (own, others) = (shape.locals("own"), shape.locals("other"));
        let (left, right, value) = (shape.with(&own), shape.with(&others), alike(&own, &others));
        quote!((#left, #right) => #value,)
    });
    let unlike = (shapes.len() > 1).then(|| quote!(_ => #unlike,));
    quote!(match (self, other) { #(#arms)* #unlike })
}

/// The order of two: that of their variants, and within one that of their parts, the first that differs.
fn order(compare: &TokenStream, equal: &TokenStream, shapes: &[Shape<'_>]) -> TokenStream {
    let alike = |own: &[Ident], others: &[Ident]| quote!({ #(let order = #compare(#own, #others); if order != #equal { return order; })* #equal });
    let value = both(shapes, alike, &quote!(#compare(&place(self), &place(other))));
    if shapes.len() < 2 {
        return value;
    }
    let (paths, places) = (shapes.iter().map(|shape| &shape.path), 0..shapes.len());
    quote! {
        let place = |of: &Self| match of { #(#paths { .. } => #places,)* };
        #value
    }
}

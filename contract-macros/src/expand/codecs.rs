//! The codecs of a contract, through which alone generated code does anything with a user's type. A type that goes over the
//! wire as it is has one for that.
//!
//! A codec asks for no derives: the expansion does, once, so that a type without them earns one error, where it is first written,
//! however often it is used. `Vec<Order>`, `Option<Order>` and `Patch<Order>` count as `Order`.

use std::rc::Rc;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::{Expr, ExprLit, Lit, Path};

use super::derives;
use super::repeated::Repeated;
use super::spans::generated_at;
use super::ty::{Coding, Derives, Known};
use crate::names;

/// What a value can be looked at as.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// What can be shown.
    Shown,
    /// The body of an answer, in JSON.
    Body,
    /// A header of an answer.
    Header,
}

impl View {
    /// The function in codecs that gives it.
    pub(super) fn function(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Body => "body",
            Self::Header => "header",
        }
    }

    /// What is seen.
    fn seen(self, rt: &Ident) -> TokenStream {
        match self {
            Self::Shown => quote!(::core::fmt::Debug),
            Self::Body => quote!(#rt::answered::JsonBody),
            Self::Header => quote!(#rt::answered::HeaderTexts),
        }
    }

    /// The function of the expansion that gives it for the type number `index`.
    fn name(self, index: usize) -> Ident {
        format_ident!("{}_{index}", self.function())
    }
}

/// The codecs that the items of an expansion have asked for.
#[derive(Default)]
pub(super) struct Codecs {
    types: Vec<Known>,
    /// What implementations look at values through, each once: the index of a type, and one of its codec's functions.
    views: Vec<(usize, View)>,
    /// The types of fields that may be left out only where they are optional, and so are to be no `Patch` by another name.
    fields: Vec<Known>,
    /// The types that are to have the contract's derives.
    derived: Vec<Known>,
    defaults: Vec<FieldDefault>,
}

/// What a field is where a request leaves it out.
struct FieldDefault {
    value: Rc<Expr>,
    /// The function that makes it: outside of all other code, so that nothing but what the user sees is in scope.
    function: TokenStream,
    /// The function by which serde reads the field, where it is one of an object.
    reader: Option<TokenStream>,
}

impl Codecs {
    /// An expression for one of the functions in the codec of a type.
    pub(super) fn read(&mut self, rt: &Ident, codecs: &Ident, known: &Known, function: &str) -> TokenStream {
        let index = self.index(known);
        let function = Ident::new(function, Span::call_site());
        if known.coding == Coding::Serde {
            let ty = &known.tokens;
            return quote!(#rt::Codec::<#ty>::#function);
        }
        // A constant, so that of all the functions in the codec only this one is compiled.
        let codec = names::codec(index, Span::call_site());
        quote!(const { #codecs::#codec.#function })
    }

    /// A function that looks at a value of a type, to be called in implementations. It is one name, however often it is called,
    /// where the codec's own takes the compiler long to find each time.
    pub(super) fn view(&mut self, rt: &Ident, codecs: &Ident, known: &Known, view: View) -> TokenStream {
        if known.coding != Coding::Serde {
            return self.read(rt, codecs, known, view.function());
        }
        let asked = (self.index(known), view);
        if !self.views.contains(&asked) {
            self.views.push(asked);
        }
        view.name(asked.0).into_token_stream()
    }

    /// The functions that look at values.
    pub(super) fn views(&self, rt: &Ident) -> TokenStream {
        let function = |(index, view): &(usize, View)| {
            let ty = &self.types.get(*index)?.tokens;
            let (name, seen) = (view.name(*index), view.seen(rt));
            let function = Ident::new(view.function(), Span::call_site());
            Some(quote! {
                fn #name<'a>(value: &'a #ty) -> &'a dyn #seen { #rt::Codec::<#ty>::#function(value) }
            })
        };
        self.views.iter().filter_map(function).collect()
    }

    /// The name of the function that makes a default.
    pub(super) fn default(&mut self, known: &Known, default: &Rc<Expr>) -> Ident {
        names::default(self.default_index(known, default))
    }

    /// The name of the function by which serde reads a field with a default.
    pub(super) fn reader(&mut self, rt: &Repeated, known: &Known, default: &Rc<Expr>) -> Ident {
        let index = self.default_index(known, default);
        let (name, make, ty) = (names::reader(index), names::default(index), &known.tokens);
        if let Some(default) = self.defaults.get_mut(index) {
            // The lifetime in the bound makes of it one that is taken as given, as in the derives that call this.
            default.reader = Some(quote! {
                fn #name<'de, __D: #rt::serde::Deserializer<'de>>(from: __D) -> #rt::Result<#ty, __D::Error>
                where
                    for<'a> #ty: #rt::OnWire<'a>,
                {
                    #rt::read_or_default(from, Self::#make)
                }
            });
        }
        name
    }

    fn default_index(&mut self, known: &Known, default: &Rc<Expr>) -> usize {
        let known_at = self.defaults.iter().position(|other| Rc::ptr_eq(&other.value, default));
        if let Some(index) = known_at {
            return index;
        }
        let name = names::default(self.defaults.len());
        let ty = &known.tokens;
        let value = &**default;
        let value = match value {
            // The way from a literal to a `String`, which needs no saying.
            Expr::Lit(ExprLit { lit: Lit::Str(_), .. }) if known.is_called(&["String"]) => {
                quote!(::core::convert::From::from(#value))
            }
            _ => quote!(#value),
        };
        let function = quote!(fn #name() -> #ty { #value });
        self.defaults.push(FieldDefault { value: Rc::clone(default), function, reader: None });
        self.defaults.len() - 1
    }

    /// Asks the type of a field that is not written as a `Patch` not to be one.
    pub(super) fn field(&mut self, known: &Known) {
        if matches!(known.derives, Derives::Own) {
            add(&mut self.fields, known);
        }
    }

    /// Asks a type for what its codec needs.
    pub(super) fn ask(&mut self, known: &Known) {
        self.index(known);
    }

    /// Asks a type for the contract's derives: the one that it holds, if that has them for it.
    pub(super) fn derived(&mut self, known: &Known) {
        match &known.derives {
            Derives::Of(element) => self.derived(element),
            Derives::OfFields => {}
            Derives::Own => add(&mut self.derived, known),
        }
    }

    fn index(&mut self, known: &Known) -> usize {
        let known_at =
            self.types.iter().position(|other| other.coding == known.coding && other.text == known.text);
        if let Some(index) = known_at {
            return index;
        }
        if let Derives::Of(element) = &known.derives {
            self.index(element);
        }
        self.types.push(known.clone());
        self.types.len() - 1
    }

    /// The type that holds the codecs, called `codecs`; `asked` are the contract's derives.
    pub(super) fn expand(
        &self,
        rt: &Repeated,
        quiet: &Repeated,
        codecs: &Ident,
        asked: &[Path],
    ) -> TokenStream {
        let fields = self.fields.iter().map(|known| no_patch(rt, known));
        let derived = self.derived.iter().map(|known| derives::asked(rt, asked, known));
        let defaults =
            self.defaults.iter().map(|FieldDefault { function, reader, .. }| quote!(#function #reader));
        let constants = self.types.iter().enumerate().filter_map(|(index, known)| {
            let Known { tokens: ty, span, coding, .. } = known;
            let (made, codec) = match coding {
                Coding::Serde => return None,
                Coding::Raw => (quote_spanned!(*span=> #rt::raw_codec::<#ty>()), quote!(RawCodec)),
                Coding::Range => (quote_spanned!(*span=> #rt::range_codec::<#ty>()), quote!(RawCodec)),
                Coding::Body => (quote_spanned!(*span=> #rt::body_codec::<#ty>()), quote!(BodyCodec)),
                Coding::Files => (quote_spanned!(*span=> #rt::files_codec::<#ty>()), quote!(FilesCodec)),
                Coding::Multipart => {
                    (quote_spanned!(*span=> #rt::multipart_codec::<#ty>()), quote!(MultipartCodec))
                }
            };
            let name = names::codec(index, Span::call_site());
            Some(quote!(const #name: #rt::#codec<#ty> = #made;))
        });
        let asked = self.types.iter().filter_map(|known| {
            let Known { tokens: ty, span, derives, coding, .. } = known;
            match (coding, derives) {
                (Coding::Serde, Derives::Own) if known.is_called(&["File", "Multipart"]) => {
                    Some(quote_spanned!(*span=> #rt::is_payload_and_no_part::<#ty>();))
                }
                (Coding::Serde, Derives::Own) if known.is_called(&["Bytes", "Body"]) => {
                    Some(quote_spanned!(*span=> #rt::is_payload_and_not_raw::<#ty>();))
                }
                (Coding::Serde, Derives::Own) => Some(quote_spanned!(*span=> #rt::is_payload::<#ty>();)),
                _ => None,
            }
        });
        quote! {
            #[doc(hidden)]
            struct #codecs;
            #quiet
            impl #codecs {
                fn ask() { #(#asked)* }
                #(#constants)*
                #(#defaults)*
            }
            #(#fields)*
            #(#derived)*
        }
    }
}

/// Adds a type to a list, unless it is in it.
fn add(types: &mut Vec<Known>, known: &Known) {
    if types.iter().all(|other| other.text != known.text) {
        types.push(known.clone());
    }
}

/// The proof that the type of a field is no `Patch`: what is one has to be written so, since only then serde is told what it
/// is when it is absent.
fn no_patch(rt: &Repeated, known: &Known) -> TokenStream {
    let ty = &known.tokens;
    let text = format!(
        "`{ty}` is a `Patch` by another name, whose absence can't be told\nhelp: write `Patch<…>` where the field is"
    );
    let panic = quote_spanned!(generated_at(known.span)=> ::core::panic!(#text));
    quote! {
        const _: () = {
            use #rt::NoPatch as _;
            if #rt::Patched::<#ty>::IS_PATCH { #panic }
        };
    }
}

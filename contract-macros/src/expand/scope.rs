//! What every item of an expansion needs to know: the contract, its names, the runtime's path, and the codecs.

use std::cell::RefCell;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::Type;

use super::answer_types::AnswerTypes;
use super::codecs::{Codecs, View};
use super::derives::{self, Shape};
use super::described::Described;
use super::lints::Lints;
use super::own_answers::OwnAnswers;
use super::repeated::Repeated;
use super::ty::{Coding, Known, Ty};
use crate::model::{Answer, Content, Contract, Field, FieldType, Inherited, Media, Origin, Route, Soundness};
use crate::names::{self, ContractNames};

pub(super) struct Scope<'a> {
    pub(super) contract: &'a Contract,
    pub(super) names: ContractNames,
    /// The path of the runtime's `__private`.
    pub(super) rt: Repeated,
    /// The same, where [`uses`](Self::uses) stands around: a name is read faster than a path.
    pub(super) short_rt: Ident,
    /// Brings in the short name, and what codecs are found by.
    pub(super) uses: Repeated,
    pub(super) lints: Lints,
    codecs: RefCell<Codecs>,
    described: RefCell<Described>,
    pub(super) own_answers: RefCell<OwnAnswers>,
    pub(super) answer_types: RefCell<AnswerTypes>,
    implementations: RefCell<Vec<TokenStream>>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(contract: &'a Contract) -> Self {
        let (runtime, short_rt) = (&contract.runtime, Ident::new("__rt", Span::call_site()));
        Self {
            contract,
            names: ContractNames::new(&contract.name),
            rt: Repeated::new(quote!(#runtime::__private)),
            uses: Repeated::new(quote! {
                use #runtime::__private as #short_rt;
                use #short_rt::{NoProblem as _, WithoutDerives as _};
            }),
            short_rt,
            lints: Lints::new(contract),
            codecs: RefCell::default(),
            described: RefCell::default(),
            own_answers: RefCell::default(),
            answer_types: RefCell::default(),
            implementations: RefCell::default(),
        }
    }

    /// The routes whose types are there to be used.
    pub(super) fn named_routes(&self) -> impl Iterator<Item = &'a Route> {
        self.contract.routes.iter().filter(|route| !matches!(route.soundness, Soundness::Unnamed(_)))
    }

    /// The type of a part that is called `made` where the macro makes it; nothing where there is no such part.
    pub(super) fn content(&self, content: &Content, made: &Ident) -> Option<Ty> {
        let rt = &self.rt;
        Some(match content {
            Content::Nothing => return None,
            Content::Type(ty) => Ty::Known(Known::written(ty)),
            Content::AnyJson => Ty::Known(Known::made(quote!(#rt::JsonValue), made.span())),
            Content::Fields(_) => Ty::Known(Known::object(made)),
            Content::Unknown => self.unknown(),
        })
    }

    /// The type of a field.
    pub(super) fn field(&self, ty: &FieldType) -> Ty {
        let rt = &self.rt;
        match ty {
            FieldType::Text => Ty::Known(Known::made(quote!(#rt::String), Span::call_site())),
            FieldType::Type(ty) => Ty::Known(Known::written(ty)),
            FieldType::Files(ty) => Ty::Known(Known::written(ty).coded(Coding::Files)),
            FieldType::Unknown => self.unknown(),
        }
    }

    /// The type of what an answer holds.
    pub(super) fn answer(&self, route: Option<&Route>, answer: &Answer) -> Option<Ty> {
        let coding = match answer.media {
            Media::Json(_) => Coding::Serde,
            Media::Raw(_) => Coding::Raw,
            Media::Range(_) => Coding::Range,
        };
        let ty = match &answer.content {
            // As nearly always. These need no name, which takes long to make.
            Content::Nothing => None,
            Content::Type(ty) => Some(Ty::Known(Known::written(ty))),
            content => self.content(content, &self.answer_body(route, answer)),
        };
        ty.map(|ty| ty.coded(coding))
    }

    /// What the type of an answer's inline object is called.
    pub(super) fn answer_body(&self, route: Option<&Route>, answer: &Answer) -> Ident {
        let prefix = &self.contract.type_prefix;
        match (&answer.origin, route) {
            (Origin::Set(set), _) => names::set_body(set, answer.status),
            (Origin::Group(group), _) => names::answer_body(prefix, group, answer.status),
            (Origin::Route, Some(route)) => names::answer_body(prefix, &route.name, answer.status),
            _ => names::common_body(prefix, answer.status),
        }
    }

    /// Asks the type of a field that is not written as a `Patch` not to be one.
    pub(super) fn no_patch(&self, ty: &FieldType) {
        if let (FieldType::Type(_), Ty::Known(known)) = (ty, self.field(ty)) {
            self.codecs.borrow_mut().field(&known);
        }
    }

    /// Gives a type the derives that the contract asks for, unless it holds what may be a stream or a file: of that there is
    /// no second one, and nothing to compare. What is left to the compiler is an attribute.
    pub(super) fn derive(&self, name: &Ident, shapes: &[Shape<'_>]) -> Option<TokenStream> {
        let held = || shapes.iter().flat_map(Shape::types);
        if self.contract.derives.is_empty() || held().any(Ty::is_raw) {
            return None;
        }
        held().for_each(|ty| self.ask_derives(ty));
        self.implement(derives::implementations(&self.short_rt, &self.contract.derives, name, shapes));
        derives::attribute(&self.contract.derives)
    }

    fn ask_derives(&self, ty: &Ty) {
        if let Ty::Known(known) = ty {
            self.codecs.borrow_mut().derived(known);
        }
    }

    /// Whether the contract asks for derives that only an attribute gives.
    pub(super) fn derives_by_attribute(&self) -> bool {
        derives::attribute(&self.contract.derives).is_some()
    }

    /// Asks what a type of the runtime's holds for what it needs to go over the wire, and for the contract's derives.
    pub(super) fn ask(&self, ty: &Ty) {
        if let Ty::Known(known) = ty {
            self.codecs.borrow_mut().ask(known);
        }
        if !self.contract.derives.is_empty() {
            self.ask_derives(ty);
        }
    }

    pub(super) fn unknown(&self) -> Ty {
        Ty::Unknown(self.names.placeholder.clone())
    }

    /// One of the functions in the codec of a type; nothing for a placeholder, which has none.
    pub(super) fn codec(&self, ty: &Ty, function: &str) -> Option<TokenStream> {
        match ty {
            Ty::Known(known) => {
                Some(self.codecs.borrow_mut().read(&self.short_rt, &self.names.codecs, known, function))
            }
            Ty::Unknown(_) => None,
        }
    }

    /// What looks at a value of a type, in implementations; nothing for a placeholder.
    pub(super) fn view(&self, ty: &Ty, view: View) -> Option<TokenStream> {
        match ty {
            Ty::Known(known) => {
                Some(self.codecs.borrow_mut().view(&self.short_rt, &self.names.codecs, known, view))
            }
            Ty::Unknown(_) => None,
        }
    }

    /// Whether what is answered with is a problem, as a constant, where the way it is written leaves that open.
    pub(super) fn is_problem(&self, ty: &Type) -> Option<TokenStream> {
        let Type::Path(path) = ty else { return None };
        let may_be = path.path.segments.last().is_some_and(|last| last.arguments.is_empty());
        let rt = &self.short_rt;
        may_be.then(|| quote!(#rt::IsProblem::<#ty>::IS_PROBLEM))
    }

    /// How a field is read from the texts of a request: the codec's function, and for a field with a default that of its
    /// `Option`, with the function that makes the default.
    pub(super) fn read_from_text(&self, field: &Field) -> Option<(TokenStream, Option<TokenStream>)> {
        let from_text = self.codec(&self.field_as_read(field), "from_text")?;
        Some((from_text, self.default(field)))
    }

    /// The type by which a field is read: one with a default as an `Option`.
    pub(super) fn field_as_read(&self, field: &Field) -> Ty {
        match self.field(&field.ty) {
            Ty::Known(known) if field.default.is_some() => Ty::Known(known.optional(&self.rt)),
            ty => ty,
        }
    }

    /// The function that makes the default of a field, if it has one.
    pub(super) fn default(&self, field: &Field) -> Option<TokenStream> {
        let default = field.default.as_ref()?;
        let Ty::Known(known) = self.field(&field.ty) else { return None };
        let (codecs, name) = (&self.names.codecs, self.codecs.borrow_mut().default(&known, default));
        Some(quote!(#codecs::#name))
    }

    /// The functions that make the default of a field in an object, and that read the field, as the texts that serde's
    /// attributes take.
    pub(super) fn default_paths(&self, field: &Field) -> Option<(String, String)> {
        let default = field.default.as_ref()?;
        let Ty::Known(known) = self.field(&field.ty) else { return None };
        let (mut codecs, names) = (self.codecs.borrow_mut(), &self.names.codecs);
        let (default, reader) = (codecs.default(&known, default), codecs.reader(&self.rt, &known, default));
        Some((format!("{names}::{default}"), format!("{names}::{reader}")))
    }

    /// Adds implementations of traits. They all stand in one block, which is told once to be quiet, and are joined once.
    pub(super) fn implement(&self, implementations: TokenStream) {
        self.implementations.borrow_mut().push(implementations);
    }

    /// The block of implementations, and of the constants by which the runtime's own answers are made.
    pub(super) fn implementations(&self) -> TokenStream {
        let own_answers = self.own_answers.borrow().expand(&self.short_rt, &self.names.codecs);
        let (quiet, uses, implementations) = (&self.lints.none, &self.uses, self.implementations.take());
        let answer_types = self.answer_types.borrow().expand(&self.short_rt, &self.names.error);
        let views = self.codecs.borrow().views(&self.short_rt);
        let implementations: TokenStream =
            implementations.into_iter().chain([answer_types, views]).chain(own_answers).collect();
        quote! {
            #quiet
            const _: () = { #uses #implementations };
        }
    }

    /// The calls that give a route, or what a mounting contract gives to its routes, what is said of them.
    pub(super) fn described(&self, inherited: &Inherited) -> TokenStream {
        self.described.borrow_mut().calls(&self.names.codecs, inherited)
    }

    /// The call that gives the contract's version.
    pub(super) fn version(&self) -> Option<TokenStream> {
        let codecs = &self.names.codecs;
        self.contract.version.as_ref().map(|_| quote!(.version(#codecs::VERSION)))
    }

    /// The codecs and the constants of what is said that were asked for.
    pub(super) fn asked_for(&self) -> TokenStream {
        let (rt, quiet, names, contract) = (&self.rt, &self.lints.none, &self.names.codecs, self.contract);
        let codecs = self.codecs.borrow().expand(rt, quiet, names, &contract.derives);
        let described = self.described.borrow().expand(rt, quiet, names, contract.version.as_ref());
        quote!(#codecs #described)
    }
}

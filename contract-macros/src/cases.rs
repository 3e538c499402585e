//! The ways in which `rename_all` spells names on the wire, which are serde's.

use crate::words::{closest, snake_case};

/// A way to spell a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

impl Case {
    const ALL: [(&str, Self); 8] = [
        ("lowercase", Self::Lower),
        ("UPPERCASE", Self::Upper),
        ("PascalCase", Self::Pascal),
        ("camelCase", Self::Camel),
        ("snake_case", Self::Snake),
        ("SCREAMING_SNAKE_CASE", Self::ScreamingSnake),
        ("kebab-case", Self::Kebab),
        ("SCREAMING-KEBAB-CASE", Self::ScreamingKebab),
    ];

    /// All of their names.
    pub(crate) fn names() -> [&'static str; 8] {
        Self::ALL.map(|(name, _)| name)
    }

    /// The one of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, case)| case)
    }

    /// The name that is most likely meant by one that is none.
    pub(crate) fn nearest(name: &str) -> Option<&'static str> {
        let spelled = Self::names().map(snake_case);
        let near = closest(name, &spelled.each_ref().map(String::as_str))?;
        Self::names().into_iter().find(|known| snake_case(known) == near)
    }

    /// What serde makes of a field's name, which it takes to be in `snake_case`.
    pub(crate) fn of_field(self, field: &str) -> String {
        match self {
            Self::Lower | Self::Snake => field.to_owned(),
            Self::Upper | Self::ScreamingSnake => field.to_ascii_uppercase(),
            Self::Pascal => pascal(field),
            Self::Camel => {
                let pascal = pascal(field);
                let mut letters = pascal.chars();
                letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
            }
            Self::Kebab => field.replace('_', "-"),
            Self::ScreamingKebab => field.to_ascii_uppercase().replace('_', "-"),
        }
    }
}

fn pascal(field: &str) -> String {
    let mut begins = true;
    let letter = |letter: char| {
        if letter == '_' {
            begins = true;
            return None;
        }
        let written = if begins { letter.to_ascii_uppercase() } else { letter };
        begins = false;
        Some(written)
    };
    field.chars().filter_map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelled_as_serde_spells_them() {
        // From serde's own tests.
        for (field, expected) in [
            (
                "outcome",
                ["outcome", "OUTCOME", "Outcome", "outcome", "outcome", "OUTCOME", "outcome", "OUTCOME"],
            ),
            (
                "very_tasty",
                [
                    "very_tasty",
                    "VERY_TASTY",
                    "VeryTasty",
                    "veryTasty",
                    "very_tasty",
                    "VERY_TASTY",
                    "very-tasty",
                    "VERY-TASTY",
                ],
            ),
            ("a", ["a", "A", "A", "a", "a", "A", "a", "A"]),
            ("z42", ["z42", "Z42", "Z42", "z42", "z42", "Z42", "z42", "Z42"]),
        ] {
            assert_eq!(Case::ALL.map(|(_, case)| case.of_field(field)), expected);
        }
    }

    #[test]
    fn a_name_that_is_none_is_near_to_one() {
        for (written, meant) in [
            ("camel_case", "camelCase"),
            ("CamelCase", "camelCase"),
            ("camelcase", "camelCase"),
            ("kebab_case", "kebab-case"),
            ("SCREAMING_SNAKE", "SCREAMING_SNAKE_CASE"),
            ("pascalcase", "PascalCase"),
        ] {
            assert_eq!(Case::nearest(written), Some(meant), "{written}");
        }
        assert_eq!(Case::nearest("upside down"), None);
    }
}

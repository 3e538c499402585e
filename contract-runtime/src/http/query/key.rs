//! The names in a key of a query string.

/// The names of a key: `a[0][k]` has `a`, `0` and `k`. A key whose brackets are not a row of pairs at its end is one
/// name as it stands.
pub(super) fn names(key: &str) -> impl Iterator<Item = &str> {
    let (first, row) = match key.split_once('[') {
        Some((first, row)) if !first.is_empty() && is_row(row) => (first, row.strip_suffix(']')),
        _ => (key, None),
    };
    std::iter::once(first).chain(row.into_iter().flat_map(|row| row.split("][")))
}

/// Whether this, which follows an opening bracket, is `…]` or `…][…]` and so on.
fn is_row(mut row: &str) -> bool {
    while let Some((inside, rest)) = row.split_once(']') {
        if inside.contains('[') {
            return false;
        }
        match rest.strip_prefix('[') {
            Some(next) => row = next,
            None => return rest.is_empty(),
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_a_name_in_each_pair_of_brackets() {
        let split = |key| names(key).collect::<Vec<_>>();
        assert_eq!(split("a"), ["a"]);
        assert_eq!(split("a[0][k]"), ["a", "0", "k"]);
        assert_eq!(split("a[]"), ["a", ""]);
        assert_eq!(split("a[b][]"), ["a", "b", ""]);
    }

    #[test]
    fn brackets_that_are_no_row_of_pairs_are_letters() {
        for key in ["", "[a]", "a[", "a[b", "a]", "a[b]c", "a[b]c[d]", "a[b[c]]", "a[b]]", "a[[b]"] {
            assert_eq!(names(key).collect::<Vec<_>>(), [key]);
        }
    }
}

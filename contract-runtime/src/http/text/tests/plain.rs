//! Path parameters and headers.

use super::*;

fn plain<T: DeserializeOwned + JsonSchema>(texts: &[&str]) -> Result<T, Vec<Fault>> {
    let given = match texts {
        [] => Given::Nothing,
        [only] => Given::Plain(only),
        several => Given::Plains(several),
    };
    read(Part { place: Place::Header, name: "f", given })
}

#[test]
fn scalars_read_their_text() {
    assert_eq!(plain::<u32>(&["7"]), Ok(7));
    assert_eq!(plain::<i8>(&["-128"]), Ok(-128));
    assert_eq!(plain::<f64>(&["1e3"]), Ok(1000.0));
    assert_eq!(plain::<String>(&["a b"]), Ok("a b".to_owned()));
    assert_eq!(plain::<char>(&["é"]), Ok('é'));
    assert_eq!(plain::<Id>(&["7"]), Ok(Id(7)));
    assert_eq!(plain::<Status>(&["in_transit"]), Ok(Status::InTransit));
}

#[test]
fn a_wrong_text_says_what_was_expected() {
    assert_eq!(told(plain::<u8>(&["256"])), [pair("f", "a whole number from 0 to 255")]);
    assert_eq!(told(plain::<bool>(&["yes"])), [pair("f", "`true` or `false`")]);
    assert_eq!(told(plain::<Status>(&["lost"])), [pair("f", "one of `open`, `in_transit`")]);
}

#[test]
fn booleans_take_digits_and_bare_names() {
    for text in ["true", "1", ""] {
        assert_eq!(plain::<bool>(&[text]), Ok(true));
    }
    for text in ["false", "0"] {
        assert_eq!(plain::<bool>(&[text]), Ok(false));
    }
    assert_eq!(plain::<Option<bool>>(&[""]), Ok(Some(true)));
}

#[test]
fn nothing_is_none_or_empty_or_missing() {
    assert_eq!(plain::<Option<u32>>(&[]), Ok(None));
    assert_eq!(plain::<Vec<u32>>(&[]), Ok(vec![]));
    assert_eq!(plain::<u32>(&[]).unwrap_err(), [Fault::missing(Place::Header, "f", "a value")]);
    assert_eq!(plain::<Id>(&[]).unwrap_err(), [Fault::missing(Place::Header, "f", "a value")]);
}

#[test]
fn an_empty_text_is_null_where_it_reads_as_nothing_else() {
    assert_eq!(plain::<Option<u32>>(&[""]), Ok(None));
    assert_eq!(plain::<Option<String>>(&[""]), Ok(Some(String::new())));
    assert_eq!(told(plain::<u32>(&[""])), [pair("f", "a whole number from 0 to 4294967295")]);
}

#[test]
fn several_texts_are_a_list_and_nothing_else() {
    assert_eq!(plain::<Vec<u32>>(&["1", "2"]), Ok(vec![1, 2]));
    assert_eq!(plain::<Vec<Status>>(&["open"]), Ok(vec![Status::Open]));
    assert_eq!(plain::<Option<Vec<Id>>>(&["1"]), Ok(Some(vec![Id(1)])));
    assert_eq!(plain::<u32>(&["1", "2"]).unwrap_err(), [Fault::repeated(Place::Header, "f")]);
}

#[test]
fn json_is_only_text() {
    assert_eq!(plain::<String>(&["\"v1\""]), Ok("\"v1\"".to_owned()));
    assert_eq!(plain::<Vec<String>>(&["[\"v1\"]"]), Ok(vec!["[\"v1\"]".to_owned()]));
    assert_eq!(plain::<serde_json::Value>(&["12"]), Ok(serde_json::Value::String("12".to_owned())));
    assert!(plain::<Option<u32>>(&["null"]).is_err());
}

#[test]
fn what_is_no_number_in_json_is_none() {
    for text in ["NaN", "nan", "inf", "-inf", "Infinity", "1e400", "-1e400"] {
        assert_eq!(told(field::<f64>(&format!("f={text}"))), [pair("f", "a number")], "{text}");
        assert_eq!(told(plain::<f64>(&[text])), [pair("f", "a number")], "{text}");
    }
    assert_eq!(told(field::<f32>("f=1e39")), [pair("f", "a number")]);
    assert_eq!(field::<f32>("f=1e38"), Ok(1e38));
    assert_eq!(field::<Vec<f64>>("f=1&f=-2.5e3"), Ok(vec![1.0, -2500.0]));
}

//! Questions.

use serde_json::json;

use crate::support::{faults, open};

#[tokio::test]
async fn an_answer_comes_word_by_word_and_says_when_it_is_complete() {
    let shop = open().await;
    let ada = shop.customer("Ada").await;
    let question = json!({ "text": "How many globes do you have, and how much ink?" });
    let mut events = ada.post("/api/answers", &question).follow().await;
    let (mut text, mut words) = (String::new(), 0);
    let usage = loop {
        match events.next_json().await {
            (name, word) if name == "word" => {
                text.push_str(word["text"].as_str().unwrap());
                words += 1;
            }
            (name, usage) => {
                assert_eq!(name, "done");
                break usage;
            }
        }
    };
    assert_eq!(text, "Globe: we have 2, at 129.00 each. Ink, midnight blue: we have 80, at 12.50 each.");
    assert_eq!(usage, json!({ "words": words }));
    assert_eq!(events.next().await, None);
}

#[tokio::test]
async fn a_question_has_a_length_and_its_asker_a_limit() {
    let shop = open().await;
    let ada = shop.customer("Ada").await;
    let empty = ada.post("/api/answers", &json!({ "text": "" })).send().await;
    assert_eq!(faults(&empty), [("body".to_owned(), "text".to_owned())]);
    for _ in 0..20 {
        assert_eq!(ada.post("/api/answers", &json!({ "text": "Ink?" })).send().await.status, 200);
    }
    let refused = ada.post("/api/answers", &json!({ "text": "Ink?" })).send().await;
    assert_eq!((refused.status.as_u16(), refused.header("content-type")), (429, "application/problem+json"));
}

//! Questions.

use contract_runtime::testing::events;
use serde_json::json;
use shop_contract::ShopAnswerEvent;

use crate::support::{faults, open};

#[tokio::test]
async fn an_answer_comes_word_by_word_and_says_when_it_is_complete() {
    let shop = open().await;
    let ada = shop.customer("Ada").await;
    let question = json!({ "text": "How many globes do you have, and how much ink?" });
    let mut answer = events(ada.post("/api/answers", &question).open().await);
    let (mut text, mut words) = (String::new(), 0);
    let usage = loop {
        match answer.next().await.unwrap() {
            ShopAnswerEvent::Word(word) => {
                text.push_str(&word.text);
                words += 1;
            }
            ShopAnswerEvent::Done(usage) => break usage,
        }
    };
    assert_eq!(text, "Globe: we have 2, at 129.00 each. Ink, midnight blue: we have 80, at 12.50 each.");
    assert_eq!(usage.words, words);
    assert!(answer.next().await.is_none());
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

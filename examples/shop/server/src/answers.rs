//! Answers to questions: made up from the catalogue, the same question always getting the same answer, and told word by
//! word as a language model would.

use std::time::Duration;

use futures_util::{Stream, StreamExt as _, stream};
use shop_contract::{Product, ShopAnswerEvent, Usage, Word};

/// What there is to say of the products that the question names.
pub(crate) fn answer(question: &str, products: &[Product]) -> String {
    let question = question.to_lowercase();
    let asked_for = |product: &&Product| {
        let mut words = product.name.split(|letter: char| !letter.is_alphanumeric());
        words.any(|word| word.len() > 2 && question.contains(&word.to_lowercase()))
    };
    let sentences: Vec<String> = products.iter().filter(asked_for).map(sentence).collect();
    if sentences.is_empty() {
        return "I only know what we sell. Ask me about that.".to_owned();
    }
    sentences.join(" ")
}

fn sentence(product: &Product) -> String {
    let Product { name, stock, price_cents, .. } = product;
    let (whole, cents) = (price_cents.0 / 100, price_cents.0 % 100);
    match stock {
        0 => format!("{name} is sold out."),
        _ => format!("{name}: we have {stock}, at {whole}.{cents:02} each."),
    }
}

/// Tells an answer, a word at each `pace`.
pub(crate) fn tell(answer: &str, pace: Duration) -> impl Stream<Item = ShopAnswerEvent> + Send + use<> {
    let words: Vec<_> = answer.split_inclusive(' ').map(|word| Word { text: word.to_owned() }).collect();
    let done = ShopAnswerEvent::Done(Usage { words: words.len() });
    let words = stream::iter(words).then(move |word| async move {
        tokio::time::sleep(pace).await;
        ShopAnswerEvent::Word(word)
    });
    words.chain(stream::once(async { done }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use shop_contract::{Cents, ProductId};

    fn product(name: &str, stock: u32) -> Product {
        Product {
            id: ProductId(1),
            name: name.to_owned(),
            description: None,
            price_cents: Cents(1205),
            stock,
            has_photo: false,
        }
    }

    #[test]
    fn an_answer_is_about_what_the_question_names() {
        let products = [product("Ink, midnight blue", 3), product("Globe", 0), product("Notebook", 9)];
        assert_eq!(
            answer("Do you have INK? Or globes?", &products),
            "Ink, midnight blue: we have 3, at 12.05 each. Globe is sold out."
        );
        assert!(answer("What time is it?", &products).starts_with("I only know"));
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_is_told_whole_and_ends_with_how_long_it_was() {
        let events: Vec<_> = tell("All of it.", Duration::from_secs(1)).collect().await;
        let [words @ .., ShopAnswerEvent::Done(usage)] = events.as_slice() else { panic!("{events:?}") };
        let text = |event: &ShopAnswerEvent| match event {
            ShopAnswerEvent::Word(word) => word.text.clone(),
            ShopAnswerEvent::Done(_) => panic!("done twice"),
        };
        assert_eq!((words.iter().map(text).collect::<String>().as_str(), usage.words), ("All of it.", 3));
    }
}

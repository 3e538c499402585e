//! Odd names and odd data over a real socket.

use contract_runtime::sse::PublishError;
use contract_tests::client::get;
use serde_json::json;

use crate::shop::{Open, Unwritable, open};

async fn what_arrives_is_what_was_sent() {
    let Open { server, sse, .. } = open().await;
    let mut stream = get(server.address, "/api/orders/7/events").follow().await;
    let texts = [
        "a\nb\rc\r\nd\n\n".to_owned(),
        "\u{0}\u{FEFF}\u{2028}\u{2029}\u{85}".to_owned(),
        "\u{FEFF}data: x\n\nevent: y\nid: 1-1\n\n".to_owned(),
        String::new(),
        "é".repeat(1 << 19),
    ];
    for text in &texts {
        sse.send("odd name: \u{2028}é", text).await.unwrap();
    }
    for text in texts {
        let (name, data) = stream.next_json().await;
        assert!(name == "odd name: \u{2028}é" && data == json!(text), "{name:?} {} bytes", text.len());
    }
}

async fn what_can_t_be_sent_is_an_error_to_the_sender_alone() {
    let Open { server, sse, .. } = open().await;
    let mut stream = get(server.address, "/api/orders/7/events").follow().await;
    for name in ["", "a\nb", "a\rb", "a\0b", "gap", "heartbeat", "open", "error"] {
        let refused = sse.send(name, &1).await.unwrap_err();
        assert!(matches!(refused, PublishError::InvalidName { .. }), "{name:?}: {refused}");
    }
    assert!(matches!(sse.send("n", &Unwritable).await, Err(PublishError::Encode(_))));
    assert!(matches!(sse.send("n", &"x".repeat(5 << 20)).await, Err(PublishError::TooLarge { .. })));
    sse.send("n", &"after").await.unwrap();
    assert_eq!(stream.next_json().await, ("n".into(), json!("after")), "nothing else was on the wire");
}

contract_tests::every_way! {
    #[tokio::test]
    what_arrives_is_what_was_sent,
    what_can_t_be_sent_is_an_error_to_the_sender_alone,
}

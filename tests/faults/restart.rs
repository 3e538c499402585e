//! A server that is killed without a warning, and comes back.

use contract_tests::client::get;

use crate::origin::{Options, Origin};

#[tokio::test]
async fn after_a_kill_every_client_is_told_that_the_server_is_another() {
    let origin = Origin::start(Options::default()).await;
    let address = origin.address;
    let mut streams = Vec::new();
    for _ in 0..20 {
        let mut stream = get(address, "/numbers").follow().await;
        streams.push(stream.next().await.unwrap().last_event_id);
    }
    origin.kill().await;

    let _again = Origin::start(Options { address, ..Options::default() }).await;
    for last in streams {
        let mut stream = get(address, "/numbers").header("last-event-id", &last).follow().await;
        let gap = stream.next().await.unwrap();
        assert_eq!(gap.event, "gap");
        assert!(gap.data.contains(r#""reason":"restarted""#) && gap.data.contains(&last), "{gap:?}");
        let (old, new) = (last.split_once('-').unwrap().0, gap.last_event_id.split_once('-').unwrap().0);
        assert_ne!(old, new, "another epoch");
        let number = stream.next().await.unwrap();
        assert_eq!((number.event.as_str(), number.data.as_str()), ("number", "1"), "what is kept follows");
    }
}

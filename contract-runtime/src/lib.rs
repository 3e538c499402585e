//! Contract-first APIs for axum, with typed, resumable Server-Sent Events.

//! The handlers.

use std::sync::Arc;

use contract_runtime::prelude::*;
use cookie::Key;
use jiff::{Timestamp, Unit};

use crate::contract::*;
use crate::people::People;
use crate::presence::Present;
use crate::session::{self, Caller, client_id};

/// The implementation of the contract. A handle: its clones are one.
#[derive(Debug, Clone)]
pub(crate) struct App {
    pub(crate) key: Key,
    pub(crate) sse: SseManager,
    pub(crate) events: NotificationsEvents,
    pub(crate) people: Arc<People>,
    pub(crate) present: Arc<Present>,
}

impl App {
    pub(crate) fn new(sse: &SseManager, key: Key) -> Self {
        let (people, present) = Default::default();
        Self { key, sse: sse.clone(), events: NotificationsEvents::new(sse), people, present }
    }
}

impl Notifications for App {
    type Context = Caller;

    async fn get_events(
        &self,
        caller: Caller,
        _: NotificationsGetEventsRequest,
    ) -> NotificationsGetEventsResult {
        let user = caller.user()?;
        self.people.see(&user.name);
        let presence = crate::presence::now(self);
        Ok(Subscription::channel()
            .client(user.client_id())
            .snapshot([NotificationsGetEventsEvent::Presence(presence)]))
    }

    async fn send_message(
        &self,
        caller: Caller,
        request: NotificationsSendMessageRequest,
    ) -> NotificationsSendMessageResult {
        let user = caller.user()?;
        let NewMessage { text, to } = request.body;
        let at = Timestamp::now().round(Unit::Millisecond).internal()?;
        let message = |to| {
            let (from, text) = (user.name.clone(), text.clone());
            NotificationsGetEventsEvent::Message(Message { from, text, to, at })
        };
        let everyone = self.events.get_events();
        let Some(to) = to else {
            everyone.send(message(None)).await.internal()?;
            return Ok(NotificationsSendMessageResponse::Accepted);
        };
        if !self.people.knows(&to) {
            return Err(NotificationsSendMessageError::NotFound(Problem::new("Nobody here has this name.")));
        }
        everyone.to(client_id(&to)).send(message(Some(to.clone()))).await.internal()?;
        if to != user.name {
            everyone.to(user.client_id()).send(message(Some(to))).await.internal()?;
        }
        Ok(NotificationsSendMessageResponse::Accepted)
    }

    async fn list_connections(
        &self,
        caller: Caller,
        _: NotificationsListConnectionsRequest,
    ) -> NotificationsListConnectionsResult {
        caller.user()?;
        let connections = self.sse.connections().into_iter().map(|open| {
            Ok(Connection {
                id: open.id.into(),
                user: open.client.as_deref().and_then(|client| self.people.name_of(client)),
                channels: open.channels,
                since: Timestamp::try_from(open.since)?,
                events_sent: open.events_sent,
                lag: open.lag,
            })
        });
        let connections: Result<_, jiff::Error> = connections.collect();
        Ok(NotificationsListConnectionsResponse::Ok(connections.internal()?))
    }

    async fn sign_in(&self, _: Caller, request: NotificationsSignInRequest) -> NotificationsSignInResult {
        let set_cookie = session::cookie(&self.key, &request.body.name);
        Ok(NotificationsSignInResponse::Created { body: request.body, set_cookie })
    }

    async fn get_session(
        &self,
        caller: Caller,
        _: NotificationsGetSessionRequest,
    ) -> NotificationsGetSessionResult {
        Ok(NotificationsGetSessionResponse::Ok(Session { name: caller.user()?.name }))
    }

    async fn sign_out(&self, _: Caller, _: NotificationsSignOutRequest) -> NotificationsSignOutResult {
        Ok(NotificationsSignOutResponse::NoContent { set_cookie: session::end() })
    }
}

struct App;

impl Shop for App {
    type Context = ();
    type Admin = Office;

    fn admin(&self) -> Office {
        Office
    }

    async fn create_order(&self, (): (), request: ShopCreateOrderRequest) -> ShopCreateOrderResult {
        if request.headers.idempotency_key.is_none() {
            return Err(ShopCreateOrderUnprocessableContentBody { reason: Reason { id: 1 } }.into());
        }
        Ok(ShopCreateOrderResponse::Created(Order { id: request.body.id }))
    }

    async fn order_events(&self, (): (), request: ShopOrderEventsRequest) -> ShopOrderEventsResult {
        if request.params.id.0 == 0 {
            return Err(ShopOrderEventsError::NotFound(Problem::new(request.params.room)));
        }
        Ok(Subscription::channel())
    }
}

fn publish(events: &ShopEvents) {
    let _ = events.order_events(OrderId(1), "room").send(ShopOrderEventsEvent::Tick);
}

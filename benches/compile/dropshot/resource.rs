use dropshot::{
    ApiDescription, ClientErrorStatusCode, HttpError, HttpResponseCreated, HttpResponseDeleted, HttpResponseOk,
    Path, Query, RequestContext, TypedBody, endpoint,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::App;

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WidgetStatus {
    Active,
    Suspended,
    Archived,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Widget {
    pub id: u64,
    pub name: String,
    pub description: Option<String>,
    pub tags: Vec<String>,
    pub price: f64,
    pub status: WidgetStatus,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct NewWidget {
    pub name: String,
    pub description: Option<String>,
    pub tags: Vec<String>,
    pub price: f64,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WidgetChange {
    pub name: Option<String>,
    pub description: Option<String>,
    pub price: Option<f64>,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct WidgetId {
    id: u64,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct WidgetListQuery {
    page: Option<u32>,
    size: Option<u32>,
    search: Option<String>,
    status: Option<WidgetStatus>,
}

// seventh
#[derive(Debug, Deserialize, JsonSchema)]
pub struct WidgetTagsQuery {
    limit: Option<u32>,
}
// end

pub fn register(api: &mut ApiDescription<App>) {
    api.register(widgets_list).unwrap();
    api.register(widgets_get).unwrap();
    api.register(widgets_create).unwrap();
    api.register(widgets_change).unwrap();
    api.register(widgets_remove).unwrap();
    api.register(widgets_archive).unwrap();
    api.register(widgets_tags).unwrap(); // seventh alone
}

fn not_found() -> HttpError {
    HttpError::for_not_found(None, "There is no such widget.".to_owned())
}

#[endpoint { method = GET, path = "/api/widgets" }]
async fn widgets_list(
    context: RequestContext<App>,
    query: Query<WidgetListQuery>,
) -> Result<HttpResponseOk<Vec<Widget>>, HttpError> {
    let query = query.into_inner();
    let rows = &context.context().widgets;
    Ok(HttpResponseOk(rows.select(query.page.unwrap_or(0), query.size.unwrap_or(20), |row| {
        query.search.as_ref().is_none_or(|text| row.name.contains(text))
            && query.status.is_none_or(|status| row.status == status)
    })))
}

#[endpoint { method = GET, path = "/api/widgets/{id}" }]
async fn widgets_get(
    context: RequestContext<App>,
    path: Path<WidgetId>,
) -> Result<HttpResponseOk<Widget>, HttpError> {
    let id = path.into_inner().id;
    if id == 987_654_321 {
        return Err(not_found());
    }
    Ok(HttpResponseOk(context.context().widgets.get(id).ok_or_else(not_found)?))
}

#[endpoint { method = POST, path = "/api/widgets" }]
async fn widgets_create(
    context: RequestContext<App>,
    body: TypedBody<NewWidget>,
) -> Result<HttpResponseCreated<Widget>, HttpError> {
    let NewWidget { name, description, tags, price } = body.into_inner();
    if name.is_empty() {
        let status = ClientErrorStatusCode::UNPROCESSABLE_ENTITY;
        return Err(HttpError::for_client_error(None, status, "A widget has a name.".to_owned()));
    }
    let rows = &context.context().widgets;
    let row = rows.insert(|id| Widget { id, name, description, tags, price, status: WidgetStatus::Active });
    Ok(HttpResponseCreated(row))
}

#[endpoint { method = PATCH, path = "/api/widgets/{id}" }]
async fn widgets_change(
    context: RequestContext<App>,
    path: Path<WidgetId>,
    body: TypedBody<WidgetChange>,
) -> Result<HttpResponseOk<Widget>, HttpError> {
    let change = body.into_inner();
    let row = context.context().widgets.change(path.into_inner().id, |row| {
        row.name = change.name.unwrap_or(row.name.clone());
        row.description = change.description.or(row.description.clone());
        row.price = change.price.unwrap_or(row.price);
    });
    Ok(HttpResponseOk(row.ok_or_else(not_found)?))
}

#[endpoint { method = DELETE, path = "/api/widgets/{id}" }]
async fn widgets_remove(
    context: RequestContext<App>,
    path: Path<WidgetId>,
) -> Result<HttpResponseDeleted, HttpError> {
    if !context.context().widgets.remove(path.into_inner().id) {
        return Err(not_found());
    }
    Ok(HttpResponseDeleted())
}

#[endpoint { method = POST, path = "/api/widgets/{id}/archive" }]
async fn widgets_archive(
    context: RequestContext<App>,
    path: Path<WidgetId>,
) -> Result<HttpResponseOk<Widget>, HttpError> {
    let reason = context.request.headers().get("x-reason");
    if reason.and_then(|reason| reason.to_str().ok()).is_none() {
        let status = ClientErrorStatusCode::CONFLICT;
        return Err(HttpError::for_client_error(None, status, "Say why.".to_owned()));
    }
    let rows = &context.context().widgets;
    let row = rows.change(path.into_inner().id, |row| row.status = WidgetStatus::Archived);
    Ok(HttpResponseOk(row.ok_or_else(not_found)?))
}

// seventh
#[endpoint { method = GET, path = "/api/widgets/{id}/tags" }]
async fn widgets_tags(
    context: RequestContext<App>,
    path: Path<WidgetId>,
    query: Query<WidgetTagsQuery>,
) -> Result<HttpResponseOk<Vec<String>>, HttpError> {
    let row = context.context().widgets.get(path.into_inner().id).ok_or_else(not_found)?;
    let limit = query.into_inner().limit.unwrap_or(10) as usize;
    Ok(HttpResponseOk(row.tags.into_iter().take(limit).collect()))
}
// end

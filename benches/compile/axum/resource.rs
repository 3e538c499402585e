use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use crate::Problem;
use crate::store::Table;

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum WidgetStatus {
    Active,
    Suspended,
    Archived,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Widget {
    pub id: u64,
    pub name: String,
    pub description: Option<String>,
    pub tags: Vec<String>,
    pub price: f64,
    pub status: WidgetStatus,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct NewWidget {
    pub name: String,
    pub description: Option<String>,
    pub tags: Vec<String>,
    pub price: f64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct WidgetChange {
    pub name: Option<String>,
    pub description: Option<String>,
    pub price: Option<f64>,
}

#[derive(Debug, Deserialize)]
pub struct ListQuery {
    page: Option<u32>,
    size: Option<u32>,
    search: Option<String>,
    status: Option<WidgetStatus>,
}

// seventh
#[derive(Debug, Deserialize)]
pub struct TagsQuery {
    limit: Option<u32>,
}
// end

#[derive(Default)]
pub struct App {
    rows: Table<Widget>,
}

pub fn router() -> Router {
    Router::new()
        .route("/", get(list).post(create))
        .route("/{id}", get(show).patch(change).delete(remove))
        .route("/{id}/archive", post(archive))
        .route("/{id}/tags", get(tags)) // seventh alone
        .with_state(Arc::new(App::default()))
}

fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "There is no such widget.")
}

async fn list(State(app): State<Arc<App>>, Query(query): Query<ListQuery>) -> Json<Vec<Widget>> {
    Json(app.rows.select(query.page.unwrap_or(0), query.size.unwrap_or(20), |row| {
        query.search.as_ref().is_none_or(|text| row.name.contains(text))
            && query.status.is_none_or(|status| row.status == status)
    }))
}

async fn show(State(app): State<Arc<App>>, Path(id): Path<u64>) -> Result<Json<Widget>, Problem> {
    if id == 987_654_321 {
        return Err(not_found());
    }
    Ok(Json(app.rows.get(id).ok_or_else(not_found)?))
}

async fn create(
    State(app): State<Arc<App>>,
    Json(body): Json<NewWidget>,
) -> Result<(StatusCode, Json<Widget>), Problem> {
    let NewWidget { name, description, tags, price } = body;
    if name.is_empty() {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "A widget has a name."));
    }
    let row = app.rows.insert(|id| Widget { id, name, description, tags, price, status: WidgetStatus::Active });
    Ok((StatusCode::CREATED, Json(row)))
}

async fn change(
    State(app): State<Arc<App>>,
    Path(id): Path<u64>,
    Json(change): Json<WidgetChange>,
) -> Result<Json<Widget>, Problem> {
    let row = app.rows.change(id, |row| {
        row.name = change.name.unwrap_or(row.name.clone());
        row.description = change.description.or(row.description.clone());
        row.price = change.price.unwrap_or(row.price);
    });
    Ok(Json(row.ok_or_else(not_found)?))
}

async fn remove(State(app): State<Arc<App>>, Path(id): Path<u64>) -> Result<StatusCode, Problem> {
    if !app.rows.remove(id) {
        return Err(not_found());
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn archive(
    State(app): State<Arc<App>>,
    Path(id): Path<u64>,
    headers: HeaderMap,
) -> Result<Json<Widget>, Problem> {
    if headers.get("x-reason").and_then(|reason| reason.to_str().ok()).is_none() {
        return Err(Problem::new(StatusCode::CONFLICT, "Say why."));
    }
    let row = app.rows.change(id, |row| row.status = WidgetStatus::Archived);
    Ok(Json(row.ok_or_else(not_found)?))
}

// seventh
async fn tags(
    State(app): State<Arc<App>>,
    Path(id): Path<u64>,
    Query(query): Query<TagsQuery>,
) -> Result<Json<Vec<String>>, Problem> {
    let row = app.rows.get(id).ok_or_else(not_found)?;
    Ok(Json(row.tags.into_iter().take(query.limit.unwrap_or(10) as usize).collect()))
}
// end

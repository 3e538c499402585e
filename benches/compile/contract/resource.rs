use contract_runtime::prelude::*;
use contract_runtime::schemars::{self, JsonSchema};
use serde::{Deserialize, Serialize};

use crate::store::Table;

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

contract! {
    pub trait Widgets {
        path_prefix: "/widgets",

        list: {
            method: GET,
            path: "/",
            query: { page: Option<u32>, size: Option<u32>, search: Option<String>, status: Option<WidgetStatus> },
            responses: { 200: Vec<Widget> },
        },

        get: {
            method: GET,
            path: "/{id}",
            path_params: { id: u64 },
            responses: { 200: Widget, 404: Problem },
        },

        create: {
            method: POST,
            path: "/",
            body: NewWidget,
            responses: { 201: Widget, 422: Problem },
        },

        change: {
            method: PATCH,
            path: "/{id}",
            path_params: { id: u64 },
            body: WidgetChange,
            responses: { 200: Widget, 404: Problem },
        },

        remove: {
            method: DELETE,
            path: "/{id}",
            path_params: { id: u64 },
            responses: { 204: (), 404: Problem },
        },

        archive: {
            method: POST,
            path: "/{id}/archive",
            path_params: { id: u64 },
            headers: { x_reason: Option<String> },
            responses: { 200: Widget, 404: Problem, 409: Problem },
        },

        // seventh
        tags: {
            method: GET,
            path: "/{id}/tags",
            path_params: { id: u64 },
            query: { limit: Option<u32> },
            responses: { 200: Vec<String>, 404: Problem },
        },
        // end
    }
}

#[derive(Default)]
pub struct App {
    rows: Table<Widget>,
}

impl Widgets for App {
    type Context = ();

    async fn list(&self, (): (), request: WidgetsListRequest) -> WidgetsListResult {
        let query = request.query;
        let rows = self.rows.select(query.page.unwrap_or(0), query.size.unwrap_or(20), |row| {
            query.search.as_ref().is_none_or(|text| row.name.contains(text))
                && query.status.is_none_or(|status| row.status == status)
        });
        Ok(rows.into())
    }

    async fn get(&self, (): (), request: WidgetsGetRequest) -> WidgetsGetResult {
        if request.params.id == 987_654_321 {
            return Err(WidgetsGetError::NotFound(Problem::new("There is no such widget.")));
        }
        let row = self.rows.get(request.params.id);
        let row = row.ok_or_else(|| WidgetsGetError::NotFound(Problem::new("There is no such widget.")))?;
        Ok(row.into())
    }

    async fn create(&self, (): (), request: WidgetsCreateRequest) -> WidgetsCreateResult {
        let NewWidget { name, description, tags, price } = request.body;
        if name.is_empty() {
            return Err(WidgetsCreateError::UnprocessableContent(Problem::new("A widget has a name.")));
        }
        let row = self.rows.insert(|id| Widget { id, name, description, tags, price, status: WidgetStatus::Active });
        Ok(row.into())
    }

    async fn change(&self, (): (), request: WidgetsChangeRequest) -> WidgetsChangeResult {
        let change = request.body;
        let row = self.rows.change(request.params.id, |row| {
            row.name = change.name.unwrap_or(row.name.clone());
            row.description = change.description.or(row.description.clone());
            row.price = change.price.unwrap_or(row.price);
        });
        let row = row.ok_or_else(|| WidgetsChangeError::NotFound(Problem::new("There is no such widget.")))?;
        Ok(row.into())
    }

    async fn remove(&self, (): (), request: WidgetsRemoveRequest) -> WidgetsRemoveResult {
        if !self.rows.remove(request.params.id) {
            return Err(WidgetsRemoveError::NotFound(Problem::new("There is no such widget.")));
        }
        Ok(WidgetsRemoveResponse::NoContent)
    }

    async fn archive(&self, (): (), request: WidgetsArchiveRequest) -> WidgetsArchiveResult {
        if request.headers.x_reason.is_none() {
            return Err(WidgetsArchiveError::Conflict(Problem::new("Say why.")));
        }
        let row = self.rows.change(request.params.id, |row| row.status = WidgetStatus::Archived);
        let row = row.ok_or_else(|| WidgetsArchiveError::NotFound(Problem::new("There is no such widget.")))?;
        Ok(row.into())
    }

    // seventh
    async fn tags(&self, (): (), request: WidgetsTagsRequest) -> WidgetsTagsResult {
        let row = self.rows.get(request.params.id);
        let row = row.ok_or_else(|| WidgetsTagsError::NotFound(Problem::new("There is no such widget.")))?;
        let limit = request.query.limit.unwrap_or(10) as usize;
        Ok(row.tags.into_iter().take(limit).collect::<Vec<_>>().into())
    }
    // end
}

use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Enum, Object, OpenApi};

use crate::Problem;
use crate::store::Table;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum WidgetStatus {
    Active,
    Suspended,
    Archived,
}

#[derive(Debug, Clone, Object)]
pub struct Widget {
    pub id: u64,
    pub name: String,
    pub description: Option<String>,
    pub tags: Vec<String>,
    pub price: f64,
    pub status: WidgetStatus,
}

#[derive(Debug, Clone, Object)]
pub struct NewWidget {
    pub name: String,
    pub description: Option<String>,
    pub tags: Vec<String>,
    pub price: f64,
}

#[derive(Debug, Clone, Object)]
pub struct WidgetChange {
    pub name: Option<String>,
    pub description: Option<String>,
    pub price: Option<f64>,
}

#[derive(ApiResponse)]
pub enum WidgetsGet {
    #[oai(status = 200)]
    Ok(Json<Widget>),
    #[oai(status = 404)]
    NotFound(Json<Problem>),
}

#[derive(ApiResponse)]
pub enum WidgetsCreate {
    #[oai(status = 201)]
    Created(Json<Widget>),
    #[oai(status = 422)]
    Unprocessable(Json<Problem>),
}

#[derive(ApiResponse)]
pub enum WidgetsChange {
    #[oai(status = 200)]
    Ok(Json<Widget>),
    #[oai(status = 404)]
    NotFound(Json<Problem>),
}

#[derive(ApiResponse)]
pub enum WidgetsRemove {
    #[oai(status = 204)]
    NoContent,
    #[oai(status = 404)]
    NotFound(Json<Problem>),
}

#[derive(ApiResponse)]
pub enum WidgetsArchive {
    #[oai(status = 200)]
    Ok(Json<Widget>),
    #[oai(status = 404)]
    NotFound(Json<Problem>),
    #[oai(status = 409)]
    Conflict(Json<Problem>),
}

// seventh
#[derive(ApiResponse)]
pub enum WidgetsTags {
    #[oai(status = 200)]
    Ok(Json<Vec<String>>),
    #[oai(status = 404)]
    NotFound(Json<Problem>),
}
// end

#[derive(Default)]
pub struct App {
    rows: Table<Widget>,
}

fn not_found() -> Json<Problem> {
    Json(Problem::new(404, "There is no such widget."))
}

#[OpenApi(prefix_path = "/widgets")]
impl App {
    #[oai(path = "/", method = "get", operation_id = "widgets.list")]
    async fn list(
        &self,
        page: Query<Option<u32>>,
        size: Query<Option<u32>>,
        search: Query<Option<String>>,
        status: Query<Option<WidgetStatus>>,
    ) -> Json<Vec<Widget>> {
        Json(self.rows.select(page.0.unwrap_or(0), size.0.unwrap_or(20), |row| {
            search.0.as_ref().is_none_or(|text| row.name.contains(text))
                && status.0.is_none_or(|status| row.status == status)
        }))
    }

    #[oai(path = "/:id", method = "get", operation_id = "widgets.get")]
    async fn get(&self, id: Path<u64>) -> WidgetsGet {
        if id.0 == 987_654_321 {
            return WidgetsGet::NotFound(not_found());
        }
        self.rows.get(id.0).map_or_else(|| WidgetsGet::NotFound(not_found()), |row| WidgetsGet::Ok(Json(row)))
    }

    #[oai(path = "/", method = "post", operation_id = "widgets.create")]
    async fn create(&self, body: Json<NewWidget>) -> WidgetsCreate {
        let NewWidget { name, description, tags, price } = body.0;
        if name.is_empty() {
            return WidgetsCreate::Unprocessable(Json(Problem::new(422, "A widget has a name.")));
        }
        let row = self.rows.insert(|id| Widget { id, name, description, tags, price, status: WidgetStatus::Active });
        WidgetsCreate::Created(Json(row))
    }

    #[oai(path = "/:id", method = "patch", operation_id = "widgets.change")]
    async fn change(&self, id: Path<u64>, body: Json<WidgetChange>) -> WidgetsChange {
        let change = body.0;
        let row = self.rows.change(id.0, |row| {
            row.name = change.name.unwrap_or(row.name.clone());
            row.description = change.description.or(row.description.clone());
            row.price = change.price.unwrap_or(row.price);
        });
        row.map_or_else(|| WidgetsChange::NotFound(not_found()), |row| WidgetsChange::Ok(Json(row)))
    }

    #[oai(path = "/:id", method = "delete", operation_id = "widgets.remove")]
    async fn remove(&self, id: Path<u64>) -> WidgetsRemove {
        if !self.rows.remove(id.0) {
            return WidgetsRemove::NotFound(not_found());
        }
        WidgetsRemove::NoContent
    }

    #[oai(path = "/:id/archive", method = "post", operation_id = "widgets.archive")]
    async fn archive(&self, id: Path<u64>, #[oai(name = "x-reason")] reason: Header<Option<String>>) -> WidgetsArchive {
        if reason.0.is_none() {
            return WidgetsArchive::Conflict(Json(Problem::new(409, "Say why.")));
        }
        let row = self.rows.change(id.0, |row| row.status = WidgetStatus::Archived);
        row.map_or_else(|| WidgetsArchive::NotFound(not_found()), |row| WidgetsArchive::Ok(Json(row)))
    }

    // seventh
    #[oai(path = "/:id/tags", method = "get", operation_id = "widgets.tags")]
    async fn tags(&self, id: Path<u64>, limit: Query<Option<u32>>) -> WidgetsTags {
        let Some(row) = self.rows.get(id.0) else { return WidgetsTags::NotFound(not_found()) };
        WidgetsTags::Ok(Json(row.tags.into_iter().take(limit.0.unwrap_or(10) as usize).collect()))
    }
    // end
}

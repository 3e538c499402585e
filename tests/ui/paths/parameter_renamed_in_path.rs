use contract_runtime::contract;

contract! {
    pub trait Api {
        get_note: {
            method: GET,
            path: "/notes/{note_id}",
            path_params: { id: u64 },
            responses: { 200: String },
        },
        drop_note: { method: DELETE, path: "/notes/{id}", path_params: { id: u64 }, responses: { 204: () } },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_note(&self, (): (), request: ApiGetNoteRequest) -> ApiGetNoteResult {
        let id: u64 = request.params.id;
        Ok(ApiGetNoteResponse::Ok(id.to_string()))
    }

    async fn drop_note(&self, (): (), request: ApiDropNoteRequest) -> ApiDropNoteResult {
        let _: u64 = request.params.id;
        Ok(ApiDropNoteResponse::NoContent)
    }
}

fn main() {}

use contract_runtime::contract;

contract! {
    c.router({
        getOrder: { method: "GET", path: "/order", responses: { 200: z.string() } },
    })
}

fn main() {}

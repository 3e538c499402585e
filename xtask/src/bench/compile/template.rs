//! A template is a Rust file about widgets; a program has one such file for each of its resources.

/// The routes of a resource that leaves out its seventh.
const FEWEST: usize = 6;
const ROUTERS_OF_90: usize = 14;

const NAMES: [&str; 14] = [
    "user",
    "order",
    "product",
    "invoice",
    "payment",
    "cart",
    "coupon",
    "shipment",
    "review",
    "folder",
    "supplier",
    "warehouse",
    "ticket",
    "webhook",
];

/// One file of routes.
pub(crate) struct Resource {
    name: String,
    has_seventh: bool,
}

impl Resource {
    /// What its file and its module are called.
    pub(crate) fn plural(&self) -> String {
        format!("{}s", self.name)
    }
}

/// As many resources as the routes fill, at 90 routes in 14 files.
pub(crate) fn resources(routes: usize) -> Vec<Resource> {
    let count = (routes * ROUTERS_OF_90).div_ceil(90).min(routes / FEWEST);
    let with_seventh = routes - count * FEWEST;
    let names = (1..).flat_map(|generation| NAMES.map(|name| nth(name, generation)));
    let numbered = names.take(count).enumerate();
    numbered.map(|(number, name)| Resource { name, has_seventh: number < with_seventh }).collect()
}

/// The names run out, and come again with a number.
fn nth(name: &str, generation: usize) -> String {
    if generation == 1 { name.to_owned() } else { format!("{name}{generation}") }
}

/// A line that ends in `// each` stands once for each resource.
pub(crate) fn main(template: &str, resources: &[Resource], routes: usize) -> String {
    let mut source = String::new();
    for line in template.lines() {
        match line.strip_suffix(" // each") {
            Some(each) => resources.iter().for_each(|resource| source += &(renamed(each, resource) + "\n")),
            None => source += &(line.replace("@ROUTES@", &routes.to_string()) + "\n"),
        }
    }
    source
}

/// What stands between `// seventh` and `// end`, and on lines that end in `// seventh alone`, is the seventh route's.
pub(crate) fn resource(template: &str, resource: &Resource) -> String {
    let mut source = String::new();
    let mut in_seventh = false;
    for line in template.lines() {
        let text = line.trim();
        in_seventh = (in_seventh || text == "// seventh") && text != "// end";
        let is_of_seventh = in_seventh || text == "// end" || text.ends_with("// seventh alone");
        if resource.has_seventh || !is_of_seventh {
            source += &(renamed(line, resource) + "\n");
        }
    }
    source
}

fn renamed(line: &str, resource: &Resource) -> String {
    let (first, rest) = resource.name.split_at(1);
    let camel = first.to_uppercase() + rest;
    line.replace("Widget", &camel).replace("widget", &resource.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_routes_are_as_many_as_asked_for() {
        for (routes, files) in [(90, 14), (500, 78)] {
            let resources = resources(routes);
            let sum: usize =
                resources.iter().map(|resource| FEWEST + usize::from(resource.has_seventh)).sum();
            assert_eq!((sum, resources.len()), (routes, files));
        }
    }

    #[test]
    fn a_resource_has_its_seventh_route_or_has_it_not() {
        let template = "fn widgets() {}\n// seventh\nfn tags() {}\n// end\nWidget // seventh alone\n";
        let [with, without] =
            [true, false].map(|has_seventh| Resource { name: "user".to_owned(), has_seventh });
        assert_eq!(resource(template, &without), "fn users() {}\n");
        assert_eq!(
            resource(template, &with),
            "fn users() {}\n// seventh\nfn tags() {}\n// end\nUser // seventh alone\n"
        );
    }

    #[test]
    fn a_line_for_each_resource_is_repeated() {
        let resources = resources(12);
        assert_eq!(
            main("mod widgets; // each\nfn main() {}", &resources, 12),
            "mod users;\nmod orders;\nfn main() {}\n"
        );
    }
}

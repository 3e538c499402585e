//! The programs that are compiled, written out of the templates in `benches/compile`.

use std::fs;
use std::path::Path;

use super::template;

/// One program: so many routes, said in one way.
#[derive(Debug, PartialEq)]
pub(crate) struct Program {
    pub(crate) framework: Framework,
    pub(crate) routes: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Framework {
    Contract,
    Axum,
    /// By hand, with the schemas that the types of a contract have as well.
    AxumWithSchemas,
    Dropshot,
    Poem,
}

impl Framework {
    fn template(self) -> &'static str {
        match self {
            Self::Contract => "contract",
            Self::Axum | Self::AxumWithSchemas => "axum",
            Self::Dropshot => "dropshot",
            Self::Poem => "poem",
        }
    }

    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::AxumWithSchemas => "axum_with_schemas",
            other => other.template(),
        }
    }
}

impl Program {
    /// The name of its package.
    pub(crate) fn name(&self) -> String {
        format!("{}-{}", self.framework.key().replace('_', "-"), self.routes)
    }

    /// Writes its file of the first resource anew, with a number in one handler that it has not had yet.
    pub(crate) fn change(&self, workspace: &Path, revision: usize) -> Result<(), String> {
        let file = workspace.join(self.name()).join("src").join("users.rs");
        let source = read(&file)?;
        let changed: String = source.lines().map(|line| revised(line, revision) + "\n").collect();
        write(&file, &changed)
    }
}

/// The one handler that changes compares with a number that begins so.
fn revised(line: &str, revision: usize) -> String {
    match line.split_once(" == 987_654_") {
        Some((before, _)) => format!("{before} == 987_654_{revision:03} {{"),
        None => line.to_owned(),
    }
}
/// Writes all programs as one workspace.
pub(crate) fn write_all(programs: &[Program], root: &Path, workspace: &Path) -> Result<(), String> {
    let root = root.canonicalize().map_err(|error| format!("{}: {error}", root.display()))?;
    let templates = root.join("benches").join("compile");
    for program in programs {
        write_program(program, &root, &templates, &workspace.join(program.name()))?;
    }
    let members: Vec<_> = programs.iter().map(|program| format!("\"{}\"", program.name())).collect();
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n", members.join(", "));
    write(&workspace.join("Cargo.toml"), &manifest)
}

fn write_program(program: &Program, root: &Path, templates: &Path, folder: &Path) -> Result<(), String> {
    let template = templates.join(program.framework.template());
    let default_features = if program.framework == Framework::AxumWithSchemas { "\"schemas\"" } else { "" };
    let manifest = read(&template.join("Cargo.toml"))?
        .replace("@NAME@", &program.name())
        .replace("@DEFAULT@", default_features)
        .replace("@ROOT@", &root.display().to_string());
    write(&folder.join("Cargo.toml"), &manifest)?;

    let resources = template::resources(program.routes);
    let main = template::main(&read(&template.join("main.rs"))?, &resources, program.routes);
    let sources = folder.join("src");
    write(&sources.join("main.rs"), &main)?;
    write(&sources.join("store.rs"), &read(&templates.join("store.rs"))?)?;
    let resource = read(&template.join("resource.rs"))?;
    resources.iter().try_for_each(|one| {
        let file = sources.join(format!("{}.rs", one.plural()));
        write(&file, &template::resource(&resource, one))
    })
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    let folder = file.parent().unwrap_or(file);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(file, text))
        .map_err(|error| format!("{}: {error}", file.display()))
}

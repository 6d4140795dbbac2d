//! New tasks of Backlog.md and new tags of Task Master: a file in a folder that is a feature already, and a part of a
//! file that holds several.

use std::path::PathBuf;

use super::super::Outcome;
use super::{Made, MadeFile, NewFeature};
use crate::context::Context;
use crate::files;
use crate::plan::document::{Edit, splice};
use crate::plan::front_matter;
use crate::plan::json::{self, Json};
use crate::plan::outline::Outline;
use crate::report::{Problem, ProblemKind};
use crate::template::{self, Variables};
use crate::workspace::Workspace;
use crate::workspace::load::files_below;

/// Where Backlog.md has its files.
const BACKLOG: &str = "backlog";

/// Where Task Master has its tasks.
const TASKS: &str = ".taskmaster/tasks/tasks.json";

/// What is written for a dialect whose features are no folders of their own; `None` for all others.
pub(super) fn make(command: &NewFeature, context: &Context, dialect: &str) -> Option<anyhow::Result<Outcome>> {
    match dialect {
        "backlog" => Some(backlog(command, context)),
        "taskmaster" => Some(taskmaster(command, context)),
        _ => None,
    }
}

/// A file that is to be written, and the template that it came from.
struct New {
    path: String,
    text: String,
    template: &'static str,
}

fn backlog(command: &NewFeature, context: &Context) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let title = title(command)?;
    let folder = if files::is_folder(&workspace.root, ".backlog") { ".backlog" } else { BACKLOG };
    // Held until the file stands: nobody else can choose the same number meanwhile.
    let numbers = PathBuf::from(format!("numbers of {folder}"));
    let _lock = if command.dry_run { None } else { Some(workspace.locks().lock(&numbers)?) };
    let config = files::read_text_if_there(&workspace.root, format!("{folder}/config.yml"))?;
    let set = |key: &str| {
        let text = config.as_deref().unwrap_or_default();
        front_matter::parse_data(&Outline::of_data(text)).value(key).map(|value| value.text.to_owned())
    };
    let prefix = set("task-prefix").unwrap_or_else(|| "task".to_owned());
    let number = next(context, workspace, folder, &prefix)?;
    let width: usize = set("zero-padded-ids").and_then(|digits| digits.parse().ok()).unwrap_or(0);
    let id = format!("{}-{number:0width$}", prefix.to_ascii_uppercase());
    let variables = variables(context, &id, &quoted(&title), "backlog");
    let mut new = Vec::new();
    if config.is_none() {
        let name = workspace.root.file_name().map_or("Project".into(), |name| name.to_string_lossy());
        let template = "backlog/config.yml";
        let text = template::one(template)?.render(&Variables { title: quoted(&name), ..variables.clone() })?;
        new.push(New { path: format!("{folder}/config.yml"), text, template });
    }
    let template = "backlog/task.md";
    let mut text = template::one(template)?.render(&variables)?;
    if let Some(status) = set("default-status") {
        text = text.replacen("status: To Do", &format!("status: {}", quoted(&status)), 1);
    }
    let name = format!("{} - {}.md", id.to_ascii_lowercase(), in_file_name(&title));
    new.push(New { path: format!("{folder}/tasks/{name}"), text, template });
    if !command.dry_run {
        for (at, file) in new.iter().enumerate() {
            if let Err(error) = files::create_new(&workspace.root, &file.path, &file.text) {
                new[..at].iter().for_each(|made| files::take_back(&workspace.root, &made.path, &made.text));
                return Err(error);
            }
        }
    }
    let path = new.last().map(|file| file.path.clone()).unwrap_or_default();
    report(command, "backlog", id, path, new)
}

/// The first number that no task has, here or on another branch, wherever in the folder it lies.
fn next(context: &Context, workspace: &Workspace, folder: &str, prefix: &str) -> anyhow::Result<u64> {
    let mut names: Vec<String> = files_below(&workspace.root, folder);
    if workspace.git.is_some() {
        let repo = workspace.repo(context)?;
        for part in ["tasks", "completed", "archive/tasks"] {
            names.extend(repo.folder_names_everywhere(&format!("{folder}/{part}"))?);
        }
    }
    let number = |name: &String| -> Option<u64> {
        let name = name.rsplit('/').next()?;
        let rest =
            name.get(..prefix.len()).filter(|head| head.eq_ignore_ascii_case(prefix)).map(|_| &name[prefix.len()..])?;
        let digits = rest.strip_prefix('-')?;
        digits[..digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len())].parse().ok()
    };
    Ok(names.iter().filter_map(number).max().unwrap_or(0) + 1)
}

fn taskmaster(command: &NewFeature, context: &Context) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let title = title(command)?;
    let slug = files::slug_of(&command.words.join(" "));
    let id = if slug.is_empty() { files::slug_of(&title) } else { slug };
    files::valid_slug(&id)?;
    let template = "taskmaster/tag.json";
    let quoted = format!("\"{}\"", json::escape(&title));
    let tag = template::one(template)?.render(&variables(context, &id, &quoted, "taskmaster"))?;
    let before = files::read_text_if_there(&workspace.root, TASKS)?;
    let after = match &before {
        Some(text) => with_tag(text, &id, &tag)?,
        None => format!("{{\n  \"{id}\": {}\n}}\n", indented(&tag, "  ", "\n")),
    };
    if !command.dry_run {
        match before {
            Some(_) => {
                let add = |text: &str| with_tag(text, &id, &tag).map(Some);
                files::update(&workspace.root, &workspace.locks(), TASKS, add)?;
            }
            None => files::create_new(&workspace.root, TASKS, &after)?,
        }
    }
    report(command, "taskmaster", id, TASKS.to_owned(), vec![New { path: TASKS.to_owned(), text: after, template }])
}

/// The text with one more tag behind the others.
fn with_tag(text: &str, id: &str, tag: &str) -> anyhow::Result<String> {
    let wrong = |what: String, hint: &str| Problem::new(ProblemKind::Conflict, what).source(TASKS).hint(hint);
    let json = Json::read(text).map_err(|complaint| wrong(complaint.message, "mend the file first"))?;
    let root = json.object().ok_or_else(|| wrong("the file is no object".to_owned(), "mend the file first"))?;
    if json::array(root, "tasks").is_some() {
        let hint = "any `task-master` command that writes brings it into the form with tags";
        return Err(wrong("the file is of the form without tags, which holds one list".to_owned(), hint).into());
    }
    if root.get(id).is_some() {
        return Err(wrong(format!("there is a tag {id} already"), "give it another name").into());
    }
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let step = text.lines().nth(1).map_or("  ", |line| &line[..line.len() - line.trim_start().len()]);
    let step = if step.is_empty() { "  " } else { step };
    let value = indented(tag, step, newline);
    let edit = match root.properties.last() {
        Some(last) => Edit::insert(json.span(last).end as usize, format!(",{newline}{step}\"{id}\": {value}")),
        None => Edit::replace(json.span(root), format!("{{{newline}{step}\"{id}\": {value}{newline}}}")),
    };
    splice(text, vec![edit]).map_err(|error| wrong(error.to_string(), "mend the file first").into())
}

/// A value one step further in, in the steps of the file; templates have two spaces for a step.
fn indented(value: &str, step: &str, newline: &str) -> String {
    let line = |line: &str| {
        let bare = line.trim_start();
        format!("{}{bare}", step.repeat((line.len() - bare.len()) / 2 + 1))
    };
    let mut lines = value.trim_end().lines();
    let first = lines.next().unwrap_or_default().to_owned();
    std::iter::once(first).chain(lines.map(line)).collect::<Vec<_>>().join(newline)
}

fn title(command: &NewFeature) -> anyhow::Result<String> {
    let words = command.words.join(" ");
    let title = command.title.clone().unwrap_or(words).trim().to_owned();
    if title.is_empty() || title.chars().any(char::is_control) {
        return Err(Problem::new(ProblemKind::Usage, "a feature needs a title of one line")
            .hint("for example: planyard new-feature --dialect backlog \"Sign in\"")
            .into());
    }
    Ok(title)
}

fn variables(context: &Context, id: &str, title: &str, dialect: &str) -> Variables {
    let text = str::to_owned;
    Variables {
        id: text(id),
        phase: String::new(),
        number: String::new(),
        slug: files::slug_of(title),
        title: text(title),
        date: context.clock.today(),
        dialect: text(dialect),
        kind: text("feature"),
    }
}

/// A text as YAML: in quotes when anything in it could be more than a letter, digit or space.
fn quoted(text: &str) -> String {
    let plain = text.chars().all(|c| c.is_alphanumeric() || c == ' ')
        && text.starts_with(char::is_alphabetic)
        && !["true", "false", "null", "yes", "no", "on", "off"].iter().any(|word| word.eq_ignore_ascii_case(text));
    if plain { text.to_owned() } else { format!("'{}'", text.replace('\'', "''")) }
}

/// A title as Backlog.md has it in names of files.
fn in_file_name(title: &str) -> String {
    let bare = title.replace(['\'', '"', '`'], "");
    let kept: String =
        bare.chars().map(|c| if c.is_alphanumeric() || matches!(c, '.' | '_') { c } else { ' ' }).collect();
    kept.split_whitespace().collect::<Vec<_>>().join("-")
}

fn report(command: &NewFeature, dialect: &str, id: String, path: String, new: Vec<New>) -> anyhow::Result<Outcome> {
    let file = |file: &New| MadeFile { path: file.path.clone(), template: format!("built-in: {}", file.template) };
    let made = Made {
        id,
        path,
        kind: command.kind(),
        dialect: dialect.to_owned(),
        files: new.iter().map(file).collect(),
        branch: None,
        dry_run: command.dry_run,
    };
    let texts: Vec<(String, String)> = new.into_iter().map(|file| (file.path, file.text)).collect();
    let mut report = command.report(&made, &texts, None)?;
    if !command.dry_run {
        let feature = if dialect == "backlog" { BACKLOG } else { &made.id };
        report.next = Some(format!("planyard check-planning {feature}"));
    }
    Ok(report.into())
}

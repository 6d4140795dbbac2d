//! New tasks of Backlog.md and new tags of Task Master: a file in a folder that is a feature already, and a part of a
//! file that holds several.

use std::path::PathBuf;

use super::super::Outcome;
use super::{Made, MadeFile, NewFeature};
use crate::context::Context;
use crate::files::{self, Lock};
use crate::plan::backlog::{self, Settings};
use crate::plan::dialects::Refusal;
use crate::plan::json;
use crate::plan::taskmaster;
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
        "backlog" => Some(backlog_task(command, context)),
        "taskmaster" => Some(taskmaster_tag(command, context)),
        _ => None,
    }
}

/// A file that is to be written, and the template that it came from.
struct New {
    path: String,
    text: String,
    template: &'static str,
}

fn backlog_task(command: &NewFeature, context: &Context) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let title = title(command)?;
    let folder = if files::is_folder(&workspace.root, ".backlog") { ".backlog" } else { BACKLOG };
    let _lock = if command.dry_run { None } else { Some(lock_numbers(workspace, folder)?) };
    let config = files::read_text_if_there(&workspace.root, format!("{folder}/config.yml"))?;
    let settings = Settings::read(config.as_deref().unwrap_or_default());
    let number = next(context, workspace, folder, &settings.prefix)?;
    let id = settings.id(number, "");
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
    if let Some(status) = &settings.default_status {
        text = text.replacen("status: To Do", &format!("status: {}", quoted(status)), 1);
    }
    let name = backlog::file_name(&id, &title);
    new.push(New { path: format!("{folder}/tasks/{name}"), text, template });
    if !command.dry_run {
        let files: Vec<_> = new.iter().map(|file| (PathBuf::from(&file.path), file.text.clone())).collect();
        files::create_many(&workspace.root, &workspace.locks(), &files)?;
    }
    let path = new.last().map(|file| file.path.clone()).unwrap_or_default();
    report(command, "backlog", id, path, new)
}

/// Held until the files stand: nobody else can choose the same numbers meanwhile.
pub(in crate::commands) fn lock_numbers(workspace: &Workspace, folder: &str) -> anyhow::Result<Lock> {
    workspace.locks().lock_name(&format!("numbers of {folder}"))
}

/// The first number that no task has, here or on another branch, wherever in the folder it lies.
pub(in crate::commands) fn next(
    context: &Context,
    workspace: &Workspace,
    folder: &str,
    prefix: &str,
) -> anyhow::Result<u64> {
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

fn taskmaster_tag(command: &NewFeature, context: &Context) -> anyhow::Result<Outcome> {
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
        None => with_tag("{}\n", &id, &tag)?,
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
    let conflict = |refusal: Refusal| Problem::new(ProblemKind::Conflict, refusal.why).source(TASKS).hint(refusal.hint);
    taskmaster::with_tag(text, id, tag).map_err(|refusal| conflict(refusal).into())
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

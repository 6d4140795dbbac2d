//! `planyard init`.

use std::path::Path;

use clap_complete::engine::ArgValueCompleter;
use schemars::JsonSchema;
use serde::Serialize;

use super::Outcome;
use crate::complete;
use crate::config::commented;
use crate::context::Context;
use crate::files;
use crate::plan::dialects;
use crate::prompt;
use crate::report::{Problem, ProblemKind, Report, Role};
use crate::workspace::{CONFIG_FILE, FEATURE_FOLDERS, Workspace, features};

/// What stands in `.gitignore`.
const IGNORED: &str = "/.planyard/";

/// Prepare this repository: planyard.toml, a features folder, a .gitignore entry
///
/// Nothing that exists is overwritten. Every other command also works without this.
#[derive(Debug, clap::Args)]
pub struct Init {
    /// Ask nothing; take the defaults where no flag says otherwise
    #[arg(short, long)]
    yes: bool,
    /// The folder for features [default: the one that exists, else features]
    #[arg(long, value_name = "DIR")]
    features_dir: Option<String>,
    /// The dialect to write features in [default: found by what the documents look like]
    #[arg(long, value_name = "DIALECT", add = ArgValueCompleter::new(complete::dialects))]
    dialect: Option<String>,
    /// Make the current folder a workspace of its own, below the repository's root
    #[arg(long)]
    here: bool,
    /// Show what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// The data of `init`. Files are relative to `root`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Done {
    /// The workspace.
    pub root: String,
    /// Files that were made.
    pub made: Vec<String>,
    /// Files that were added to.
    pub changed: Vec<String>,
    /// Files that stay as they are.
    pub left: Vec<Left>,
    /// Nothing was written.
    pub dry_run: bool,
}

/// A file that stays as it is.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Left {
    /// The file.
    pub file: String,
    /// Why.
    pub why: String,
}

/// What happens to one file.
struct Step {
    path: String,
    what: What,
}

enum What {
    /// It is made with this text.
    Make(String),
    /// This is put at its end.
    Append(String),
    /// It stays as it is; why.
    Leave(&'static str),
}

impl Init {
    /// Writes what is missing; all of it or nothing.
    ///
    /// # Errors
    /// A folder outside the workspace, an unknown dialect, or a file that cannot be written.
    pub fn run(mut self, context: &Context) -> anyhow::Result<Outcome> {
        let workspace = context.workspace()?;
        let root = if self.here { &context.cwd } else { &workspace.root };
        self.ask(context, workspace)?;
        let folder = self.folder(workspace);
        let inside = files::inside(root, Path::new(&folder))?;
        let folder = inside.to_str().unwrap_or(&folder).to_owned();
        let steps = self.steps(root, workspace.git.is_some(), &folder)?;
        if !self.dry_run {
            apply(root, &workspace.locks(), &steps)?;
        }
        Ok(self.report(root, &steps)?.into())
    }

    fn folder(&self, workspace: &Workspace) -> String {
        let named = self.features_dir.as_deref().map(|name| name.trim_end_matches('/').to_owned());
        let there = || if self.here { None } else { features::folders(workspace).into_iter().next() };
        named.or_else(there).unwrap_or_else(|| FEATURE_FOLDERS[0].to_owned())
    }

    /// Asks for what the flags do not say.
    fn ask(&mut self, context: &Context, workspace: &Workspace) -> anyhow::Result<()> {
        if let Some(name) = &self.dialect {
            known_dialect(name)?;
        }
        let said = self.yes || self.dry_run || self.features_dir.is_some() || self.dialect.is_some() || self.here;
        if said {
            return Ok(());
        }
        if !context.terminal.can_ask {
            return Err(Problem::new(ProblemKind::Usage, "there is no terminal to ask questions at")
                .source("init")
                .hint(
                    "give --yes for the defaults, or --features-dir and --dialect; --dry-run shows what would be done",
                )
                .into());
        }
        let folder = self.folder(workspace);
        self.features_dir = prompt::text(context, "Folder for features", Some(&folder))?;
        let names: Vec<&str> = dialects::ALL.iter().map(|dialect| dialect.name()).collect();
        let question = format!("Dialect (auto, {})", names.join(", "));
        let dialect = prompt::text(context, &question, Some("auto"))?;
        self.dialect = dialect.filter(|dialect| dialect != "auto");
        if let Some(name) = &self.dialect {
            known_dialect(name)?;
        }
        if prompt::confirm(context, "Write what is missing?", true)? == Some(false) {
            self.dry_run = true;
        }
        Ok(())
    }

    fn steps(&self, root: &Path, git: bool, folder: &str) -> anyhow::Result<Vec<Step>> {
        let mut set = Vec::new();
        if !FEATURE_FOLDERS.contains(&folder) {
            set.push(("features.folders", toml::Value::from(vec![folder]).to_string()));
        }
        if let Some(dialect) = &self.dialect {
            set.push(("features.dialect", toml::Value::from(dialect.as_str()).to_string()));
        }
        let missing = |path: &str, text: &dyn Fn() -> String| -> anyhow::Result<Step> {
            let there = root.join(path).symlink_metadata().is_ok();
            let what = if there { What::Leave("it exists") } else { What::Make(text()) };
            files::inside(root, Path::new(path))?;
            Ok(Step { path: path.to_owned(), what })
        };
        let mut steps =
            vec![missing(&format!("{folder}/README.md"), &readme)?, missing(CONFIG_FILE, &|| commented(&set))?];
        let ignore = files::read_text_if_there(root, ".gitignore")?;
        if git || ignore.is_some() {
            steps.push(Step { path: ".gitignore".to_owned(), what: ignored(ignore.as_deref()) });
        }
        Ok(steps)
    }

    fn report(&self, root: &Path, steps: &[Step]) -> anyhow::Result<Report> {
        let mut report = Report::new("init");
        let mut done = Done {
            root: root.display().to_string(),
            made: Vec::new(),
            changed: Vec::new(),
            left: Vec::new(),
            dry_run: self.dry_run,
        };
        for step in steps {
            let (verb, role, note) = match &step.what {
                What::Make(_) => {
                    done.made.push(step.path.clone());
                    (if self.dry_run { "would make" } else { "made" }, Role::Good, String::new())
                }
                What::Append(_) => {
                    done.changed.push(step.path.clone());
                    (if self.dry_run { "would add to" } else { "added to" }, Role::Good, format!(": {IGNORED}"))
                }
                What::Leave(why) => {
                    done.left.push(Left { file: step.path.clone(), why: (*why).to_owned() });
                    ("left", Role::Dim, format!(": {why}"))
                }
            };
            report.view.line(vec![(role, format!("{verb} ")), (Role::Strong, step.path.clone()), (Role::Plain, note)]);
        }
        if self.dry_run {
            report.view.text("nothing was written");
        }
        report.data = Some(serde_json::to_value(done)?);
        report.next = (!self.dry_run).then(|| "planyard new-feature P01 SLUG".to_owned());
        Ok(report)
    }
}

fn known_dialect(name: &str) -> anyhow::Result<()> {
    if name == "auto" || dialects::find(name).is_some() {
        return Ok(());
    }
    let names: Vec<&str> = dialects::ALL.iter().map(|dialect| dialect.name()).collect();
    Err(Problem::new(ProblemKind::Usage, format!("there is no dialect {name}"))
        .source("--dialect")
        .hint(format!("the known dialects are {}", names.join(", ")))
        .into())
}

fn readme() -> String {
    "# Features\n\n\
     One folder a feature: `design.md` (what and why), `user_stories.md` (for whom, and when it is good) and `tasks.md`\n\
     (the steps). `planyard new-feature P01 SLUG` makes one, `planyard check-planning` says what a plan lacks,\n\
     `planyard status` shows how far each is, and `planyard check-completion` whether one is done.\n"
        .to_owned()
}

/// What `.gitignore` needs: an entry, with the line ends that it has.
fn ignored(text: Option<&str>) -> What {
    let Some(text) = text else { return What::Make(format!("{IGNORED}\n")) };
    let has = |line: &str| matches!(line.trim(), ".planyard" | ".planyard/" | "/.planyard" | "/.planyard/");
    if text.lines().any(has) {
        return What::Leave("it has an entry for .planyard");
    }
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { end };
    What::Append(format!("{gap}{IGNORED}{end}"))
}

/// Does every step; on the first that fails takes back those before it.
fn apply(root: &Path, locks: &files::Locks, steps: &[Step]) -> anyhow::Result<()> {
    let mut made: Vec<(&str, &str)> = Vec::new();
    for step in steps {
        let done = match &step.what {
            What::Make(text) => files::create_new(root, &step.path, text).map(|()| made.push((&step.path, text))),
            // The last step, so that it never has to be taken back.
            What::Append(text) => files::update(root, locks, &step.path, |before| {
                Ok(matches!(ignored(Some(before)), What::Append(_)).then(|| format!("{before}{text}")))
            })
            .map(drop),
            What::Leave(_) => Ok(()),
        };
        if let Err(error) = done {
            for (path, text) in made.into_iter().rev() {
                files::take_back(root, path, text);
            }
            return Err(error);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(text: &str) -> String {
        match ignored(Some(text)) {
            What::Append(more) => format!("{text}{more}"),
            _ => text.to_owned(),
        }
    }

    #[test]
    fn the_entry_is_added_once_and_in_the_files_own_style() {
        assert_eq!(after("target"), "target\n/.planyard/\n");
        assert_eq!(after("a\r\nb\r\n"), "a\r\nb\r\n/.planyard/\r\n");
        assert_eq!(after(""), "/.planyard/\n");
        for has in ["/.planyard/\n", "x\n.planyard", " .planyard/ \r\n"] {
            assert_eq!(after(has), has);
        }
        assert_eq!(after("# .planyard/\n"), "# .planyard/\n/.planyard/\n");
    }
}

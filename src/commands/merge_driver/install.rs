//! Setting the driver up for a repository.

use super::{MergeData, git};
use crate::commands::Outcome;
use crate::context::Context;
use crate::files;
use crate::plan::dialects;
use crate::report::{Report, Role};
use crate::workspace::{Workspace, features};

const FILE: &str = ".gitattributes";
const BEGIN: &str = "# planyard merge-driver: planning files are merged task by task";
const END: &str = "# planyard merge-driver ends";

/// Sets it up, or takes it back.
pub(super) fn run(context: &Context, workspace: &Workspace, install: bool) -> anyhow::Result<Outcome> {
    let git = git(context, workspace)?;
    let patterns = if install { patterns(workspace) } else { Vec::new() };
    let before = files::read_text_if_there(&workspace.root, FILE)?;
    let after = attributes(before.as_deref().unwrap_or_default(), &patterns);
    let mut written = false;
    match &before {
        None if after.is_empty() => {}
        None => {
            files::create_new(&workspace.root, FILE, &after)?;
            written = true;
        }
        Some(_) => {
            written = files::update(&workspace.root, &workspace.locks(), FILE, |text| {
                let after = attributes(text, &patterns);
                Ok((after != text).then_some(after))
            })?;
        }
    }
    let config = |args: &[&str]| git.at(&workspace.root).args(["config", "--local"].iter().chain(args).copied());
    let driver = driver(&std::env::current_exe()?.to_string_lossy());
    let known = config(&["--get", "merge.planyard.driver"]).run()?.stdout_text().trim_end().to_owned();
    if install && known != driver {
        config(&["merge.planyard.name", "planning files, task by task"]).done()?;
        config(&["merge.planyard.driver", &driver]).done()?;
        written = true;
    } else if !install && !known.is_empty() {
        config(&["--remove-section", "merge.planyard"]).done()?;
        written = true;
    }
    let mut report = Report::new("merge-driver");
    let word = match (install, written) {
        (true, true) => "git now merges planning files task by task",
        (true, false) => "it was set up already",
        (false, true) => "git merges planning files by lines again",
        (false, false) => "it was not set up",
    };
    report.view.line(vec![(Role::Good, word.to_owned())]);
    for pattern in &patterns {
        report.view.line(vec![(Role::Dim, format!("  {pattern}"))]);
    }
    report.next = (install && written).then(|| format!("git add {FILE}"));
    let driver = install.then_some(driver);
    report.data = Some(serde_json::to_value(MergeData { written, patterns, driver, ..MergeData::default() })?);
    Ok(report.into())
}

/// The command as git's shell reads it; git puts in the files and, in quotes of its own, the path and the labels.
fn driver(program: &str) -> String {
    let program = format!("'{}'", program.replace('\'', "'\\''"));
    format!("{program} merge-driver --marker-size=%L --label-base=%S --label-ours=%X --label-theirs=%Y -- %O %A %B %P")
}

/// Where planning files are, or will be, in this workspace.
fn patterns(workspace: &Workspace) -> Vec<String> {
    let mut patterns: Vec<String> =
        features::folders(workspace).iter().map(|folder| format!("/{folder}/**/*.md")).collect();
    let configured = !workspace.config.features.folders.is_empty();
    for (_, place) in dialects::places().filter(|_| !configured) {
        let folder = place.folder();
        if workspace.root.join(folder).exists() {
            patterns.push(if place.is_file() { format!("/{}", place.pattern) } else { format!("/{folder}/**/*.md") });
        }
    }
    if workspace.root.join(".planning").is_dir() {
        patterns.push("/.planning/**/*.md".to_owned());
    }
    patterns.extend(workspace.config.features.files.iter().map(|file| format!("/{file}")));
    if patterns.is_empty() {
        patterns.extend(crate::workspace::FEATURE_FOLDERS.map(|folder| format!("/{folder}/**/*.md")));
    }
    patterns.sort();
    patterns.dedup();
    patterns
}

/// The file with the block of these patterns in place of the one that is there; without patterns, without it.
fn attributes(text: &str, patterns: &[String]) -> String {
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let block = if patterns.is_empty() {
        String::new()
    } else {
        // What a pattern of the file says by spaces, it says by `?`.
        let lines = patterns.iter().map(|pattern| format!("{} merge=planyard{newline}", pattern.replace(' ', "?")));
        format!("{BEGIN}{newline}{}{END}{newline}", lines.collect::<String>())
    };
    let span = text.find(BEGIN).and_then(|start| {
        let end = start + text[start..].find(END)? + END.len();
        Some((start, end + text[end..].find('\n').map_or(text.len() - end, |at| at + 1)))
    });
    match span {
        Some((start, end)) => format!("{}{block}{}", &text[..start], &text[end..]),
        None if text.is_empty() || text.ends_with('\n') || block.is_empty() => format!("{text}{block}"),
        None => format!("{text}{newline}{block}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_block_comes_and_goes_and_all_else_stays() {
        let patterns = ["/specs/**/*.md".to_owned(), "/my plans/a.md".to_owned()];
        for text in ["", "*.png binary\n", "*.png binary", "# a\r\n*.sh eol=lf\r\n"] {
            let with = attributes(text, &patterns);
            assert!(with.contains("/specs/**/*.md merge=planyard") && with.contains("/my?plans/a.md merge"), "{with}");
            assert_eq!(attributes(&with, &patterns), with, "twice is once");
            assert_eq!(attributes(&with, &[]).trim_end(), text.trim_end());
        }
    }

    #[test]
    fn the_program_is_quoted() {
        assert!(driver("/a b/o'x").starts_with("'/a b/o'\\''x' merge-driver --marker-size=%L "));
    }
}

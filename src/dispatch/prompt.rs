//! What an agent is told: the task with its stories, the design, the repository's rules, and the contract of the result.
//! The texts are templates, `templates/prompts/*.md`, overridden by files of the same name in the workspace's
//! `templates/planyard/prompts/`.

use std::path::Path;

use anyhow::Result;
use minijinja::{Environment, UndefinedBehavior, Value, context};

use crate::plan::model::{Feature, Role, Task};
use crate::queue::Question;
use crate::report::{Problem, ProblemKind};

/// The compiled-in templates.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("resume.md", include_str!("../../templates/prompts/resume.md")),
    ("review.md", include_str!("../../templates/prompts/review.md")),
    ("task.md", include_str!("../../templates/prompts/task.md")),
];

/// The most bytes of each part; what is longer is cut, and says so.
const LONGEST: usize = 16 * 1024;
/// Files with the repository's rules for agents; the first that is there is quoted.
const RULES: [&str; 3] = ["AGENTS.md", "CLAUDE.md", "GEMINI.md"];
/// Headings of a design that an agent needs in any case.
const DESIGN: [&str; 5] = ["overview", "technical approach", "approach", "interfaces", "file structure"];

/// Everything that a prompt is made of.
#[derive(Debug, Default)]
pub struct Parts<'p> {
    /// The feature's id.
    pub feature: String,
    /// The worktree.
    pub worktree: String,
    /// The branch.
    pub branch: String,
    /// This program, where it is: a shell of the agent may look for programs elsewhere.
    pub planyard: String,
    /// What must pass before the work lands.
    pub gates: Vec<String>,
    /// What the agent may not change.
    pub protected: Vec<String>,
    /// Questions with their answers.
    pub answers: Vec<&'p Question>,
    /// Messages of people.
    pub told: Vec<String>,
    /// Why an earlier attempt was sent back.
    pub evidence: Option<String>,
    /// The change, for a reviewer.
    pub diff: Option<String>,
}

/// The part of a plan that a task's prompt quotes, owned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// The task's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The document it is in.
    pub file: String,
    /// Its section, whole.
    pub section: String,
    /// The sections of its stories.
    pub stories: Vec<String>,
    /// Excerpts of the design.
    pub design: String,
}

/// What a plan says about a task.
pub fn quote(feature: &Feature<'_>, task: &Task<'_>) -> Quoted {
    let doc = &feature.docs[task.doc];
    let text = |doc: usize, span: &crate::plan::document::Span| {
        cut(feature.docs[doc].source.text.get(span.range()).unwrap_or_default().trim_end())
    };
    let wanted: Vec<&str> = task.stories.iter().map(|story| story.text).collect();
    let all = wanted.iter().any(|id| id.eq_ignore_ascii_case("all"));
    let served = |id: &str| all || wanted.iter().any(|wanted| wanted.eq_ignore_ascii_case(id));
    let stories = feature.stories.iter().filter(|story| served(story.id)).map(|story| text(story.doc, &story.section));
    let designs = feature.docs.iter().filter(|doc| doc.source.role == Role::Design);
    let design: Vec<String> = designs.map(|doc| excerpts(&doc.source.text)).collect();
    Quoted {
        id: task.id.to_string(),
        title: task.title.to_string(),
        file: doc.source.path.to_string(),
        section: text(task.doc, &task.section),
        stories: stories.collect(),
        design: cut(&design.join("\n")),
    }
}

/// The sections of a design that say how something is built.
fn excerpts(text: &str) -> String {
    let mut out = String::new();
    let mut taken = false;
    let mut fenced = false;
    for line in text.lines() {
        fenced ^= line.trim_start().starts_with("```");
        if let Some(title) = line.strip_prefix("## ").filter(|_| !fenced) {
            let title = title.trim().to_ascii_lowercase();
            taken = DESIGN.iter().any(|wanted| title.starts_with(wanted));
        }
        if taken {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.trim_end().to_owned()
}

/// The repository's rules for agents.
pub fn rules(worktree: &Path) -> Option<String> {
    RULES.iter().find_map(|name| {
        let text = crate::files::read_text_if_there(worktree, name).ok().flatten()?;
        Some(format!("({name})\n\n{}", cut(text.trim())))
    })
}

fn cut(text: &str) -> String {
    if text.len() <= LONGEST {
        return text.to_owned();
    }
    let mut end = LONGEST;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}\n[… {} bytes more]", &text[..end], text.len() - end)
}

/// Fills in a template: `task.md`, `resume.md` or `review.md`.
///
/// # Errors
/// The template is not there, or names what there is not.
pub fn render(root: &Path, name: &str, quoted: &Quoted, parts: &Parts<'_>, rules: Option<&str>) -> Result<String> {
    let own = format!("templates/planyard/prompts/{name}");
    let text = match crate::files::read_text_if_there(root, &own)? {
        Some(text) => text,
        None => BUILT_IN
            .iter()
            .find(|(built_in, _)| *built_in == name)
            .map(|(_, text)| (*text).to_owned())
            .ok_or_else(|| {
                Problem::new(ProblemKind::NotFound, format!("there is no prompt template {name}")).source(own.clone())
            })?,
    };
    let wrong = |error: minijinja::Error| {
        let line = error.line().map_or(String::new(), |line| format!(" in line {line}"));
        Problem::new(ProblemKind::Config, format!("the prompt template {name} is wrong{line}: {error}"))
            .source(own.clone())
            .hint("compare it with the built-in one: `planyard dispatch FEATURE --dry-run` shows what is told")
    };
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_template(name, &text).map_err(wrong)?;
    Ok(environment
        .get_template(name)
        .and_then(|template| template.render(values(quoted, parts, rules)))
        .map_err(wrong)?)
}

fn values(quoted: &Quoted, parts: &Parts<'_>, rules: Option<&str>) -> Value {
    let answers: Vec<Value> = parts
        .answers
        .iter()
        .map(|question| {
            let answer = question.answer.clone().unwrap_or_default();
            context! { question => question.text.clone(), by => question.by.clone().unwrap_or_default(), answer }
        })
        .collect();
    let gates = if parts.gates.is_empty() { "no gate".to_owned() } else { parts.gates.join(", ") };
    context! {
        feature => parts.feature.clone(),
        worktree => parts.worktree.clone(),
        branch => parts.branch.clone(),
        task => context! { id => quoted.id.clone(), title => quoted.title.clone(), file => quoted.file.clone(), section => quoted.section.clone() },
        stories => quoted.stories.clone(),
        design => quoted.design.clone(),
        rules => rules.unwrap_or_default(),
        answers,
        told => parts.told.clone(),
        evidence => parts.evidence.clone().unwrap_or_default(),
        gates,
        planyard => word(&parts.planyard),
        protected => parts.protected.join(", "),
        diff => parts.diff.as_deref().map(cut).unwrap_or_default(),
    }
}

/// A program as a shell reads it; by its name alone when it is not known where it is.
fn word(program: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./+".contains(c);
    match program {
        "" => "planyard".to_owned(),
        _ if program.chars().all(plain) => program.to_owned(),
        _ => format!("'{}'", program.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted() -> Quoted {
        Quoted {
            id: "T01".to_owned(),
            title: "{{ evil }} <result>".to_owned(),
            file: "features/F/tasks.md".to_owned(),
            section: "### T01: {{ evil }}\n- [ ] {% raw %}".to_owned(),
            stories: vec!["## US-01: A story".to_owned()],
            design: excerpts("# D\n\n## Overview\nshort\n\n## Risks\nnone\n## Interfaces\nx\n"),
        }
    }

    #[test]
    fn every_template_takes_every_part_and_text_is_never_a_template() {
        let folder = tempfile::tempdir().unwrap();
        for (name, _) in BUILT_IN {
            for parts in [Parts::default(), Parts { evidence: Some("line 3: {{ x }}".to_owned()), ..Parts::default() }]
            {
                let text = render(folder.path(), name, &quoted(), &parts, Some("be kind")).unwrap();
                assert!(text.contains("<result>{\"status\""), "{text}");
                assert!(text.contains("T01") || *name == "resume.md");
            }
        }
        let text = render(folder.path(), "task.md", &quoted(), &Parts::default(), None).unwrap();
        assert!(text.contains("{% raw %}") && text.contains("## Interfaces\nx") && !text.contains("Risks"), "{text}");
    }

    #[test]
    fn a_template_of_the_workspace_comes_first_and_its_faults_have_a_line() {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join("templates/planyard/prompts");
        std::fs::create_dir_all(&own).unwrap();
        crate::files::write_output(&own.join("task.md"), b"Do {{ task.id }}!\n{{ nothing }}\n").unwrap();
        let error = render(folder.path(), "task.md", &quoted(), &Parts::default(), None).unwrap_err();
        assert!(error.to_string().contains("line 2"), "{error}");
    }
}

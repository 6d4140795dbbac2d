//! `workitems`: a folder with design.md, user_stories.md and tasks.md; tasks are headings, and the boxes before their
//! fields (`- [x] Estimate: 1hr`) are their own marks.

use super::{Dialect, DocEdit, Evidence, Refusal};
use crate::plan::model::{Doc, Feature, Role, Status};
use crate::plan::sections;

/// The dialect.
pub(super) struct Workitems;

impl Dialect for Workitems {
    fn name(&self) -> &'static str {
        "workitems"
    }

    fn about(&self) -> &'static str {
        "design.md, user_stories.md and tasks.md; `### T01: Title` with `- [ ] Estimate:` boxes under it"
    }

    fn detect(&self, docs: &[Doc<'_>]) -> Option<Evidence> {
        let tasks = docs
            .iter()
            .filter(|doc| doc.source.role == Role::Tasks)
            .flat_map(|doc| doc.outline.nodes().iter().filter_map(|node| sections::task_heading(&doc.outline, node)));
        let count = tasks.count();
        if count > 0 {
            let because = format!("{count} task headings such as `### T01: …`");
            return Some(Evidence { score: 50, because });
        }
        let named = docs.iter().find(|doc| doc.source.role != Role::Other)?;
        let in_folder = docs.iter().any(|doc| matches!(doc.source.role, Role::Design | Role::Stories));
        let name = named.source.path.rsplit('/').next().unwrap_or_default();
        (in_folder || name == "tasks.md").then(|| Evidence { score: 10, because: format!("a document named {name}") })
    }

    fn read<'a>(&self, feature: &mut Feature<'a>) {
        sections::read_documents(feature);
    }

    fn set_status(&self, feature: &Feature<'_>, task: usize, to: Status) -> Result<Vec<DocEdit>, Refusal> {
        sections::set_marks(feature, task, to)
    }

    fn add_note(&self, feature: &Feature<'_>, task: usize, note: &str) -> Result<Vec<DocEdit>, Refusal> {
        sections::add_note(feature, task, note)
    }
}

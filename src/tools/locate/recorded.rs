//! Recorded runs on lines that are not ASCII: what a tool points at is where we say it is.

use super::Locator;
use crate::tools::Catalog;
use crate::tools::formats::{self, Input};
use crate::tools::record::{Record, Stream};

/// Record, recording, file, its text, and what one of the findings points at.
const POINTED_AT: &[(&str, &str, &str, &str, &str)] = &[
    ("biome-lint", "biome.unicode", "uni.js", JS, "debugger"),
    ("clang-tidy", "clang-tidy.findings", "bad.cpp", CPP, "*p + s"),
    ("clippy", "clippy.unicode", "src/lib.rs", RS, "u = 1"),
    ("eslint", "eslint.unicode", "js/uni.js", JS, "debugger"),
    ("markdownlint-cli2", "markdownlint-cli2.unicode", "uni.md", "# Ünï 日本😀\n\ntext é😀 <b>x</b> 日\n", "<b>"),
    ("oxlint", "oxlint.unicode", "uni.js", JS, "debugger"),
    ("shellcheck", "shellcheck.unicode", "uni.sh", "#!/bin/bash\necho \"日本\" $1\n", "$1"),
    ("stylelint", "stylelint.unicode", "uni.css", ".a { background: url(\"日本😀é\"); color: #GGG; }\n", "#GGG"),
    ("tsc", "tsc.unicode", "uni.ts", "const s = \"日本😀é\"; const n: number = s;\nexport { n };\n", "n: number"),
    ("typos", "typos.unicode", "u.txt", "日本 teh x\n", "teh"),
    ("yamllint", "yamllint.unicode", "uni.yaml", "---\n\"日本😀\": yes   \n", "yes"),
    ("zizmor", "zizmor.findings", ".github/workflows/bad.yml", WORKFLOW, "github.event.issue"),
];

const JS: &str = "var a = \"😀é\"; debugger;\n";
const CPP: &str = "#include <stddef.h>\nint f(int *p) {\n  const char *s = \"日本😀é\"; int x; return x + *p + s[0];\n}\n\
                   int main() { int *q = NULL; return f(q) / 0; }\n";
const RS: &str = "pub fn f() {\n    let _t = \"日本😀é\"; let u = 1;\n    let é = 1;\n}\n";
const WORKFLOW: &str = "name: bad\non: [push, pull_request_target]\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      \
                        - uses: actions/checkout@v4\n      - run: echo \"日本😀\" \"${{ github.event.issue.title }}\"\n";

/// What the findings of a recorded run point at: the rest of the line from the first column.
fn pointed_at(record: &Record, recording: &str, file: &str, text: &str) -> Vec<String> {
    let captures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/captures");
    let suffix = if record.read.from == Stream::Stderr { "err" } else { "out" };
    let mut bytes = std::fs::read(captures.join(format!("{recording}.{suffix}"))).unwrap();
    if record.read.from == Stream::Both {
        bytes.extend(std::fs::read(captures.join(format!("{recording}.err"))).unwrap());
    }
    let format = formats::find(&record.read.format).unwrap();
    let reading = (format.read)(&Input { bytes: &bytes, record }).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(file);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    #[expect(clippy::disallowed_methods, reason = "the test writes a file of its own")]
    std::fs::write(path, text).unwrap();
    let mut locator = Locator::new(record, folder.path().to_owned(), folder.path(), "/repo".as_ref());
    let findings = reading.findings.iter().filter_map(|raw| locator.finding(raw));
    let places = findings.filter(|finding| &*finding.file == file).filter_map(|finding| finding.place);
    let rest = |place: crate::report::Place| {
        let line = text.lines().nth(place.line as usize - 1).unwrap_or_default();
        line.chars().skip((place.column as usize).saturating_sub(1)).collect()
    };
    places.map(rest).collect()
}

#[test]
fn columns_point_at_what_the_tool_means() {
    let catalog = Catalog::load(&toml::Table::new()).unwrap();
    for (name, recording, file, text, expected) in POINTED_AT {
        let found = pointed_at(catalog.get(name).unwrap(), recording, file, text);
        assert!(found.iter().any(|rest| rest.starts_with(expected)), "{recording}: {found:?}");
    }
}

#[test]
fn a_records_unit_wins_over_what_the_output_declares() {
    let catalog = Catalog::load(&toml::Table::new()).unwrap();
    let mut record = catalog.get("oxlint").unwrap().clone();
    record.read.format = "sarif".to_owned();
    let found = pointed_at(&record, "oxlint-sarif.unicode", "uni.js", JS);
    assert!(found.iter().any(|rest| rest.starts_with("debugger")), "{found:?}");
    // SARIF's own default is UTF-16, and biome counts code points without saying so.
    record.columns.unit = Some(crate::tools::record::ColumnUnit::Chars);
    let found = pointed_at(&record, "biome-sarif.unicode", "js/uni.js", JS);
    assert!(found.iter().any(|rest| rest.starts_with("debugger")), "{found:?}");
}

//! Files that say which programs the work needs, and in which versions.

use regex::Regex;
use toml::{Table, Value};

use super::{Draft, list};
use crate::health::versions::Range;

/// The files that are read, by name.
pub(super) const FILES: &[&str] = &[
    "rust-toolchain.toml",
    "rust-toolchain",
    "Cargo.toml",
    ".tool-versions",
    ".nvmrc",
    ".node-version",
    ".python-version",
    ".ruby-version",
    "package.json",
    "go.mod",
    "pyproject.toml",
    "composer.json",
];

/// The programs that a file asks for.
pub(super) fn drafts(path: &str, text: &str) -> Vec<Draft> {
    let first =
        || text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or_default();
    let wanted: Vec<(String, String)> = match path.rsplit('/').next().unwrap_or_default() {
        "rust-toolchain.toml" => rust(text),
        "rust-toolchain" if text.contains('[') => rust(text),
        "rust-toolchain" => vec![("cargo".to_owned(), exact(first()))],
        "Cargo.toml" => cargo(text),
        ".tool-versions" => tool_versions(text),
        ".nvmrc" | ".node-version" => vec![("node".to_owned(), exact(first()))],
        ".python-version" => vec![("python3".to_owned(), exact(first()))],
        ".ruby-version" => vec![("ruby".to_owned(), exact(first().trim_start_matches("ruby-")))],
        "package.json" => package_json(text),
        "go.mod" => go(text),
        "pyproject.toml" => pyproject(text),
        "composer.json" => composer(text),
        _ => Vec::new(),
    };
    wanted
        .into_iter()
        .filter(|(name, _)| is_program(name))
        .map(|(name, range)| draft(path, text, &name, &range))
        .collect()
}

/// A program, in a range of versions if there is one that can be read.
pub(super) fn draft(path: &str, text: &str, name: &str, range: &str) -> Draft {
    let line = text.lines().position(|line| !range.is_empty() && line.contains(digits(range))).unwrap_or(0);
    let mut draft = Draft::new(name, "tool", path, u32::try_from(line + 1).unwrap_or(1));
    draft.table.insert("tool".to_owned(), Value::String(name.to_owned()));
    if !range.is_empty() && Range::parse(range).is_ok() {
        draft.table.insert("version".to_owned(), Value::String(range.to_owned()));
    }
    // Those that do not know `--version`.
    if let Some(args) = [("go", "version"), ("java", "-version"), ("kubectl", "version --client"), ("erl", "-version")]
        .iter()
        .find_map(|(known, args)| (*known == name).then_some(args))
    {
        draft.table.insert("args".to_owned(), list(args.split(' ').map(str::to_owned)));
    }
    draft
}

fn is_program(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('-')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '+'))
}

/// From the first digit to the end of the number.
fn digits(range: &str) -> &str {
    let start = range.find(|c: char| c.is_ascii_digit()).unwrap_or(range.len());
    let end = range[start..].find(|c: char| !(c.is_ascii_digit() || c == '.')).map_or(range.len(), |at| start + at);
    range[start..end].trim_end_matches(".0")
}

/// `=20.11.0` of `v20.11.0`: what the file pins; nothing of `lts/iron`, `stable` or `3.12-dev`.
fn exact(text: &str) -> String {
    let text = text.trim().trim_start_matches('v');
    let number =
        !text.is_empty() && text.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
    if number { format!("={text}") } else { String::new() }
}

fn rust(text: &str) -> Vec<(String, String)> {
    let table: Table = toml::from_str(text).unwrap_or_default();
    let channel = table.get("toolchain").and_then(|inner| inner.get("channel")).and_then(Value::as_str);
    channel.map(|channel| ("cargo".to_owned(), exact(channel))).into_iter().collect()
}

fn cargo(text: &str) -> Vec<(String, String)> {
    let table: Table = toml::from_str(text).unwrap_or_default();
    let at = |outer: &str| table.get(outer)?.get("rust-version")?.as_str().map(str::to_owned);
    let workspace = || table.get("workspace")?.get("package")?.get("rust-version")?.as_str().map(str::to_owned);
    let least = at("package").or_else(workspace);
    let range = least.map_or(String::new(), |least| format!(">={least}"));
    vec![("cargo".to_owned(), range)]
}

/// asdf and mise: a name and its versions, the first of which is used.
fn tool_versions(text: &str) -> Vec<(String, String)> {
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default());
    let program = |name: &str| match name {
        "nodejs" => "node".to_owned(),
        "python" => "python3".to_owned(),
        "golang" => "go".to_owned(),
        "rust" => "cargo".to_owned(),
        "erlang" => "erl".to_owned(),
        other => other.to_owned(),
    };
    lines
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let (name, version) = (words.next()?, words.next()?);
            // Java's are named after who builds them: `temurin-21.0.2`.
            let version = version.rsplit('-').next().unwrap_or(version);
            Some((program(name), exact(version)))
        })
        .collect()
}

fn package_json(text: &str) -> Vec<(String, String)> {
    let json: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let mut wanted: Vec<(String, String)> = Vec::new();
    for name in ["node", "npm", "pnpm", "yarn", "bun"] {
        if let Some(range) = json.pointer(&format!("/engines/{name}")).and_then(serde_json::Value::as_str) {
            wanted.push((name.to_owned(), range.to_owned()));
        }
    }
    if let Some((name, version)) = json.get("packageManager").and_then(|text| text.as_str()?.split_once('@'))
        && !wanted.iter().any(|(known, _)| known == name)
    {
        let version = version.split('+').next().unwrap_or_default();
        wanted.push((name.to_owned(), format!("^{version}")));
    }
    if wanted.is_empty() && json.is_object() {
        wanted.push(("node".to_owned(), String::new()));
    }
    wanted
}

fn go(text: &str) -> Vec<(String, String)> {
    let least = text.lines().find_map(|line| line.trim().strip_prefix("go ")).map(str::trim);
    let number = |text: &&str| text.chars().all(|c| c.is_ascii_digit() || c == '.');
    vec![("go".to_owned(), least.filter(number).map_or(String::new(), |least| format!(">={least}")))]
}

fn pyproject(text: &str) -> Vec<(String, String)> {
    let table: Table = toml::from_str(text).unwrap_or_default();
    let project = table.get("project").and_then(|project| project.get("requires-python")).and_then(Value::as_str);
    let poetry = || {
        let python = table.get("tool")?.get("poetry")?.get("dependencies")?.get("python")?;
        python.as_str()
    };
    let range = project.or_else(poetry).map_or(String::new(), python_range);
    vec![("python3".to_owned(), range)]
}

/// A range of Python's kind in the words of this one: `~=3.10` is `>=3.10, <4`, `==3.11.*` is `=3.11`.
fn python_range(text: &str) -> String {
    let mut parts = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        if let Some(least) = part.strip_prefix("~=").map(str::trim) {
            let numbers: Vec<u64> = least.split('.').filter_map(|number| number.parse().ok()).collect();
            match numbers.as_slice() {
                [major, _] => parts.push(format!(">={least}, <{}", major.saturating_add(1))),
                [major, minor, _] => parts.push(format!(">={least}, <{major}.{}", minor.saturating_add(1))),
                _ => {}
            }
        } else if let Some(same) = part.strip_prefix("==") {
            parts.push(format!("={}", same.trim_start_matches('=').trim().trim_end_matches(".*")));
        } else if !part.starts_with("!=") {
            parts.push(part.to_owned());
        }
    }
    parts.join(", ")
}

fn composer(text: &str) -> Vec<(String, String)> {
    let json: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let php = json.pointer("/require/php").and_then(serde_json::Value::as_str);
    // composer writes "or" with one bar, too.
    let range = php.map(|range| range.replace("||", "|").replace('|', "||"));
    vec![("php".to_owned(), range.unwrap_or_default())]
}

/// The version that a pinned tool must have wins over the least that it must have.
pub(super) fn is_stricter(range: &str, than: Option<&str>) -> bool {
    let exact = Regex::new(r"^=\d").ok();
    than.is_none_or(|than| exact.as_ref().is_some_and(|exact| exact.is_match(range) && !exact.is_match(than)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str, text: &str) -> Vec<(String, String)> {
        let shown = |draft: Draft| {
            let range = draft.table.get("version").and_then(Value::as_str).unwrap_or_default().to_owned();
            (draft.name, range)
        };
        drafts(path, text).into_iter().map(shown).collect()
    }

    fn is(name: &str, range: &str) -> Vec<(String, String)> {
        vec![(name.to_owned(), range.to_owned())]
    }

    #[test]
    fn versions_are_read_from_the_files_that_pin_them() {
        assert_eq!(of("rust-toolchain.toml", "[toolchain]\nchannel = \"1.95.0\"\n"), is("cargo", "=1.95.0"));
        assert_eq!(of("rust-toolchain", "stable\n"), is("cargo", ""));
        assert_eq!(of("Cargo.toml", "[package]\nrust-version = \"1.80\"\n"), is("cargo", ">=1.80"));
        assert_eq!(of(".nvmrc", "v20.11.0\n"), is("node", "=20.11.0"));
        assert_eq!(of("a/.nvmrc", "lts/iron"), is("node", ""));
        assert_eq!(of(".python-version", "# x\n3.12\n3.11\n"), is("python3", "=3.12"));
        assert_eq!(of("go.mod", "module x\n\ngo 1.22\n"), is("go", ">=1.22"));
        let both = of(".tool-versions", "nodejs 20.1.0 18\njava temurin-21.0.2\n# x\n\nbroken\n");
        assert_eq!(both, [is("node", "=20.1.0"), is("java", "=21.0.2")].concat());
        assert_eq!(of("composer.json", r#"{"require":{"php":"^8.1|^8.2"}}"#), is("php", "^8.1||^8.2"));
    }

    #[test]
    fn ranges_of_other_worlds_are_translated() {
        let python =
            |range: &str| of("pyproject.toml", &format!("[project]\nrequires-python = \"{range}\"\n"))[0].1.clone();
        assert_eq!(python(">=3.10,<4"), ">=3.10, <4");
        assert_eq!(python("~=3.10"), ">=3.10, <4");
        assert_eq!(python("~=3.10.2"), ">=3.10.2, <3.11");
        assert_eq!(python("==3.11.*, !=3.11.4"), "=3.11");
        let npm = r#"{"engines":{"node":">=18 <21"},"packageManager":"pnpm@9.1.0+sha.x"}"#;
        assert_eq!(of("package.json", npm), [is("node", ">=18 <21"), is("pnpm", "^9.1.0")].concat());
        for broken in ["", "{", "[", "= =", "\u{0}"] {
            FILES.iter().for_each(|file| drop(drafts(file, broken)));
        }
    }
}

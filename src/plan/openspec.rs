//! OpenSpec's specs: requirements with scenarios, in the sections of a delta (`## ADDED Requirements`) or of a main spec
//! (`## Requirements`). What its dialect and its rules share.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use saphyr::LoadableYamlNode as _;

use super::document::Span;
use super::model::{Doc, Feature, Piece};
use super::outline::{Kind, Node, Outline};

/// What a delta does with a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Op {
    /// `## ADDED Requirements`.
    Added,
    /// `## MODIFIED Requirements`.
    Modified,
    /// `## REMOVED Requirements`.
    Removed,
    /// `## RENAMED Requirements`.
    Renamed,
}

impl Op {
    const ALL: [Self; 4] = [Self::Added, Self::Modified, Self::Removed, Self::Renamed];

    /// `ADDED`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "ADDED",
            Self::Modified => "MODIFIED",
            Self::Removed => "REMOVED",
            Self::Renamed => "RENAMED",
        }
    }

    /// The requirement is there afterwards, as the delta writes it.
    pub fn is_kept(self) -> bool {
        matches!(self, Self::Added | Self::Modified)
    }

    fn of(title: &str) -> Option<Self> {
        let (word, rest) = title.split_once(' ')?;
        let requirements = rest.eq_ignore_ascii_case("Requirements");
        Self::ALL.into_iter().find(|op| requirements && op.word().eq_ignore_ascii_case(word))
    }
}

/// A `## ` section of a spec.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section<'a> {
    /// Its heading.
    pub title: Piece<'a>,
    /// What it does, when it is one of a delta.
    pub op: Option<Op>,
}

impl Section<'_> {
    /// `## Requirements` of a main spec.
    pub fn is_requirements(&self) -> bool {
        self.title.text.eq_ignore_ascii_case("Requirements")
    }
}

/// A way to try a requirement out: `#### Scenario: Title`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scenario<'a> {
    /// Without the word in front.
    pub name: Piece<'a>,
    /// Something stands under it.
    pub has_body: bool,
}

/// `### Requirement: Title` with what stands under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block<'a> {
    /// Its title.
    pub name: Piece<'a>,
    /// Its heading line.
    pub at: Span,
    /// With its heading.
    pub section: Span,
    /// What the section that it stands in does; `None` in a main spec, or outside of a delta's sections.
    pub op: Option<Op>,
    /// It stands under `## Requirements`.
    pub in_requirements: bool,
    /// Its own words, lines joined: all before its first heading.
    pub text: String,
    /// Its scenarios.
    pub scenarios: Vec<Scenario<'a>>,
}

impl Block<'_> {
    /// The words that make it a requirement stand in its own text.
    pub fn is_normative(&self) -> bool {
        normative(&self.text)
    }

    /// How many scenarios say something.
    pub fn scenario_count(&self) -> usize {
        self.scenarios.iter().filter(|scenario| scenario.has_body).count()
    }
}

/// `SHALL` or `MUST`, as whole words.
pub fn normative(text: &str) -> bool {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).any(|word| matches!(word, "SHALL" | "MUST"))
}

/// A spec of a change, or a main spec.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delta<'a> {
    /// Its `## ` sections.
    pub sections: Vec<Section<'a>>,
    /// Its requirements, wherever they stand.
    pub blocks: Vec<Block<'a>>,
    /// Names in bullets of a REMOVED section.
    pub removed: Vec<Piece<'a>>,
    /// Old and new name.
    pub renamed: Vec<(Piece<'a>, Piece<'a>)>,
    /// `FROM` or `TO` lines that are no pair: the word, and the name.
    pub unpaired: Vec<(&'static str, Piece<'a>)>,
    /// `### ` headings in ADDED and MODIFIED that are no requirement.
    pub skipped: Vec<(Piece<'a>, Op)>,
}

impl<'a> Delta<'a> {
    /// Reads a spec.
    pub fn read(outline: &Outline<'a>) -> Self {
        let mut delta = Self::default();
        let mut pending: Option<Piece<'a>> = None;
        for (at, node) in outline.nodes().iter().enumerate() {
            let op = delta.sections.last().and_then(|section| section.op);
            let body = Piece { text: outline.body(node), span: node.body };
            match node.level() {
                Some(2) => {
                    delta.unpaired.extend(pending.take().map(|from| ("FROM", from)));
                    delta.sections.push(Section { title: body, op: Op::of(body.text) });
                }
                Some(3) => delta.heading(outline, at, body, op),
                Some(_) => {}
                None => match op {
                    Some(Op::Removed) => delta.removed.extend(named(outline, body.text)),
                    Some(Op::Renamed) => delta.rename(outline, body.text, &mut pending),
                    _ => {}
                },
            }
        }
        delta.unpaired.extend(pending.map(|from| ("FROM", from)));
        delta
    }

    fn heading(&mut self, outline: &Outline<'a>, at: usize, body: Piece<'a>, op: Option<Op>) {
        match requirement(outline, body.text) {
            Some(name) => {
                let in_requirements = self.sections.last().is_some_and(Section::is_requirements);
                self.blocks.push(block(outline, at, name, op, in_requirements));
            }
            None => self.skipped.extend(op.filter(|op| op.is_kept()).map(|op| (body, op))),
        }
    }

    fn rename(&mut self, outline: &Outline<'a>, line: &'a str, pending: &mut Option<Piece<'a>>) {
        let name = |word: &str| named(outline, line.strip_prefix(word)?.trim_start());
        if let Some(from) = name("FROM:") {
            self.unpaired.extend(pending.replace(from).map(|from| ("FROM", from)));
        } else if let Some(to) = name("TO:") {
            match pending.take() {
                Some(from) => self.renamed.push((from, to)),
                None => self.unpaired.push(("TO", to)),
            }
        }
    }

    /// The requirements of a section's kind.
    pub fn of(&self, op: Op) -> impl Iterator<Item = &Block<'a>> {
        self.blocks.iter().filter(move |block| block.op == Some(op))
    }

    /// The names of what is removed: by headings and by bullets.
    pub fn removals(&self) -> impl Iterator<Item = Piece<'a>> + '_ {
        self.of(Op::Removed).map(|block| block.name).chain(self.removed.iter().copied())
    }

    /// How many changes it makes.
    pub fn count(&self) -> usize {
        let kept = self.blocks.iter().filter(|block| block.op.is_some_and(Op::is_kept)).count();
        kept + self.removals().count() + self.renamed.len()
    }

    /// It has a section of a delta.
    pub fn is_delta(&self) -> bool {
        self.sections.iter().any(|section| section.op.is_some())
    }
}

/// The name in `Requirement: Name`.
fn requirement<'a>(outline: &Outline<'a>, text: &'a str) -> Option<Piece<'a>> {
    let word = "requirement:";
    let rest =
        text.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word)).map(|_| text[word.len()..].trim())?;
    let bare = rest.trim_end_matches('#');
    let name = if bare.len() < rest.len() && bare.ends_with([' ', '\t']) { bare.trim_end() } else { rest };
    (!name.is_empty()).then(|| Piece::of(outline, name))
}

/// The name in `### Requirement: Name`, with or without backquotes.
fn named<'a>(outline: &Outline<'a>, text: &'a str) -> Option<Piece<'a>> {
    let text = text.strip_prefix('`').unwrap_or(text);
    requirement(outline, text.strip_suffix('`').unwrap_or(text).strip_prefix("###")?.trim_start())
}

fn block<'a>(outline: &Outline<'a>, at: usize, name: Piece<'a>, op: Option<Op>, in_requirements: bool) -> Block<'a> {
    let ends = |node: &Node| match node.level() {
        Some(2) => true,
        Some(3) => requirement(outline, outline.body(node)).is_some(),
        _ => false,
    };
    let end = outline.nodes()[at + 1..].iter().position(ends).map_or(outline.nodes().len(), |after| at + 1 + after);
    Block {
        name,
        at: outline.nodes()[at].span,
        section: super::sections::span_between(outline, at, end),
        op,
        in_requirements,
        text: own_text(outline, at + 1..end),
        scenarios: scenarios(outline, at + 1..end),
    }
}

/// The lines before the first heading, without those such as `**Priority**: high` unless there are no others.
fn own_text(outline: &Outline<'_>, nodes: Range<usize>) -> String {
    let (mut text, mut labels) = (Vec::new(), Vec::new());
    for node in outline.nodes()[nodes].iter().take_while(|node| node.level().is_none()) {
        if matches!(node.kind, Kind::Fence | Kind::Hidden) {
            continue;
        }
        let line = outline.slice(node.span).trim();
        let label =
            line.strip_prefix("**").and_then(|rest| rest.split_once("**:")).is_some_and(|(key, _)| !key.contains('*'));
        if label { &mut labels } else { &mut text }.push(line);
    }
    if text.is_empty() { labels.join("\n") } else { text.join("\n") }
}

fn scenarios<'a>(outline: &Outline<'a>, nodes: Range<usize>) -> Vec<Scenario<'a>> {
    let mut found = Vec::new();
    for at in nodes.clone().filter(|at| outline.nodes()[*at].level() == Some(4)) {
        let body = outline.body(&outline.nodes()[at]);
        let word = "scenario:";
        let worded =
            body.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word)).map(|_| body[word.len()..].trim());
        let next = outline.nodes()[at + 1..nodes.end].first();
        let has_body = next.is_some_and(|node| node.level().is_none_or(|level| level > 4));
        found.push(Scenario { name: Piece::of(outline, worded.unwrap_or(body)), has_body });
    }
    found
}

/// A name without case and with single spaces: two that are the same so are meant to be one.
pub fn folded(name: &str) -> String {
    name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A main spec: `openspec/specs/NAME/spec.md`.
pub fn is_main(path: &str) -> bool {
    path.starts_with("openspec/specs/") || path.contains("/openspec/specs/")
}

/// What lies below `specs/`, of a change or of the main specs: `auth/spec.md`.
pub fn below_specs<'p>(feature: &Feature<'_>, path: &'p str) -> Option<&'p str> {
    if is_main(path) {
        return path.split_once("openspec/specs/").map(|(_, below)| below);
    }
    path.strip_prefix(feature.path.as_str())?.strip_prefix("/specs/")
}

/// The specs of a change and the main specs beside them.
#[derive(Debug, Clone, Default)]
pub struct Specs<'a> {
    /// With the index of their document, in order.
    pub deltas: Vec<(usize, Delta<'a>)>,
    /// By what lies below `specs/`.
    pub main: BTreeMap<String, (usize, Delta<'a>)>,
    /// Documents below `specs/` that hold deltas and are not read: they are no `spec.md` of a capability.
    pub misplaced: Vec<usize>,
    /// The change lies in the archive: what it does has been done.
    pub archived: bool,
    /// These are the main specs themselves, not a change of them.
    pub is_main: bool,
}

impl<'a> Specs<'a> {
    /// Of a feature.
    pub fn of(feature: &Feature<'a>) -> Self {
        let (archived, is_main) = (feature.path.contains("/changes/archive/"), feature.dialect == "openspec-specs");
        let mut specs = Self { archived, is_main, ..Self::default() };
        for (at, doc) in feature.docs.iter().enumerate() {
            let read = || (at, Delta::read(&doc.outline));
            let Some(below) = below_specs(feature, &doc.source.path) else { continue };
            if self::is_main(&doc.source.path) {
                specs.main.insert(below.to_owned(), read());
            } else if below.ends_with("/spec.md") {
                specs.deltas.push(read());
            } else if below == "spec.md" || Delta::read(&doc.outline).is_delta() {
                specs.misplaced.push(at);
            }
        }
        specs
    }

    /// The main spec that a document of the change is about, with the index of its document.
    pub fn main_of(&self, feature: &Feature<'a>, doc: usize) -> Option<&(usize, Delta<'a>)> {
        self.main.get(below_specs(feature, &feature.docs[doc].source.path)?)
    }

    /// The requirements that hold once the change is applied: those that it adds or changes, or those of the main specs.
    pub fn requirements(&self) -> impl Iterator<Item = (usize, &Block<'a>)> {
        let own = self.deltas.iter().filter(|_| !self.is_main);
        let all = own.chain(self.main.values().filter(|_| self.is_main));
        let holds = |block: &&Block<'a>| block.op.map_or(self.is_main && block.in_requirements, Op::is_kept);
        all.flat_map(move |(doc, delta)| delta.blocks.iter().filter(holds).map(|block| (*doc, block)))
    }
}

/// What `.openspec.yaml` says of deltas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkipSpecs {
    /// Nothing.
    Absent,
    /// The change has none, and means it. With the index of the document.
    Declared(usize),
    /// It says so in a document that does not count, and why.
    Invalid(usize, &'static str),
}

impl SkipSpecs {
    /// Of a change.
    pub fn of(feature: &Feature<'_>) -> Self {
        let Some((at, doc)) = document(feature, ".openspec.yaml") else { return Self::Absent };
        let text = doc.source.text.as_str();
        let value = |key: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
            line.map(|value| value.split(" #").next().unwrap_or_default().trim().trim_matches(['"', '\'']))
        };
        let is_yaml = saphyr::Yaml::load_from_str(text).is_ok();
        match value("skip_specs") {
            None | Some("false") => Self::Absent,
            Some(_) if !is_yaml => Self::Invalid(at, "the file is no YAML"),
            Some("true") if value("schema").is_none_or(str::is_empty) => {
                Self::Invalid(at, "the file names no `schema`")
            }
            Some("true") => Self::Declared(at),
            Some(_) => Self::Invalid(at, "it is neither true nor false"),
        }
    }
}

/// The text under a heading, without comments, trimmed.
pub fn section_text(outline: &Outline<'_>, heading: usize) -> String {
    let nodes = &outline.nodes()[outline.section(heading)];
    let lines = nodes.iter().filter(|node| node.kind != Kind::Hidden).map(|node| outline.slice(node.span).trim_end());
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// The scenarios of the main spec that a modified requirement does not have, in quotes.
pub fn lost_scenarios(delta: &Delta<'_>, main: &Delta<'_>, block: &Block<'_>) -> Vec<String> {
    // What is renamed away is told as a contradiction.
    if delta.renamed.iter().any(|(from, _)| from.text == block.name.text) {
        return Vec::new();
    }
    let (mut name, mut seen) = (block.name.text, HashSet::new());
    let current = loop {
        let there = main.blocks.iter().find(|other| other.in_requirements && other.name.text == name);
        let before = delta.renamed.iter().find(|(_, to)| to.text == name).map(|(from, _)| from.text);
        match (there, before) {
            (Some(there), _) => break there,
            (None, Some(before)) if seen.insert(before) => name = before,
            _ => return Vec::new(),
        }
    };
    // A name that stands there twice must come twice.
    let mut left: HashMap<&str, usize> = HashMap::new();
    for scenario in &block.scenarios {
        *left.entry(scenario.name.text).or_default() += 1;
    }
    let mut lost = Vec::new();
    for scenario in &current.scenarios {
        match left.get_mut(scenario.name.text).filter(|count| **count > 0) {
            Some(count) => *count -= 1,
            None => lost.push(format!("\"{}\"", scenario.name.text)),
        }
    }
    lost
}

/// Where a delta does not fit the main spec that it is about, and why.
pub fn does_not_fit<'a>(
    feature: &Feature<'a>,
    (doc, delta): (usize, &Delta<'a>),
    (main_doc, main): (usize, &Delta<'a>),
) -> Vec<(Piece<'a>, String)> {
    let mut found = Vec::new();
    let blocks = main.blocks.iter().filter(|block| block.in_requirements);
    let mut names: BTreeMap<&str, Option<&Block<'a>>> = blocks.map(|block| (block.name.text, Some(block))).collect();
    let near = |names: &BTreeMap<&str, Option<&Block<'a>>>, name: &str, but: &str| {
        names
            .keys()
            .copied()
            .find(|other| *other != but && *other != name && folded(other) == folded(name))
            .map(str::to_owned)
    };
    for (from, to) in &delta.renamed {
        let (there, taken) = (names.contains_key(from.text), names.contains_key(to.text));
        match (there, taken) {
            (true, true) => found.push((*to, format!("\"{}\" is there already", to.text))),
            (false, false) => found.push((*from, format!("\"{}\" is not in the main spec", from.text))),
            // Both done before: the change was applied by hand.
            (false, true) => {}
            (true, false) => {
                let block = names.remove(from.text).flatten();
                if let Some(other) = near(&names, to.text, from.text) {
                    found.push((*to, format!("\"{other}\" differs from \"{}\" in case or spaces only", to.text)));
                }
                names.insert(to.text, block);
            }
        }
    }
    for name in delta.removals() {
        if names.remove(name.text).is_none()
            && let Some(other) = near(&names, name.text, "")
        {
            found.push((name, format!("\"{}\" is not in the main spec, \"{other}\" is", name.text)));
        }
    }
    for block in delta.of(Op::Modified).filter(|block| !names.contains_key(block.name.text)) {
        found.push((block.name, format!("\"{}\" is not in the main spec", block.name.text)));
    }
    let words = |doc: usize, block: &Block<'_>| {
        let text = feature.docs[doc].outline.slice(block.section);
        text.lines().skip(1).map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned()
    };
    for block in delta.of(Op::Added) {
        match names.get(block.name.text) {
            // Added by hand before.
            Some(Some(other)) if words(main_doc, other) == words(doc, block) => {}
            Some(_) => found.push((block.name, format!("\"{}\" is in the main spec already", block.name.text))),
            None => {
                let other = near(&names, block.name.text, "");
                found.extend(other.map(|other| {
                    (block.name, format!("\"{other}\" differs from \"{}\" in case or spaces only", block.name.text))
                }));
            }
        }
    }
    found
}

/// The document of a change that has that name: `proposal.md`.
pub fn document<'f, 'a>(feature: &'f Feature<'a>, name: &str) -> Option<(usize, &'f Doc<'a>)> {
    let path = format!("{}/{name}", feature.path);
    feature.docs.iter().enumerate().find(|(_, doc)| *doc.source.path == *path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delta_is_read_with_all_its_parts() {
        let text = "### Requirement: Stray\n\n## ADDED Requirements\n\n### Requirement: Sign in ##\n**Priority**: high\n\nUsers SHALL sign in.\n\n#### Scenario: Right\n- **WHEN** a\n\n#### Scenario: Bare\n\n### Notes\n\n## Removed requirements\n\n- `### Requirement: Guests`\n### Requirement: Rooms\n\n## RENAMED Requirements\n- FROM: `### Requirement: A`\n- TO: `### Requirement: B`\n- FROM: `### Requirement: C`\n\n```\n### Requirement: no\n```\n";
        let outline = Outline::read(text);
        let delta = Delta::read(&outline);
        let blocks: Vec<(&str, Option<Op>, usize, &str)> =
            delta.blocks.iter().map(|b| (b.name.text, b.op, b.scenario_count(), b.text.as_str())).collect();
        assert_eq!(
            blocks,
            [
                ("Stray", None, 0, ""),
                ("Sign in", Some(Op::Added), 1, "Users SHALL sign in."),
                ("Rooms", Some(Op::Removed), 0, "")
            ]
        );
        assert_eq!(delta.removals().map(|name| name.text).collect::<Vec<_>>(), ["Rooms", "Guests"]);
        assert_eq!(delta.renamed.len(), 1);
        assert_eq!(delta.unpaired, [("FROM", delta.unpaired[0].1)]);
        assert_eq!(delta.skipped.len(), 1);
        assert_eq!(delta.count(), 4);
        assert!(!normative("the system shall") && normative("It MUST, then") && !normative("MUSTER"));
    }
}

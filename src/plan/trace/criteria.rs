//! Labels of criteria, and where tasks name them.

use crate::plan::model::{Feature, Story, Task};
use crate::plan::sections::story_key;

/// The label of each criterion of a story, in one spelling: `AC1`, `AC1.2`, or `2` for the second of a numbered list.
pub(super) fn labels(feature: &Feature<'_>, story: &Story<'_>) -> Vec<Option<String>> {
    let text = feature.docs[story.doc].outline.text;
    let label = |criterion: &crate::plan::model::Criterion<'_>| {
        let said = criterion.text.text.trim_start_matches(['*', '_', '`', '[', ' ']);
        let own = said.get(..2).filter(|head| head.eq_ignore_ascii_case("ac")).and_then(|_| {
            let digits = said[2..].trim_start_matches(['-', '_', ' ']);
            let end = digits.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-')).unwrap_or(digits.len());
            numbers(digits[..end].trim_end_matches(['.', '-'])).map(|number| format!("AC{number}"))
        });
        own.or_else(|| {
            let start = criterion.text.span.start as usize;
            let before = text.get(..start)?.rsplit('\n').next()?.trim_start();
            let end = before.find(|c: char| !c.is_ascii_digit())?;
            let is_item = before[end..].starts_with(['.', ')']);
            numbers(&before[..end]).filter(|_| is_item)
        })
    };
    story.criteria.iter().map(label).collect()
}

/// Numbers without leading zeros, dots between them; `None` for what is none.
fn numbers(text: &str) -> Option<String> {
    let parts: Option<Vec<String>> = text
        .split(['.', '-'])
        .map(|part| {
            let digits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            let bare = part.trim_start_matches('0');
            digits.then(|| if bare.is_empty() { "0".to_owned() } else { bare.to_owned() })
        })
        .collect();
    parts.map(|parts| parts.join("."))
}

/// The criteria that a task names.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    /// The story that stands before it (its key), when one does; and the label's numbers.
    found: Vec<(Option<u64>, String)>,
    /// From which criterion to which: `1.1-1.3`, and `1.2` alone.
    reaches: Vec<[Reach; 2]>,
}

/// A requirement's number, and a criterion's of it.
type Reach = (u32, Option<u32>);

/// The two ends of `1.1-3.2`, of `2-4`, of `1.2`: numbers of requirements and of criteria in them.
pub fn reach(text: &str) -> Option<[Reach; 2]> {
    let end = |text: &str| -> Option<Reach> {
        let mut parts = text.split('.').map(|part| part.parse::<u32>().ok());
        Some((parts.next()??, parts.next().flatten()))
    };
    let (from, to) = text.split_once(['-', '\u{2013}', '\u{2014}', '~']).unwrap_or((text, text));
    Some([end(from.trim())?, end(to.trim())?])
}

impl Mentions {
    /// Reads everything under a task's heading.
    pub(super) fn of(feature: &Feature<'_>, task: &Task<'_>) -> Self {
        let mut mentions = Self::default();
        if feature.stories.is_empty() {
            return mentions;
        }
        mentions.reaches = task.criteria.iter().filter_map(|piece| reach(piece.text)).collect();
        let keys: Vec<u64> = feature.stories.iter().map(|story| story_key(story.id)).collect();
        for line in task.section.text(feature.docs[task.doc].outline.text).lines() {
            mentions.line(line, &keys);
        }
        mentions
    }

    fn line(&mut self, line: &str, keys: &[u64]) {
        let (mut story, mut numbered) = (None, false);
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
        for word in line.split(|c: char| !is_part(c)) {
            let word = word.trim_matches(['.', '-', '_']);
            if word.is_empty() {
                continue;
            }
            // `US-01.AC2`
            let (head, label) = match word.rfind(".AC").or_else(|| word.rfind(".ac")) {
                Some(at) => (&word[..at], &word[at + 1..]),
                None => ("", word),
            };
            if keys.contains(&story_key(head)) && !head.is_empty() {
                story = Some(story_key(head));
            }
            let own = label.get(..2).filter(|head| head.eq_ignore_ascii_case("ac")).map(|_| &label[2..]);
            let digits = own.map(|rest| rest.trim_start_matches(['-', '_'])).or(numbered.then_some(label));
            match digits.and_then(numbers) {
                Some(number) => self.found.push((story, number)),
                None if keys.contains(&story_key(word)) => story = Some(story_key(word)),
                None if own == Some("") || word.eq_ignore_ascii_case("criterion") => numbered = true,
                None if word.eq_ignore_ascii_case("and") => {}
                None => (story, numbered) = (None, false),
            }
        }
    }

    /// A range of it reaches from before a requirement to behind it, or ends in it.
    pub(super) fn passes(&self, story: &str) -> bool {
        let number = story.parse::<u32>().ok();
        number.is_some_and(|number| self.reaches.iter().any(|[from, to]| (from.0..=to.0).contains(&number)))
    }

    /// It names the criterion of that label, of that story or of none in particular.
    pub(super) fn name(&self, story: u64, id: &str, label: &str) -> bool {
        let number = label.trim_start_matches("AC");
        if let (Ok(story), Ok(criterion)) = (id.parse::<u32>(), number.parse::<u32>()) {
            let within = |[from, to]: &[Reach; 2]| {
                let (first, last) = ((from.0, from.1.unwrap_or(1)), (to.0, to.1.unwrap_or(u32::MAX)));
                (first..=last).contains(&(story, criterion))
            };
            if self.reaches.iter().any(within) {
                return true;
            }
        }
        self.found.iter().any(|(of, named)| of.is_none_or(|of| of == story) && named == number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(line: &str) -> Vec<(bool, String)> {
        let mut mentions = Mentions::default();
        mentions.line(line, &[story_key("US-01"), story_key("US-02")]);
        mentions.found.into_iter().map(|(story, number)| (story == Some(story_key("US-01")), number)).collect()
    }

    #[test]
    fn criteria_are_named_in_many_ways() {
        let is = |found: &[(bool, &str)]| -> Vec<(bool, String)> {
            found.iter().map(|(story, number)| (*story, (*number).to_owned())).collect()
        };
        assert_eq!(named("- [ ] Stories: US-01 (AC1, AC-02), US-03"), is(&[(true, "1"), (true, "2")]));
        assert_eq!(named("Stories: US-1.AC3"), is(&[(true, "3")]));
        assert_eq!(named("Stories: US-02/AC3"), is(&[(false, "3")]));
        assert_eq!(named("covers AC 1 and AC_02.1"), is(&[(false, "1"), (false, "2.1")]));
        assert_eq!(named("US-01 criterion 2"), is(&[(true, "2")]));
        assert_eq!(named("US-01, then AC2"), is(&[(false, "2")]));
        assert_eq!(named("the account of 3 users, ACME-1, ACL 2, an ACtive 4"), is(&[]));
    }

    #[test]
    fn ranges_reach_from_one_criterion_to_another() {
        assert_eq!(reach("1.2"), Some([(1, Some(2)), (1, Some(2))]));
        assert_eq!(reach("1.1-3.2"), Some([(1, Some(1)), (3, Some(2))]));
        assert_eq!(reach("2\u{2013}4"), Some([(2, None), (4, None)]));
        assert_eq!((reach("FR-1"), reach("")), (None, None));
        let mentions = Mentions { reaches: vec![reach("1.2-3.1").unwrap()], ..Mentions::default() };
        let named = |story: &str, label: &str| mentions.name(story_key(story), story, label);
        assert!(!named("1", "1") && named("1", "2") && named("1", "9") && named("2", "7") && named("3", "1"));
        assert!(!named("3", "2") && !named("4", "1") && !named("FR-1", "1"));
        let passed: Vec<&str> = ["1", "2", "3", "4", "FR-2"].into_iter().filter(|id| mentions.passes(id)).collect();
        assert_eq!(passed, ["1", "2", "3"]);
    }

    #[test]
    fn labels_have_one_spelling() {
        assert_eq!(numbers("01.10").as_deref(), Some("1.10"));
        assert_eq!(numbers("00").as_deref(), Some("0"));
        assert_eq!((numbers(""), numbers("1.a"), numbers("1..2")), (None, None, None));
    }
}

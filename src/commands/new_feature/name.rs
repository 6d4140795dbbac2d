//! The name of a new feature: what was asked for, and the number that is free.

use crate::files;
use crate::plan::dialects::Naming;
use crate::plan::model::short_id;
use crate::report::{Problem, ProblemKind};

/// A whole name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) phase: String,
    pub(super) number: u32,
    pub(super) slug: String,
    pub(super) naming: Naming,
}

impl Name {
    /// `P01-F02-login`, `003-login`, `login`.
    pub(super) fn id(&self) -> String {
        match self.naming {
            Naming::Phase => format!("{}-{}-{}", self.phase, self.number_text(), self.slug),
            Naming::Number(_) => format!("{}-{}", self.number_text(), self.slug),
            Naming::Slug => self.slug.clone(),
        }
    }

    /// `F02`, `003`, nothing.
    pub(super) fn number_text(&self) -> String {
        match self.naming {
            Naming::Phase => format!("F{:02}", self.number),
            Naming::Number(digits) => format!("{:0digits$}", self.number),
            Naming::Slug => String::new(),
        }
    }

    /// What stands in front of the title: the id without its slug.
    pub(super) fn short(&self) -> String {
        match self.naming {
            Naming::Phase => short_id(&self.id()).to_owned(),
            Naming::Number(_) => self.number_text(),
            Naming::Slug => String::new(),
        }
    }
}

/// What was asked for; what is `None` is chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) phase: Option<String>,
    pub(super) number: Option<u32>,
    pub(super) slug: String,
    /// What was changed in the slug, to say so.
    pub(super) notice: Option<String>,
}

impl Wanted {
    /// Reads the words of the command line.
    pub(super) fn read(words: &[String]) -> anyhow::Result<Self> {
        let mut wanted = Self::default();
        match words {
            [] => {}
            [one] => {
                let short = short_id(one);
                match short.split_once('-').filter(|_| is_phase(short)) {
                    Some((phase, number)) => {
                        wanted.phase = Some(read_phase(phase)?);
                        wanted.number = Some(read_number(number)?);
                        let slug = one[short.len()..].trim_start_matches('-');
                        if !slug.is_empty() {
                            wanted.set_slug(slug)?;
                        }
                    }
                    None => wanted.set_slug(one)?,
                }
            }
            [first, slug] => {
                match first.split_once('-') {
                    Some((phase, number)) => {
                        wanted.phase = Some(read_phase(phase)?);
                        wanted.number = Some(read_number(number)?);
                    }
                    None => wanted.phase = Some(read_phase(first)?),
                }
                wanted.set_slug(slug)?;
            }
            [phase, number, rest @ ..] => {
                wanted.phase = Some(read_phase(phase)?);
                wanted.number = Some(read_number(number)?);
                wanted.set_slug(&rest.join("-"))?;
            }
        }
        Ok(wanted)
    }

    /// Takes a slug, made into one if it is words.
    pub(super) fn set_slug(&mut self, text: &str) -> anyhow::Result<()> {
        if text.contains(['/', '\\']) || text.starts_with('.') {
            return Err(Problem::new(ProblemKind::Usage, format!("`{text}` is no slug: it looks like a path"))
                .source(text)
                .hint("a slug is letters, digits and dashes: user-login")
                .into());
        }
        let odd = text.chars().find(|c| !(c.is_alphanumeric() || matches!(c, ' ' | '-' | '_')));
        if let Some(odd) = odd {
            return Err(Problem::new(ProblemKind::Usage, format!("`{text}` is no slug: it holds {odd:?}"))
                .source(text)
                .hint("a slug is letters, digits and dashes: user-login")
                .into());
        }
        let slug = files::slug_of(text);
        files::valid_slug(&slug)?;
        if slug != text {
            self.notice = Some(format!("\"{text}\" became {slug}"));
        }
        self.slug = slug;
        Ok(())
    }

    /// Chooses what the dialect's names consist of, among names that are taken.
    pub(super) fn choose(&self, taken: &[String], naming: Naming) -> anyhow::Result<Name> {
        match naming {
            Naming::Phase => self.choose_phase(taken),
            Naming::Number(_) => self.choose_number(taken, naming),
            Naming::Slug => {
                self.without_phase("has no numbers")?;
                Ok(Name { phase: String::new(), number: 0, slug: self.slug.clone(), naming })
            }
        }
    }

    fn without_phase(&self, why: &str) -> anyhow::Result<()> {
        if self.phase.is_none() && self.number.is_none() {
            return Ok(());
        }
        Err(Problem::new(ProblemKind::Usage, format!("this dialect {why} in the names of its features"))
            .hint("give the slug alone: planyard new-feature user-login")
            .into())
    }

    /// `003-login`: the number given in front of the slug, or the next one.
    fn choose_number(&self, taken: &[String], naming: Naming) -> anyhow::Result<Name> {
        self.without_phase("has one number and no phase")?;
        let used = || taken.iter().filter_map(|name| Some((naming.number(name)?.0, name)));
        let (number, slug) = match naming.number(&self.slug) {
            Some((number, slug)) => (number, slug.to_owned()),
            None => (next_number(taken.iter().map(String::as_str), naming), self.slug.clone()),
        };
        if let Some((_, name)) = used().find(|(other, _)| *other == number) {
            return Err(Problem::new(ProblemKind::Conflict, format!("{number:03} is taken by {name}"))
                .source(name.as_str())
                .hint("leave the number out to get the next free one")
                .into());
        }
        Ok(Name { phase: String::new(), number, slug, naming })
    }

    fn choose_phase(&self, taken: &[String]) -> anyhow::Result<Name> {
        let taken: Vec<(String, u32, &str)> = taken.iter().filter_map(|name| parts(name)).collect();
        let latest = || {
            taken
                .iter()
                .map(|(phase, _, _)| phase.as_str())
                .filter(|phase| phase_number(phase).is_some())
                .max_by_key(|phase| phase_number(phase))
        };
        let phase = self.phase.clone().unwrap_or_else(|| latest().unwrap_or("P01").to_owned());
        let of_phase = || taken.iter().filter(|(other, _, _)| *other == phase);
        let number = match self.number {
            Some(number) => number,
            None => of_phase().map(|(_, number, _)| *number).max().unwrap_or(0) + 1,
        };
        if let Some((_, _, name)) = of_phase().find(|(_, other, _)| *other == number) {
            return Err(Problem::new(ProblemKind::Conflict, format!("{phase}-F{number:02} is taken by {name}"))
                .source(*name)
                .hint("leave the number out to get the next free one")
                .into());
        }
        Ok(Name { phase, number, slug: self.slug.clone(), naming: Naming::Phase })
    }
}

/// The number after the highest that a name has.
pub(in crate::commands) fn next_number<'n>(taken: impl Iterator<Item = &'n str>, naming: Naming) -> u32 {
    taken.filter_map(|name| Some(naming.number(name)?.0)).max().unwrap_or(0).saturating_add(1)
}

/// The number of a phase `P07`; other letters come before every one of those.
fn phase_number(phase: &str) -> Option<u32> {
    phase.strip_prefix('P')?.parse().ok()
}

fn parts(name: &str) -> Option<(String, u32, &str)> {
    let (phase, number) = short_id(name).split_once('-')?;
    Some((phase.to_ascii_uppercase(), number.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().ok()?, name))
}

fn is_phase(short: &str) -> bool {
    short.split_once('-').is_some_and(|(phase, number)| {
        read_phase(phase).is_ok() && read_number(number).is_ok() && phase.starts_with(|c: char| c.is_ascii_alphabetic())
    })
}

/// `1`, `01`, `P1`, `SP01`: letters (P when there are none) and a number of at least two digits.
fn read_phase(text: &str) -> anyhow::Result<String> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let number: Option<u32> = text[letters..].parse().ok().filter(|number| *number < 1000);
    match number {
        Some(number) if letters <= 4 => {
            let head = if letters == 0 { "P".to_owned() } else { text[..letters].to_ascii_uppercase() };
            Ok(format!("{head}{number:02}"))
        }
        _ => Err(Problem::new(ProblemKind::Usage, format!("`{text}` is no phase"))
            .source(text)
            .hint("a phase is P and a number: P01")
            .into()),
    }
}

/// `2`, `02`, `F2`, `F02`.
fn read_number(text: &str) -> anyhow::Result<u32> {
    let digits = text.strip_prefix(['F', 'f']).unwrap_or(text);
    let plain = digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|number| plain && (1..10_000).contains(number)).ok_or_else(|| {
        Problem::new(ProblemKind::Usage, format!("`{text}` is no number of a feature"))
            .source(text)
            .hint("a number is F and digits: F02")
            .into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(words: &[&str], taken: &[&str]) -> Result<String, String> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let taken: Vec<String> = taken.iter().map(|name| (*name).to_owned()).collect();
        let wanted = Wanted::read(&words).map_err(|error| error.to_string())?;
        wanted.choose(&taken, Naming::Phase).map(|name| name.id()).map_err(|error| error.to_string())
    }

    #[test]
    fn other_dialects_have_names_of_their_own() {
        let chosen = |words: &[&str], naming| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            let taken = ["001-a".to_owned(), "007-b".to_owned(), "archive".to_owned()];
            let name = Wanted::read(&words)?.choose(&taken, naming)?;
            anyhow::Ok((name.id(), name.short()))
        };
        assert_eq!(chosen(&["User Login"], Naming::Number(3)).unwrap(), ("008-user-login".into(), "008".into()));
        assert_eq!(chosen(&["003-login"], Naming::Number(3)).unwrap(), ("003-login".into(), "003".into()));
        assert!(chosen(&["007-login"], Naming::Number(3)).unwrap_err().to_string().contains("taken by 007-b"));
        assert_eq!(chosen(&["add-login"], Naming::Slug).unwrap(), ("add-login".into(), String::new()));
        assert!(chosen(&["P01", "login"], Naming::Slug).is_err());
    }

    #[test]
    fn names_as_people_give_them() {
        for (words, id) in [
            (&["P01", "F02", "login"][..], "P01-F02-login"),
            (&["1", "2", "login"], "P01-F02-login"),
            (&["P01-F02-login"], "P01-F02-login"),
            (&["P01-F02", "login"], "P01-F02-login"),
            (&["P03", "login"], "P03-F01-login"),
            (&["login"], "P02-F04-login"),
            (&["User Login"], "P02-F04-user-login"),
        ] {
            assert_eq!(
                chosen(words, &["P01-F01-a", "P02-F03-b", "P02-F01-c", "README.md"]).as_deref(),
                Ok(id),
                "{words:?}"
            );
        }
    }

    #[test]
    fn bad_names_are_refused() {
        for words in [
            &["../evil"][..],
            &["P01", "F02", "a/b"],
            &["P01", "F0", "x"],
            &["Q", "F01", "x"],
            &["P01", "F02", "..."],
            &["P01", "F02", ""],
        ] {
            assert!(chosen(words, &[]).is_err(), "{words:?}");
        }
        let error = chosen(&["P01", "F01", "other"], &["P01-F01-login"]).unwrap_err();
        assert!(error.contains("taken by P01-F01-login"), "{error}");
    }
}

//! jq filters, run in process: what a tool's JSON means, what a service's answer says.

use jaq_core::load::{Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Vars, data, unwrap_valr};
use jaq_json::write;

pub use jaq_json::{Val, read};

/// So many values a filter may yield for one document. No tool tells of more in what is kept of its output, and a filter
/// that never ends is stopped.
const MOST_VALUES: usize = 200_000;

/// A compiled jq filter.
pub struct Filter {
    filter: jaq_core::Filter<data::JustLut<Val>>,
}

impl std::fmt::Debug for Filter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Filter")
    }
}

impl Filter {
    /// Compiles a filter.
    ///
    /// # Errors
    /// What is wrong with it, with line and column.
    pub fn compile(code: &str) -> Result<Self, String> {
        let defs = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
        let funs = jaq_core::funs().chain(jaq_std::funs()).chain(jaq_json::funs());
        let arena = Arena::default();
        let modules = Loader::new(defs).load(&arena, File { code, path: () }).map_err(|errors| {
            let wrong = errors.iter().map(|(file, error)| unloadable(file.code, error));
            wrong.collect::<Vec<_>>().join("; ")
        })?;
        let filter = Compiler::default().with_funs(funs).compile(modules).map_err(|errors| {
            let mut wrong = Vec::new();
            for (file, errors) in &errors {
                for (name, what) in errors {
                    wrong.push(format!("{}: there is no {} `{name}`", position(file.code, name), what.as_str()));
                }
            }
            wrong.join("; ")
        })?;
        Ok(Self { filter })
    }

    /// Runs it over one document and gives each value that it yields to `take`, as JSON. After an error it yields no more;
    /// what it has yielded before counts.
    pub fn run(&self, input: Val, mut take: impl FnMut(Result<&[u8], String>)) {
        let context = Ctx::<data::JustLut<Val>>::new(&self.filter.lut, Vars::new([]));
        let mut buffer = Vec::new();
        for (count, output) in self.filter.id.run((context, input)).map(unwrap_valr).enumerate() {
            if count == MOST_VALUES {
                return take(Err(format!("the filter yields more than {MOST_VALUES} values")));
            }
            match output {
                Ok(value) => {
                    buffer.clear();
                    match write::write(&mut buffer, &write::Pp::default(), 0, &value) {
                        Ok(()) => take(Ok(&buffer)),
                        Err(_) => take(Err("the filter yields a value that is not JSON".to_owned())),
                    }
                }
                Err(error) => take(Err(error.to_string())),
            }
        }
    }

    /// The values that it yields for one document.
    ///
    /// # Errors
    /// The document is no JSON, or the filter fails on it.
    pub fn values(&self, document: &[u8]) -> Result<Vec<serde_json::Value>, String> {
        let input = read::parse_single(document).map_err(|error| format!("this is not JSON: {error}"))?;
        let (mut values, mut wrong) = (Vec::new(), None);
        self.run(input, |value| match value.map(serde_json::from_slice) {
            Ok(Ok(value)) => values.push(value),
            Ok(Err(error)) => wrong = Some(format!("the filter yields what is not JSON: {error}")),
            Err(error) => wrong = Some(error),
        });
        wrong.map_or(Ok(values), Err)
    }
}

fn unloadable(code: &str, error: &jaq_core::load::Error<&str>) -> String {
    use jaq_core::load::Error;
    match error {
        Error::Io(files) => format!("it imports {} files, which it may not", files.len()),
        Error::Lex(wrong) => wrong
            .iter()
            .map(|(expected, at)| format!("{}: expected {}", position(code, at), expected.as_str()))
            .collect::<Vec<_>>()
            .join("; "),
        Error::Parse(wrong) => wrong
            .iter()
            .map(|(expected, at)| {
                let found = if at.is_empty() { "the end".to_owned() } else { format!("`{at}`") };
                format!("{}: expected {}, found {found}", position(code, at), expected.as_str())
            })
            .collect::<Vec<_>>()
            .join("; "),
    }
}

/// `line 2, column 5` of a part of the code.
fn position(code: &str, part: &str) -> String {
    let offset = (part.as_ptr() as usize).wrapping_sub(code.as_ptr() as usize);
    let before = code.get(..offset).unwrap_or(code);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("line {line}, column {column}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_filter_is_told_with_its_place() {
        let wrong = Filter::compile(".a |\n  .b[").unwrap_err();
        assert!(wrong.contains("line 2"), "{wrong}");
        let wrong = Filter::compile(".a |\n  nope(.b)").unwrap_err();
        assert_eq!(wrong, "line 2, column 3: there is no filter `nope`");
        assert!(Filter::compile("import \"x\" as x; .").unwrap_err().contains("which it may not"));
    }

    #[test]
    fn it_yields_values_or_says_why_not() {
        let values = |code: &str, document: &str| Filter::compile(code).unwrap().values(document.as_bytes());
        assert_eq!(values(".a[]", r#"{"a":[1,"x"]}"#).unwrap(), [serde_json::json!(1), serde_json::json!("x")]);
        assert!(values(".", "<html>").unwrap_err().contains("this is not JSON"));
        assert!(values(".a + 1", r#"{"a":"x"}"#).is_err());
    }
}

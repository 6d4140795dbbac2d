//! The command line that asks for the same once more, with everything there is to know.

/// Flags that say how to print, and have no value.
const ALONE: [&str; 2] = ["--json", "--for-agent"];
/// Flags that say how to print, and have one.
const WITH_VALUE: [&str; 4] = ["--format", "--output", "--max-tokens", "--color"];

/// `planyard lint src --format json`, of the words that were typed.
pub(super) fn as_json(args: &[String]) -> String {
    let (own, passed) = args.split_at(args.iter().position(|arg| arg == "--").unwrap_or(args.len()));
    let mut words = vec!["planyard".to_owned()];
    let mut own = own.iter();
    while let Some(arg) = own.next() {
        let name = arg.split_once('=').map_or(arg.as_str(), |(name, _)| name);
        if WITH_VALUE.contains(&name) {
            if name == arg {
                own.next();
            }
        } else if !ALONE.contains(&name) {
            words.push(quoted(arg));
        }
    }
    words.extend(["--format".to_owned(), "json".to_owned()]);
    words.extend(passed.iter().map(|arg| quoted(arg)));
    words.join(" ")
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=:@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else if word.chars().any(char::is_control) {
        let shown = |c: char| match c {
            '\n' => r"\n".to_owned(),
            '\'' | '\\' => format!("\\{c}"),
            _ if c.is_control() => format!("\\u{:04x}", u32::from(c)),
            _ => c.to_string(),
        };
        format!("$'{}'", word.chars().map(shown).collect::<String>())
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn again(args: &[&str]) -> String {
        as_json(&args.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn what_says_how_to_print_is_left_out() {
        assert_eq!(again(&["lint", "--for-agent", "--max-tokens", "500", "src"]), "planyard lint src --format json");
        assert_eq!(again(&["--format=github", "lint", "--output", "sarif:a"]), "planyard lint --format json");
        assert_eq!(again(&["test", "--json", "--", "-k", "a b"]), "planyard test --format json -- -k 'a b'");
        assert_eq!(again(&["lint", "it's", "", "a\nb"]), r"planyard lint 'it'\''s' '' $'a\nb' --format json");
    }
}

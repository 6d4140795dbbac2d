//! `${PORT:-5432}` in compose files: what it is worth without an environment, and how Planyard writes the same.

/// Cuts a text at each of a character that does not stand in `${…}` or in brackets.
pub(super) fn split(text: &str, at: char) -> Vec<&str> {
    let (mut parts, mut from, mut depth) = (Vec::new(), 0, 0_usize);
    for (index, c) in text.char_indices() {
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            _ if c == at && depth == 0 => {
                parts.push(&text[from..index]);
                from = index + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

/// The text with the variables in Planyard's own form: `${NAME}` or `${NAME:-default}`.
pub(super) fn as_written(text: &str) -> String {
    each(text, &|name, default| match default {
        Some(default) => format!("${{{name}:-{default}}}"),
        None => format!("${{{name}}}"),
    })
}

/// The text with what `value` knows, else with the defaults; empty where there is neither.
pub(super) fn filled(text: &str, value: &dyn Fn(&str) -> Option<String>) -> String {
    each(text, &|name, default| value(name).or_else(|| default.map(str::to_owned)).unwrap_or_default())
}

/// The text holds a variable.
pub(super) fn has_variable(text: &str) -> bool {
    let seen = std::cell::Cell::new(false);
    each(text, &|_, _| {
        seen.set(true);
        String::new()
    });
    seen.get()
}

fn each(text: &str, show: &dyn Fn(&str, Option<&str>) -> String) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        let tail = &rest[at + 1..];
        if let Some(after) = tail.strip_prefix('$') {
            out.push_str("$$");
            rest = after;
        } else if let Some((inner, after)) = tail.strip_prefix('{').and_then(braced) {
            let end = inner.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(inner.len());
            let (name, operator) = inner.split_at(end);
            let default = operator.strip_prefix(":-").or_else(|| operator.strip_prefix('-'));
            // A default that holds a variable itself is too much; it is worth what its own default is.
            let default = default.map(|default| filled(default, &|_| None));
            out.push_str(&show(name, default.as_deref()));
            rest = after;
        } else {
            let end = tail.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(tail.len());
            match &tail[..end] {
                "" => out.push('$'),
                name => out.push_str(&show(name, None)),
            }
            rest = &tail[end..];
        }
    }
    out + rest
}

/// What stands before the bracket that ends it, and after.
fn braced(text: &str) -> Option<(&str, &str)> {
    let mut depth = 1_usize;
    for (index, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((&text[..index], &text[index + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_written_and_filled() {
        assert_eq!(as_written("${A:-5}:$B/${C-x}${D:?must}"), "${A:-5}:${B}/${C:-x}${D}");
        assert_eq!(as_written("${A:-${B:-6}}"), "${A:-6}");
        assert_eq!(filled("${A:-5}:$B", &|name| (name == "B").then(|| "7".to_owned())), "5:7");
        assert_eq!(filled("${A", &|_| None), "${A");
        assert!(has_variable("x$B") && !has_variable("x") && !has_variable("5$$"));
        assert_eq!(split("127.0.0.1:${P:-1}:[::1]", ':'), ["127.0.0.1", "${P:-1}", "[::1]"]);
    }
}

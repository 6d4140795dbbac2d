//! The commented `planyard.toml` that `init` writes.

use std::fmt::Write;

use super::keys;

/// Every key with what it does and its default, all commented out but those that are given.
///
/// `set` holds pairs of a key's name and its value as TOML.
pub fn commented(set: &[(&str, String)]) -> String {
    let mut out = String::from(
        "# Planyard's settings for this workspace. Every key is optional; what is commented out is the default.\n\
         # `planyard config show --origin` says what is in force and where it comes from.\n",
    );
    for (section, about) in keys::SECTIONS {
        let rows: Vec<_> = keys::ALL.iter().filter(|key| key.parts().0 == *section).collect();
        // Writing to a string cannot fail.
        let _ = write!(out, "\n# {about}\n[{section}]\n");
        for key in rows {
            let _ = writeln!(out, "# {}", key.about);
            if let keys::Kind::Choice(words) | keys::Kind::ChoiceByPath(words) = key.kind {
                let _ = writeln!(out, "# One of: {}.", words().join(", "));
            }
            let name = key.parts().1;
            let _ = match set.iter().find(|(set, _)| *set == key.name) {
                Some((_, value)) => writeln!(out, "{name} = {value}"),
                None => writeln!(out, "#{name} = {}", key.default),
            };
        }
    }
    out.push_str(
        "\n# Linters and test runners: keys laid over a built-in record (`planyard tools NAME --record`), or a record of your own.\n\
         # [tools.ruff]\n# enabled = false\n",
    );
    out.push_str(
        "\n# Agents: keys laid over a built-in record, or a record of your own.\n# [agents.claude]\n# program = \"claude\"\n\
         \n# Backends: ways to get a task done, beside the agents (`planyard backend list`).\n\
         # [backends.mine]\n# kind = \"command\"\n# run = [\"./work.sh\", \"{prompt_file}\"]\n",
    );
    out.push_str(
        "\n# Rules: error, warning, info or \"off\"; or a table with severity and the rule's options.\n\
         # `planyard explain --list` names them all. A group is written \"tasks/*\".\n\
         [rules]\n",
    );
    for meta in crate::plan::rules::ALL.iter().map(|rule| rule.meta()) {
        let severity = meta.severity.map_or("off", crate::report::Severity::word);
        if meta.options.is_empty() {
            let _ = writeln!(out, "#\"{}\" = \"{severity}\"", meta.name);
        } else {
            let options: String =
                meta.options.iter().map(|option| format!(", {} = {}", option.name, option.default)).collect();
            let _ = writeln!(out, "#\"{}\" = {{ severity = \"{severity}\"{options} }}", meta.name);
        }
    }
    out
}

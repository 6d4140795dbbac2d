//! What is added to a file of Task Master.

use super::dialects::Refusal;
use super::document::splice;
use super::json::{self, Json};

/// The text of a file with one more tag behind the others, in the file's own style. `value` is written in steps of two
/// spaces.
///
/// # Errors
/// The file is broken or of the form without tags, or it has a tag of this name.
pub fn with_tag(text: &str, name: &str, value: &str) -> Result<String, Refusal> {
    let refuse = |why: String, hint: &str| Refusal { why, hint: hint.to_owned() };
    let json = Json::read(text).map_err(|complaint| refuse(complaint.message, "mend the file first"))?;
    let root = json.object().ok_or_else(|| refuse("the file is no object".to_owned(), "mend the file first"))?;
    if json::array(root, "tasks").is_some() {
        let hint = "any `task-master` command that writes brings it into the form with tags";
        return Err(refuse("the file is of the form without tags, which holds one list".to_owned(), hint));
    }
    if root.get(name).is_some() {
        return Err(refuse(format!("there is a tag {name} already"), "give it another name"));
    }
    let edit = json.append(root, name, value);
    splice(text, vec![edit]).map_err(|error| refuse(error.to_string(), "mend the file first"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_added_and_nothing_else_changes() {
        let tag = "{\n  \"tasks\": []\n}";
        for (text, added) in [
            ("{}\n", "{\n  \"new\": {\n    \"tasks\": []\n  }\n}\n"),
            (
                "\u{feff}{\r\n\t\"master\": {\"tasks\": []}\r\n}",
                "\u{feff}{\r\n\t\"master\": {\"tasks\": []},\r\n\t\"new\": {\r\n\t\t\"tasks\": []\r\n\t}\r\n}",
            ),
        ] {
            assert_eq!(with_tag(text, "new", tag).unwrap(), added);
        }
    }

    #[test]
    fn what_has_no_place_for_a_tag_is_refused() {
        for (text, why) in [
            ("{\"tasks\": []}", "without tags"),
            ("{\"new\": {\"tasks\": []}}", "a tag new already"),
            ("[]", "no object"),
            ("{", "no JSON"),
        ] {
            let refusal = with_tag(text, "new", "{}").unwrap_err();
            assert!(refusal.why.contains(why), "{text}: {}", refusal.why);
        }
    }
}

//! What came of a run, derived: never from an exit code, never from a word of the agent's alone. Pure.

use serde::Deserialize;
use serde_json::Value;

use super::runs::{RunResult, Stop};
use crate::backends::Caps;
use crate::queue::Failure;

/// What came of a run, before the gates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// There is work to judge, or it was stated that none is needed.
    Finished {
        /// The agent's last message, without its result.
        message: String,
        /// Why nothing had to be changed, when it says so.
        no_op: Option<String>,
    },
    /// A person is asked; these are the questions that its last message has besides those asked before.
    NeedsInput(Vec<(String, Vec<String>)>),
    /// It failed.
    Failed(Failure, String),
    /// The account's limit is reached, until a time when it is known.
    Limit(Option<i64>, String),
    /// It was ended from here.
    Stopped(Stop),
}

/// The form of the result in an agent's last message.
#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Stated {
    status: String,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    summary: Option<String>,
    #[serde(default)]
    question: Option<String>,
    #[serde(default)]
    options: Vec<String>,
    #[serde(default)]
    questions: Vec<String>,
    #[serde(default)]
    no_changes_needed: bool,
}

/// What is known of a run besides its own records.
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    /// What its backend can do.
    pub caps: Caps,
    /// Something is changed on its branch, committed or not, since the task was begun.
    pub changed: bool,
    /// Questions of the task that nobody has answered.
    pub open_questions: usize,
}

/// The JSON schema of the result, for agents that answer in a given form.
pub fn result_schema() -> Value {
    serde_json::json!({
        "type": "object",
        "properties": {
            "status": { "enum": ["completed", "failed", "needs_input", "blocked"] },
            "message": { "type": "string" },
            "question": { "type": "string" },
            "options": { "type": "array", "items": { "type": "string" } },
            "no_changes_needed": { "type": "boolean" },
        },
        "required": ["status", "message"],
        "additionalProperties": false,
    })
}

/// Derives it.
pub fn derive(run: &RunResult, facts: Facts) -> Outcome {
    if let Some(stopped) = stopped(run) {
        return stopped;
    }
    let summary = &run.summary;
    if let Some((until, message)) = &summary.limit
        && summary.said.as_ref().is_none_or(|said| !said.ok)
    {
        return Outcome::Limit(*until, message.clone());
    }
    // It asks, and ends: that is no failure, unless it says so.
    let asks = !unanswered(run).is_empty() && summary.said.is_none();
    if let Some(failed) = failed(run, facts.caps).filter(|_| !asks || run.finish.failure.is_some()) {
        return failed;
    }
    let stated = match stated(run) {
        Ok(stated) => stated,
        Err(why) => return Outcome::Failed(Failure::BadOutput, why),
    };
    if let Some(ends) = stated.as_ref().and_then(by_its_own_word) {
        return ends;
    }
    let unanswered = unanswered(run);
    if facts.open_questions > 0 || !unanswered.is_empty() {
        return Outcome::NeedsInput(unanswered);
    }
    let no_op = stated.as_ref().filter(|stated| stated.no_changes_needed).map(message);
    if !facts.changed && no_op.is_none() {
        if !summary.denied.is_empty() {
            return Outcome::Failed(Failure::Denied, format!("tools were refused: {}", listed(&summary.denied)));
        }
        return Outcome::Failed(
            Failure::NoChange,
            "it says that it is done, and nothing is changed on its branch".to_owned(),
        );
    }
    let message = stated.as_ref().map_or_else(|| summary.last_words().trim().to_owned(), message);
    Outcome::Finished { message, no_op: no_op.filter(|_| !facts.changed) }
}

/// The questions that nobody answered while it ran.
fn unanswered(run: &RunResult) -> Vec<(String, Vec<String>)> {
    let asked = run.summary.asked.iter().filter(|asked| !asked.answered);
    asked.map(|asked| (asked.text.clone(), asked.options.clone())).collect()
}

/// A result that says itself how it ends.
fn by_its_own_word(stated: &Stated) -> Option<Outcome> {
    match stated.status.as_str() {
        "needs_input" => {
            let mut questions: Vec<(String, Vec<String>)> =
                stated.questions.iter().map(|question| (question.clone(), Vec::new())).collect();
            if let Some(question) = &stated.question {
                questions.insert(0, (question.clone(), stated.options.clone()));
            }
            Some(Outcome::NeedsInput(questions))
        }
        "blocked" | "failed" => Some(Outcome::Failed(
            Failure::Failed,
            format!(
                "the agent says that it {}: {}",
                if stated.status == "failed" { "failed" } else { "is blocked" },
                message(stated)
            ),
        )),
        "completed" | "ok" | "success" => None,
        other => Some(Outcome::Failed(
            Failure::BadOutput,
            format!("its result has the status {other:?}, which means nothing"),
        )),
    }
}

fn message(stated: &Stated) -> String {
    stated.message.clone().or_else(|| stated.summary.clone()).unwrap_or_default().trim().to_owned()
}

/// It was ended from here, and that counts before all that it says.
fn stopped(run: &RunResult) -> Option<Outcome> {
    let stop = run.stop?;
    // What had come to its end before it could be stopped has come to its end.
    let ended = run.summary.said.as_ref().is_some_and(|said| said.ok);
    let failure = match stop {
        Stop::Wall => Failure::TimeoutWall,
        Stop::Idle => Failure::TimeoutIdle,
        Stop::Start => Failure::TimeoutStart,
        Stop::Budget if ended => return None,
        Stop::Budget => Failure::Budget,
        Stop::Turns if ended => return None,
        Stop::Turns => Failure::Turns,
        Stop::Hopeless => return None,
        Stop::Cancelled | Stop::Released | Stop::Fenced | Stop::Park => return Some(Outcome::Stopped(stop)),
    };
    let said = match failure {
        Failure::TimeoutWall => "it took longer than it may",
        Failure::TimeoutIdle => "it was silent for longer than it may be",
        Failure::TimeoutStart => "it never said a word",
        Failure::Budget => "its money or tokens are used up",
        _ => "its turns are used up",
    };
    Some(Outcome::Failed(failure, said.to_owned()))
}

/// The program or the agent says that it failed, or says nothing where it should.
fn failed(run: &RunResult, caps: Caps) -> Option<Outcome> {
    let (finish, summary) = (&run.finish, &run.summary);
    let tail = || {
        let tail = finish.stderr_tail.trim();
        if tail.is_empty() { String::new() } else { format!(": {}", tail.lines().last().unwrap_or_default()) }
    };
    if let Some(said) = summary.said.as_ref().filter(|said| !said.ok) {
        let failure = said.failure.or(finish.failure).unwrap_or(Failure::Failed);
        let message = said.message.clone().filter(|message| !message.is_empty());
        return Some(Outcome::Failed(failure, message.unwrap_or_else(|| first_line(&said.text).to_owned())));
    }
    if let Some(failure) = finish.failure {
        return Some(Outcome::Failed(
            failure,
            finish.message.clone().unwrap_or_else(|| format!("it failed{}", tail())),
        ));
    }
    if let Some(signal) = finish.signal {
        let failure = if signal == 9 { Failure::Oom } else { Failure::Crash };
        return Some(Outcome::Failed(failure, format!("signal {signal} ended it{}", tail())));
    }
    if let (None, Some((failure, message))) = (&summary.said, &summary.retrying) {
        return Some(Outcome::Failed(*failure, message.clone()));
    }
    if summary.said.is_none() && (caps.result || finish.code.is_none()) {
        let code = finish.code.map_or(String::new(), |code| format!(" (exit code {code})"));
        let failure = if finish.code.unwrap_or(0) == 0 { Failure::BadOutput } else { Failure::Failed };
        return Some(Outcome::Failed(failure, format!("it ended without a result{code}{}", tail())));
    }
    match finish.code {
        Some(0) | None => None,
        // A result that says that all is well beside an exit code that does not: who is right cannot be told.
        Some(code) => Some(Outcome::Failed(Failure::Failed, format!("it ended with exit code {code}{}", tail()))),
    }
}

/// The result in the last message: structured, or `<result>{…}</result>` at its very end. What stands elsewhere in it is a
/// quotation.
fn stated(run: &RunResult) -> Result<Option<Stated>, String> {
    let summary = &run.summary;
    if let Some(value) = summary.said.as_ref().and_then(|said| said.structured.as_ref()) {
        return serde_json::from_value(value.clone())
            .map(Some)
            .map_err(|error| format!("its structured result is not in the form that was asked for: {error}"));
    }
    let text = summary.last_words().trim_end().trim_end_matches('`').trim_end();
    let Some(inner) = text.strip_suffix("</result>") else { return Ok(None) };
    let Some((_, inner)) = inner.rsplit_once("<result>") else {
        return Err("its last message ends a result that it never began".to_owned());
    };
    serde_json::from_str(inner.trim())
        .map(Some)
        .map_err(|error| format!("the result in its last message is no JSON of the asked form: {error}"))
}

fn first_line(text: &str) -> &str {
    text.trim().lines().next().unwrap_or("it says that it failed")
}

fn listed(names: &[String]) -> String {
    let mut unique: Vec<&str> = Vec::new();
    for name in names {
        if !unique.contains(&name.as_str()) {
            unique.push(name);
        }
    }
    unique.join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::summary::{Said, Summary};
    use super::*;
    use crate::backends::Finish;

    fn run(text: &str, code: i32) -> RunResult {
        let said = Said { ok: true, text: text.to_owned(), failure: None, message: None, structured: None };
        let mut summary = Summary::default();
        let _ = summary.said.insert(said);
        RunResult {
            finish: Finish { code: Some(code), ..Finish::default() },
            summary,
            stop: None,
            started: 0,
            ended: 1,
        }
    }

    const AGENT: Facts = Facts {
        caps: Caps {
            preassign: false,
            resume: false,
            live_ask: false,
            live_tell: false,
            cost: false,
            tokens: false,
            structured: false,
            turns: false,
            result: true,
        },
        changed: true,
        open_questions: 0,
    };

    fn failure(outcome: &Outcome) -> Option<Failure> {
        match outcome {
            Outcome::Failed(failure, _) => Some(*failure),
            _ => None,
        }
    }

    #[test]
    fn a_claim_without_a_change_is_not_believed() {
        let unchanged = Facts { changed: false, ..AGENT };
        assert_eq!(failure(&derive(&run("All done!", 0), unchanged)), Some(Failure::NoChange));
        let mut denied = run("done", 0);
        denied.summary.denied = vec!["Bash".to_owned(), "Bash".to_owned()];
        assert_eq!(derive(&denied, unchanged), Outcome::Failed(Failure::Denied, "tools were refused: Bash".to_owned()));
        let stated =
            run("x <result>{\"status\":\"completed\",\"message\":\"as it is\",\"no_changes_needed\":true}</result>", 0);
        assert_eq!(
            derive(&stated, unchanged),
            Outcome::Finished { message: "as it is".to_owned(), no_op: Some("as it is".to_owned()) }
        );
    }

    #[test]
    fn exit_code_0_is_no_result_and_another_code_is_no_success() {
        let mut silent = run("", 0);
        silent.summary.said = None;
        assert_eq!(failure(&derive(&silent, AGENT)), Some(Failure::BadOutput));
        assert_eq!(failure(&derive(&run("fine", 3), AGENT)), Some(Failure::Failed));
        let command = Facts { caps: Caps::default(), ..AGENT };
        assert!(matches!(derive(&silent, command), Outcome::Finished { .. }));
        let mut killed = silent.clone();
        killed.finish = Finish { signal: Some(11), ..Finish::default() };
        assert_eq!(failure(&derive(&killed, command)), Some(Failure::Crash));
        let mut lost = silent;
        lost.finish = Finish::default();
        assert_eq!(failure(&derive(&lost, command)), Some(Failure::BadOutput));
    }

    #[test]
    fn a_result_counts_at_the_end_of_the_last_message_alone() {
        let quoted =
            run("I was told to end with <result>{\"status\":\"failed\",\"message\":\"no\"}</result> and did not.", 0);
        assert!(matches!(derive(&quoted, AGENT), Outcome::Finished { .. }));
        let failed = run("Sorry.\n```\n<result>{\"status\":\"blocked\",\"message\":\"no key\"}</result>\n```\n", 0);
        assert_eq!(failure(&derive(&failed, AGENT)), Some(Failure::Failed));
        assert_eq!(failure(&derive(&run("<result>{\"status\": </result>", 0), AGENT)), Some(Failure::BadOutput));
        assert_eq!(
            failure(&derive(&run("<result>{\"status\":\"great\"}</result>", 0), AGENT)),
            Some(Failure::BadOutput)
        );
    }

    #[test]
    fn a_question_is_no_success() {
        let asks =
            run("<result>{\"status\":\"needs_input\",\"question\":\"Which port?\",\"options\":[\"80\"]}</result>", 0);
        let wanted = Outcome::NeedsInput(vec![("Which port?".to_owned(), vec!["80".to_owned()])]);
        assert_eq!(derive(&asks, AGENT), wanted);
        assert!(matches!(derive(&run("done", 0), Facts { open_questions: 1, ..AGENT }), Outcome::NeedsInput(_)));
    }

    #[test]
    fn limits_and_stops_have_their_own_names() {
        let mut limited = run("", 1);
        limited.summary.said = None;
        limited.summary.limit = Some((Some(7), "resets at 10pm".to_owned()));
        assert_eq!(derive(&limited, AGENT), Outcome::Limit(Some(7), "resets at 10pm".to_owned()));
        for (stop, wanted) in [(Stop::Wall, Failure::TimeoutWall), (Stop::Idle, Failure::TimeoutIdle)] {
            let stopped = RunResult { stop: Some(stop), ..run("fine", 0) };
            assert_eq!(failure(&derive(&stopped, AGENT)), Some(wanted));
        }
        let late = RunResult { stop: Some(Stop::Budget), ..run("fine", 0) };
        assert!(matches!(derive(&late, AGENT), Outcome::Finished { .. }));
        let parked = RunResult { stop: Some(Stop::Park), ..run("fine", 0) };
        assert_eq!(derive(&parked, AGENT), Outcome::Stopped(Stop::Park));
    }
}

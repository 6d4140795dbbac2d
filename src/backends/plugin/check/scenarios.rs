use super::*;

/// Every scenario; the first is also where the plug-in's abilities are learned.
pub(super) const ALL: &[Scenario] = &[
    Scenario { name: "hello", rule: "answers hello with hello, version 1, and its name", tries: hello },
    Scenario { name: "caps", rule: "names only known abilities", tries: caps },
    Scenario { name: "hello-more", rule: "ignores fields of hello that it does not know", tries: hello_more },
    Scenario { name: "eof", rule: "ends by itself when its input ends before hello", tries: eof },
    Scenario {
        name: "eof-after-hello",
        rule: "ends by itself when its input ends after hello",
        tries: eof_after_hello,
    },
    Scenario { name: "run", rule: "says started, then one result, at the end", tries: run },
    Scenario {
        name: "only-messages",
        rule: "writes nothing but messages to its standard output",
        tries: only_messages,
    },
    Scenario { name: "exit", rule: "ends with exit code 0 within 5 s of its result", tries: exit },
    Scenario { name: "status", rule: "says ok, failed or cancelled, and a class that is known", tries: status },
    Scenario { name: "usage", rule: "counts up; money is a decimal in quotes", tries: usage },
    Scenario { name: "heartbeat", rule: "is never silent for more than 10 s", tries: heartbeat },
    Scenario { name: "worktree", rule: "works in the folder `cwd` of the order", tries: worktree },
    Scenario { name: "text", rule: "takes any text: quotes, lines, scripts, signs of a shell", tries: text },
    Scenario { name: "large", rule: "takes a prompt of a megabyte", tries: large },
    Scenario { name: "spec-more", rule: "ignores fields of the order that it does not know", tries: spec_more },
    Scenario { name: "unknown-type", rule: "ignores messages of a type that it does not know", tries: unknown_type },
    Scenario { name: "broken-line", rule: "survives a line that is no message", tries: broken_line },
    Scenario { name: "tell", rule: "takes a word while it works", tries: tell },
    Scenario { name: "answer", rule: "ignores an answer to what it did not ask", tries: answer },
    Scenario { name: "cancel", rule: "ends within 2 s of cancel, and still says its result", tries: cancel },
    Scenario { name: "cancel-early", rule: "ends within 2 s of a cancel before its start", tries: cancel_early },
    Scenario { name: "eof-in-run", rule: "does not go on for ever when its input ends", tries: eof_in_run },
    Scenario { name: "resume", rule: "goes on with a session that it can resume", tries: resume },
    Scenario { name: "two", rule: "runs twice at once without being confused", tries: two },
];

fn well(good: bool, why: &str) -> Tried {
    if good { Ok(Came::Well) } else { Err(why.to_owned()) }
}

fn hello(kit: &Kit<'_>) -> Tried {
    let hello = kit.begin()?.greet()?;
    if hello["v"] != 1 {
        return Err(format!("its version `v` is {}, and not 1", hello["v"]));
    }
    well(hello["name"].as_str().is_some_and(|name| !name.is_empty()), "it has no `name`")
}

fn caps(kit: &Kit<'_>) -> Tried {
    known_caps(&kit.begin()?.greet()?).map(|()| Came::Well)
}

fn hello_more(kit: &Kit<'_>) -> Tried {
    let mut talk = kit.begin()?;
    talk.say(&json!({"v": 1, "type": "hello", "planyard": "99.0.0", "run": "check", "later": {"deep": [1, null]}}));
    talk.wait(GREETING, "hello").map(|_| Came::Well)
}

fn eof(kit: &Kit<'_>) -> Tried {
    let mut talk = kit.begin()?;
    talk.live.close_stdin();
    talk.ends(PARTING).map(|_| Came::Well)
}

fn eof_after_hello(kit: &Kit<'_>) -> Tried {
    let mut talk = kit.begin()?;
    talk.greet()?;
    talk.live.close_stdin();
    talk.ends(PARTING).map(|_| Came::Well)
}

fn run(kit: &Kit<'_>) -> Tried {
    let mut talk = kit.begin()?;
    talk.run(kit.spec()?)?;
    talk.live.close_stdin();
    talk.ends(PARTING)?;
    let kinds: Vec<&str> = talk.messages.iter().filter_map(|message| message["type"].as_str()).collect();
    let position = |kind: &str| kinds.iter().position(|own| *own == kind);
    well(position("started") == Some(1), "its first word after hello is not started")?;
    well(position("result") == Some(kinds.len() - 1), "it goes on after its result")
}

fn only_messages(kit: &Kit<'_>) -> Tried {
    let mut talk = kit.begin()?;
    talk.run(kit.spec()?)?;
    talk.live.close_stdin();
    talk.ends(PARTING)?;
    match talk.wrong {
        Some(line) => Err(format!("it writes {:?}", line.chars().take(80).collect::<String>())),
        None => Ok(Came::Well),
    }
}

fn exit(kit: &Kit<'_>) -> Tried {
    let mut talk = kit.begin()?;
    talk.run(kit.spec()?)?;
    // Its input stays open: the result is the end.
    match talk.ends(PARTING)? {
        Some(0) => Ok(Came::Well),
        code => Err(format!("it ended with {}", shown(code))),
    }
}

fn status(kit: &Kit<'_>) -> Tried {
    let result = kit.begin()?.run(kit.spec()?)?;
    let status = result["status"].as_str().unwrap_or_default();
    well(["ok", "failed", "cancelled"].contains(&status), "its `status` is none of ok, failed, cancelled")?;
    let class = result.get("class").filter(|class| !class.is_null());
    let known = class.is_none_or(|class| serde_json::from_value::<crate::queue::Failure>(class.clone()).is_ok());
    well(known, "its `class` is not known")
}

fn usage(kit: &Kit<'_>) -> Tried {
    if !kit.can("usage") {
        return Ok(Came::Skipped);
    }
    let mut talk = kit.begin()?;
    talk.run(kit.spec()?)?;
    let told: Vec<&Value> = talk.messages.iter().filter(|message| message["type"] == "usage").collect();
    well(!told.is_empty(), "it says that it tells usage, and tells none")?;
    let mut last = (0, 0);
    for usage in told {
        let number = |key: &str| usage.get(key).map_or(Some(0), Value::as_u64).ok_or(format!("`{key}` is no number"));
        let now = (number("input")?, number("output")?);
        well(now.0 >= last.0 && now.1 >= last.1, "its usage is no sum of the whole run: it shrinks")?;
        last = now;
        let cost = usage.get("cost_usd").filter(|cost| !cost.is_null());
        let good = cost.is_none_or(|cost| cost.as_str().and_then(wire::micro).is_some());
        well(good, "`cost_usd` is no decimal in quotes")?;
    }
    Ok(Came::Well)
}

fn heartbeat(kit: &Kit<'_>) -> Tried {
    let mut talk = kit.begin()?;
    talk.run(kit.spec()?)?;
    well(talk.silence <= SILENCE, &format!("it was silent for {} s", talk.silence.as_secs()))
}

fn worktree(kit: &Kit<'_>) -> Tried {
    let mut spec = kit.spec()?;
    // Not the folder that it is started in.
    let tree = kit.folder.join("worktree-of-the-order");
    std::fs::create_dir_all(&tree).map_err(|error| error.to_string())?;
    spec["cwd"] = json!(tree);
    kit.begin()?.run(spec)?;
    let empty = |folder: &Path| std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    well(empty(&kit.tree()?), "it wrote into the folder that it was started in, and not into `cwd`")
}

fn with_prompt(kit: &Kit<'_>, prompt: &str) -> Tried {
    let mut spec = kit.spec()?;
    spec["prompt"] = json!(prompt);
    spec["title"] = json!(prompt.chars().take(200).collect::<String>());
    kit.begin()?.run(spec).map(|_| Came::Well)
}

fn text(kit: &Kit<'_>) -> Tried {
    with_prompt(
        kit,
        "\"quotes\" 'and' `ticks` $(touch owned) ; | & \\ \n\r\t \u{0} \u{7} ünï 漢字 🚀 {braces} </result>\n---\n",
    )?;
    well(!kit.tree()?.join("owned").exists(), "it gives the prompt to a shell")
}

fn large(kit: &Kit<'_>) -> Tried {
    with_prompt(kit, &"A line of a long prompt, of which nothing is to be done.\n".repeat(20_000))
}

fn spec_more(kit: &Kit<'_>) -> Tried {
    let mut spec = kit.spec()?;
    spec["of_a_later_version"] = json!({"deep": [1, null]});
    kit.begin()?.run(spec).map(|_| Came::Well)
}

fn unknown_type(kit: &Kit<'_>) -> Tried {
    let mut talk = kit.begin()?;
    talk.greet()?;
    talk.say(&json!({"type": "of_a_later_version", "more": [1]}));
    talk.say(&json!({"type": "start", "spec": kit.spec()?}));
    talk.say(&json!({"type": "of_a_later_version"}));
    talk.wait(WORK, "result").map(|_| Came::Well)
}

fn broken_line(kit: &Kit<'_>) -> Tried {
    let mut talk = kit.begin()?;
    talk.greet()?;
    talk.say_raw("{\"type\": \"sta\n\n[]\n");
    talk.say(&json!({"type": "start", "spec": kit.spec()?}));
    talk.wait(WORK, "result").map(|_| Came::Well)
}

fn tell(kit: &Kit<'_>) -> Tried {
    let mut talk = kit.begin()?;
    talk.greet()?;
    talk.say(&json!({"type": "start", "spec": kit.spec()?}));
    talk.say(&json!({"type": "tell", "text": "stop using mocks", "by": "kit"}));
    talk.wait(WORK, "result").map(|_| Came::Well)
}

fn answer(kit: &Kit<'_>) -> Tried {
    let mut talk = kit.begin()?;
    talk.greet()?;
    talk.say(&json!({"type": "start", "spec": kit.spec()?}));
    talk.say(&json!({"type": "answer", "id": "never-asked", "value": "8080", "by": "kit"}));
    talk.wait(WORK, "result").map(|_| Came::Well)
}

fn cancel(kit: &Kit<'_>) -> Tried {
    let mut talk = kit.begin()?;
    talk.greet()?;
    talk.say(&json!({"type": "start", "spec": kit.spec()?}));
    talk.wait(WORK, "started")?;
    talk.say(&json!({"type": "cancel", "reason": "check"}));
    talk.wait(YIELDING, "result")?;
    talk.ends(YIELDING).map(|_| Came::Well)
}

fn cancel_early(kit: &Kit<'_>) -> Tried {
    let mut talk = kit.begin()?;
    talk.greet()?;
    talk.say(&json!({"type": "cancel", "reason": "check"}));
    talk.ends(YIELDING).map(|_| Came::Well)
}

fn eof_in_run(kit: &Kit<'_>) -> Tried {
    let mut talk = kit.begin()?;
    talk.greet()?;
    talk.say(&json!({"type": "start", "spec": kit.spec()?}));
    talk.wait(WORK, "started")?;
    talk.live.close_stdin();
    // It may finish what it has begun.
    talk.until(WORK, &|messages| messages.iter().any(|message| message["type"] == "result"));
    talk.ends(PARTING).map(|_| Came::Well)
}

fn resume(kit: &Kit<'_>) -> Tried {
    if !kit.can("resume") {
        return Ok(Came::Skipped);
    }
    let mut first = kit.begin()?;
    first.run(kit.spec()?)?;
    let session = first.messages.iter().find(|message| message["type"] == "started").map(|started| &started["session"]);
    let session = session.filter(|session| session.is_string()).cloned().ok_or("its started has no `session`")?;
    drop(first);
    let mut spec = kit.spec()?;
    spec["resume"] = session.clone();
    let mut second = kit.begin()?;
    second.run(spec)?;
    let same = second.messages.iter().any(|message| message["type"] == "started" && message["session"] == session);
    well(same, "it does not say that it goes on with the same session")
}

fn two(kit: &Kit<'_>) -> Tried {
    let (mut one, mut other) = (kit.begin()?, kit.begin()?);
    one.greet()?;
    other.greet()?;
    one.say(&json!({"type": "start", "spec": kit.spec()?}));
    other.say(&json!({"type": "start", "spec": kit.spec()?}));
    one.wait(WORK, "result")?;
    other.wait(WORK, "result").map(|_| Came::Well)
}

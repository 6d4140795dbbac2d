//! `planyard lsp`: the protocol over the pipe, and Neovim as a real editor.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::sandbox::Sandbox;

const TASKS: &str = "# Tasks\n\n## Progress\n\n- Tasks Complete: 0/2\n- Percentage: 0%\n\n## Task List\n\n### T01: Read the \u{1f600} file\n\n- [ ] Estimate: 1hr\n- [ ] Tests: tests/read.rs\n- [ ] Dependencies: None\n- [ ] Story: US-01\n\n### T02: Write it\n\n- [ ] Estimate: 2hr\n- [ ] Tests: tests/write.rs\n- [ ] Dependencies: T01\n- [ ] Story: US-01\n- [ ] Notes: after T01, see src/main.rs\n";
const STORIES: &str = "# Stories\n\n## US-01: Files\n\nAs a reader, I want files, so that I read.\n\n### Acceptance Criteria\n\n- [ ] it reads\n\n### Test Scenarios\n\n- one\n";
const PLAN: &str = "features/P01-F01-files/tasks.md";

fn project() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(PLAN, TASKS).write("features/P01-F01-files/user_stories.md", STORIES);
    sandbox.write("features/P01-F01-files/design.md", "# Design\n\n## Overview\n\nFiles.\n").write("src/main.rs", "");
    sandbox
}

/// The server, and this side of its pipe.
struct Client {
    child: Child,
    to: ChildStdin,
    from: Receiver<Value>,
    root: String,
    next: i64,
    kept: Vec<Value>,
}

impl Client {
    fn start(sandbox: &Sandbox) -> Self {
        let mut command = sandbox.command(&["lsp"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let to = child.stdin.take().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let (send, from) = channel();
        std::thread::spawn(move || {
            loop {
                let mut size = 0;
                loop {
                    let mut line = String::new();
                    if out.read_line(&mut line).unwrap_or(0) == 0 {
                        return;
                    }
                    if let Some(value) = line.strip_prefix("Content-Length: ") {
                        size = value.trim().parse().unwrap();
                    }
                    if line == "\r\n" {
                        break;
                    }
                }
                let mut body = vec![0; size];
                out.read_exact(&mut body).unwrap();
                if send.send(serde_json::from_slice(&body).unwrap()).is_err() {
                    return;
                }
            }
        });
        let root = format!("file://{}", sandbox.root().display());
        let mut client = Self { child, to, from, root, next: 0, kept: Vec::new() };
        let answer = client.ask("initialize", json!({"processId": null, "rootUri": client.root, "capabilities": {}}));
        assert_eq!(answer["serverInfo"]["name"], "planyard");
        assert_eq!(answer["capabilities"]["textDocumentSync"]["change"], 2);
        client.note("initialized", json!({}));
        client
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.to, "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
        self.to.flush().unwrap();
    }

    fn note(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    fn request(&mut self, method: &str, params: Value) -> i64 {
        self.next += 1;
        let id = self.next;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// The first message that fits; the others are kept for later.
    fn wait(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.kept.iter().position(&fits) {
            return self.kept.remove(at);
        }
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            let message = self.from.recv_timeout(until - Instant::now()).unwrap();
            if fits(&message) {
                return message;
            }
            self.kept.push(message);
        }
    }

    fn answer(&mut self, id: i64) -> Value {
        self.wait(|message| message["id"] == id && message.get("method").is_none())
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params);
        let answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{answer}");
        answer["result"].clone()
    }

    fn uri(&self, path: &str) -> String {
        format!("{}/{path}", self.root)
    }

    fn open(&mut self, path: &str, text: &str) {
        let document = json!({"uri": self.uri(path), "languageId": "markdown", "version": 1, "text": text});
        self.note("textDocument/didOpen", json!({"textDocument": document}));
    }

    fn change(&mut self, path: &str, version: i64, changes: &Value) {
        let document = json!({"uri": self.uri(path), "version": version});
        self.note("textDocument/didChange", json!({"textDocument": document, "contentChanges": changes}));
    }

    fn diagnostics(&mut self, path: &str, version: i64) -> Vec<Value> {
        let uri = self.uri(path);
        let found = self.wait(|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && message["params"]["version"] == version
        });
        found["params"]["diagnostics"].as_array().unwrap().clone()
    }

    fn at(&self, path: &str, line: u32, character: u32) -> Value {
        json!({"textDocument": {"uri": self.uri(path)}, "position": {"line": line, "character": character}})
    }

    fn end(mut self) {
        self.ask("shutdown", Value::Null);
        self.note("exit", Value::Null);
        assert!(self.child.wait().unwrap().success());
    }
}

fn line_of(text: &str, start: &str) -> u32 {
    text.lines().position(|line| line.starts_with(start)).unwrap() as u32
}

fn range(start: (u32, u32), end: (u32, u32)) -> Value {
    json!({"start": {"line": start.0, "character": start.1}, "end": {"line": end.0, "character": end.1}})
}

/// The text after edits of one document, made by other means than the server's.
fn edited(text: &str, edits: &[Value]) -> String {
    let offset = |position: &Value| {
        let (line, column) = (position["line"].as_u64().unwrap() as usize, position["character"].as_u64().unwrap());
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let mut units = 0;
        let within = text[start..].char_indices().find(|(_, c)| {
            let here = units >= column;
            units += c.len_utf16() as u64;
            here
        });
        start + within.map_or(text.len() - start, |(at, _)| at)
    };
    let mut spans: Vec<(usize, usize, &str)> = edits
        .iter()
        .map(|edit| (offset(&edit["range"]["start"]), offset(&edit["range"]["end"]), edit["newText"].as_str().unwrap()))
        .collect();
    spans.sort_by_key(|span| std::cmp::Reverse(span.0));
    let mut out = text.to_owned();
    for (start, end, with) in spans {
        out.replace_range(start..end, with);
    }
    out
}

#[test]
fn diagnostics_follow_what_is_typed_and_positions_are_utf16() {
    let sandbox = project();
    let mut client = Client::start(&sandbox);
    client.open(PLAN, TASKS);
    let codes =
        |found: &[Value]| -> Vec<String> { found.iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect() };
    let first = client.diagnostics(PLAN, 1);
    assert!(!codes(&first).contains(&"tasks/progress-mismatch".to_owned()), "{first:?}");
    // Behind an emoji, which is two units: `file` becomes `whole file`; then a statement that is not true.
    let heading = line_of(TASKS, "### T01");
    let at = "### T01: Read the \u{1f600} ".encode_utf16().count() as u32;
    let progress = line_of(TASKS, "- Tasks Complete");
    let typed = json!([
        {"range": range((heading, at), (heading, at)), "text": "whole "},
        {"range": range((progress, 18), (progress, 19)), "text": "2"},
    ]);
    client.change(PLAN, 2, &typed);
    let found = client.diagnostics(PLAN, 2);
    let mismatch =
        found.iter().find(|one| one["code"] == "tasks/progress-mismatch").unwrap_or_else(|| panic!("{found:?}"));
    assert_eq!((&mismatch["range"]["start"]["line"], &mismatch["source"]), (&json!(progress), &json!("planyard")));
    // A change of a version that is past is none.
    client.change(PLAN, 2, &json!([{"text": ""}]));
    client.change(PLAN, 1, &json!([{"text": ""}]));
    let symbols = client.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": client.uri(PLAN)}}));
    let text = symbols.to_string();
    assert!(text.contains("T01 Read the \u{1f600} whole file") && text.contains("T02 Write it"), "{text}");
    let task = find_symbol(&symbols, "T01").unwrap();
    assert_eq!(task["selectionRange"]["end"]["character"], at + "whole file".len() as u32);
    // The fix makes it true again.
    let actions = client.ask(
        "textDocument/codeAction",
        json!({"textDocument": {"uri": client.uri(PLAN)}, "range": mismatch["range"], "context": {"diagnostics": []}}),
    );
    let fix = actions.as_array().unwrap().iter().find(|action| action["kind"] == "quickfix").unwrap();
    let now = TASKS.replace("\u{1f600} file", "\u{1f600} whole file").replace("0/2", "2/2");
    let edits = fix["edit"]["documentChanges"][0]["edits"].as_array().unwrap();
    assert_eq!(edited(&now, edits), now.replace("2/2", "0/2"));
    client.end();
}

fn find_symbol<'v>(symbols: &'v Value, name: &str) -> Option<&'v Value> {
    symbols.as_array()?.iter().find_map(|symbol| {
        let here = symbol["name"].as_str().is_some_and(|other| other.starts_with(name));
        if here { Some(symbol) } else { find_symbol(&symbol["children"], name) }
    })
}

#[test]
fn tasks_are_found_explained_and_renamed() {
    let sandbox = project();
    let mut client = Client::start(&sandbox);
    client.open(PLAN, TASKS);
    let needs = line_of(TASKS, "- [ ] Dependencies: T01");
    let on_id = client.at(PLAN, needs, 21);
    let hover = client.ask("textDocument/hover", on_id.clone());
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.contains("**T01** Read the") && text.contains("1hr") && text.contains("US-01 Files"), "{text}");
    let place = client.ask("textDocument/definition", on_id.clone());
    assert_eq!(place["range"]["start"], json!({"line": line_of(TASKS, "### T01"), "character": 4}));
    let places = client.ask("textDocument/references", json!({
        "textDocument": on_id["textDocument"], "position": on_id["position"], "context": {"includeDeclaration": true}
    }));
    assert_eq!(places.as_array().unwrap().len(), 3, "{places}");
    let notes = line_of(TASKS, "- [ ] Notes");
    let file = client.ask("textDocument/definition", client.at(PLAN, notes, 33));
    assert!(file["uri"].as_str().unwrap().ends_with("/src/main.rs"), "{file}");
    let story = client.ask("textDocument/definition", client.at(PLAN, line_of(TASKS, "- [ ] Story"), 14));
    assert!(story["uri"].as_str().unwrap().ends_with("user_stories.md"), "{story}");
    let offered = client.ask("textDocument/completion", on_id.clone());
    let labels: Vec<&str> = offered.as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["T01"], "a task does not wait for itself, and stories are no tasks");
    let rename = |client: &mut Client, to: &str| {
        let id = client.request(
            "textDocument/rename",
            json!({
                "textDocument": on_id["textDocument"], "position": on_id["position"], "newName": to
            }),
        );
        client.answer(id)
    };
    let renamed = rename(&mut client, "T09");
    let edits = renamed["result"]["documentChanges"][0]["edits"].as_array().unwrap().clone();
    assert_eq!(edited(TASKS, &edits), TASKS.replace("T01", "T09"));
    for wrong in ["T02", "two words", ""] {
        assert!(rename(&mut client, wrong)["error"]["message"].is_string(), "{wrong}");
    }
    // The story's id stands in two documents.
    let on_story = client.at(PLAN, line_of(TASKS, "- [ ] Story"), 14);
    let renamed = client.ask(
        "textDocument/rename",
        json!({
            "textDocument": on_story["textDocument"], "position": on_story["position"], "newName": "US-07"
        }),
    );
    assert_eq!(renamed["documentChanges"].as_array().unwrap().len(), 2, "{renamed}");
    let folds = client.ask("textDocument/foldingRange", json!({"textDocument": {"uri": client.uri(PLAN)}}));
    assert!(folds.as_array().unwrap().iter().any(|fold| fold["startLine"] == line_of(TASKS, "### T02")), "{folds}");
    client.end();
}

#[test]
fn a_task_is_done_from_the_editor() {
    let sandbox = project();
    let mut client = Client::start(&sandbox);
    client.open(PLAN, TASKS);
    let actions = |client: &mut Client, line: u32| {
        let asked = json!({
            "textDocument": {"uri": client.uri(PLAN)}, "range": range((line, 0), (line, 0)),
            "context": {"diagnostics": [], "only": ["refactor"]}
        });
        client.ask("textDocument/codeAction", asked).as_array().unwrap().clone()
    };
    let offered = actions(&mut client, line_of(TASKS, "### T01"));
    let done = offered.iter().find(|action| action["title"] == "Mark T01 as done").unwrap();
    let edits = done["edit"]["documentChanges"][0]["edits"].as_array().unwrap();
    let text = edited(TASKS, edits);
    assert!(
        text.contains("- Tasks Complete: 1/2\n- Percentage: 50%") && text.contains("- [x] Estimate: 1hr"),
        "{text}"
    );
    let offered = actions(&mut client, line_of(TASKS, "### T02"));
    let refused = offered.iter().find(|action| action["title"] == "Mark T02 as done").unwrap();
    assert_eq!(refused["disabled"]["reason"], "T02 cannot be done: it depends on T01, which is open");
    client.end();
}

#[test]
fn whatever_comes_has_one_answer() {
    let sandbox = project();
    let mut client = Client::start(&sandbox);
    client.open(PLAN, TASKS);
    let first = client.request("textDocument/hover", client.at(PLAN, 9, 5));
    let second = client.request("textDocument/hover", client.at(PLAN, 9, 5));
    client.note("$/cancelRequest", json!({"id": second}));
    let unknown = client.request("textDocument/unknown", json!({}));
    let wrong = client.request("textDocument/hover", json!({"textDocument": 7}));
    let beyond = client.request("textDocument/hover", client.at(PLAN, 9999, 9999));
    let nowhere = client.request("textDocument/hover", client.at("README.md", 0, 0));
    client.change("README.md", 9, &json!([{"text": "never opened"}]));
    assert!(client.answer(first)["result"]["contents"]["value"].is_string());
    let cancelled = client.answer(second);
    assert!(cancelled["error"]["code"] == -32800 || cancelled["result"]["contents"].is_object(), "{cancelled}");
    assert_eq!(client.answer(unknown)["error"]["code"], -32601);
    assert_eq!(client.answer(wrong)["error"]["code"], -32602);
    assert_eq!(client.answer(beyond)["result"], Value::Null);
    assert_eq!(client.answer(nowhere)["result"], Value::Null);
    client.ask("shutdown", Value::Null);
    let late = client.request("textDocument/hover", client.at(PLAN, 9, 5));
    assert_eq!(client.answer(late)["error"]["code"], -32600);
    client.note("exit", Value::Null);
    assert!(client.child.wait().unwrap().success());
}

/// Many small edits of a long plan lead to the text that they lead to.
#[expect(clippy::print_stderr, reason = "what was measured, and that something was skipped, is said")]
#[test]
fn a_long_plan_is_typed_in() {
    let sandbox = project();
    let mut text = String::from("# Tasks\n\n## Task List\n\n");
    for at in 1..=1000 {
        text.push_str(&format!(
            "### T{at:04}: Task \u{1f680} {at}\n\n- [ ] Estimate: 1hr\n- [ ] Dependencies: None\n\n"
        ));
    }
    sandbox.write(PLAN, &text);
    let mut client = Client::start(&sandbox);
    client.open(PLAN, &text);
    client.diagnostics(PLAN, 1);
    let column = "### T0500: Task \u{1f680} ".encode_utf16().count() as u32;
    let line = line_of(&text, "### T0500");
    let begun = Instant::now();
    for (at, letter) in "quickly ".chars().enumerate() {
        let here = (line, column + at as u32);
        client.change(PLAN, 2 + at as i64, &json!([{"range": range(here, here), "text": letter.to_string()}]));
    }
    client.diagnostics(PLAN, 9);
    let typed = begun.elapsed();
    let mut slowest = Duration::ZERO;
    for _ in 0..20 {
        let asked = Instant::now();
        let hover = client.ask("textDocument/hover", client.at(PLAN, line, 6));
        slowest = slowest.max(asked.elapsed());
        assert!(hover["contents"]["value"].as_str().unwrap().contains("Task \u{1f680} quickly 500"), "{hover}");
    }
    eprintln!("5,004 lines: eight keys to their diagnostics in {typed:?}, the slowest hover in {slowest:?}");
    client.end();
}

const INIT: &str = r#"
local out = {}
local function done(ok, what)
  out.ok, out.what = ok, what
  local file = io.open(vim.env.RESULT, 'w')
  file:write(vim.json.encode(out))
  file:close()
  vim.cmd('qa!')
end
local function main()
  vim.cmd('edit ' .. vim.env.PLAN)
  local buffer = vim.api.nvim_get_current_buf()
  local id = vim.lsp.start_client({ name = 'planyard', cmd = { vim.env.PROGRAM, 'lsp' }, root_dir = vim.fn.getcwd() })
  vim.lsp.buf_attach_client(buffer, id)
  local found = vim.wait(60000, function() return #vim.diagnostic.get(buffer) > 0 end, 20)
  if not found then return done(false, 'no diagnostics') end
  for _, one in ipairs(vim.diagnostic.get(buffer)) do table.insert(out, one.code or 'none') end
  local client = vim.lsp.get_client_by_id(id)
  local line = vim.fn.search('^### T01') - 1
  local answer = client.request_sync('textDocument/codeAction', {
    textDocument = { uri = vim.uri_from_bufnr(buffer) },
    range = { start = { line = line, character = 0 }, ['end'] = { line = line, character = 0 } },
    context = { diagnostics = {} },
  }, 60000, buffer)
  for _, action in ipairs(answer.result) do
    if action.title == 'Mark T01 as done' then
      vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
      vim.cmd('write')
      return done(true, action.title)
    end
  end
  done(false, 'no action')
end
local ok, why = pcall(main)
if not ok then done(false, tostring(why)) end
"#;

#[expect(clippy::print_stderr, reason = "what was measured, and that something was skipped, is said")]
#[test]
fn neovim_gets_diagnostics_applies_an_action_and_saves() {
    let sandbox = project();
    let there = sandbox.program("nvim", &["--version"]).output().is_ok();
    if !there {
        assert!(std::env::var_os("REAL_EDITORS").is_none(), "REAL_EDITORS is set and nvim is not there");
        eprintln!("SKIPPED: nvim is not installed; its test did not run");
        return;
    }
    sandbox.write(PLAN, TASKS.replace("0/2", "2/2")).write("../init.lua", INIT);
    let script = sandbox.root().join("../init.lua").display().to_string();
    let mut editor = sandbox.program("nvim", &["--headless", "--clean", "-S", &script]);
    let result = sandbox.root().join("../result.json");
    editor.env("RESULT", &result).env("PLAN", PLAN).env("PROGRAM", env!("CARGO_BIN_EXE_planyard"));
    let said = sandbox.finish(editor);
    let result: Value =
        serde_json::from_str(&std::fs::read_to_string(&result).unwrap_or_else(|_| panic!("{said}"))).unwrap();
    assert_eq!((&result["ok"], &result["what"]), (&json!(true), &json!("Mark T01 as done")), "{result}\n{said}");
    assert!(result.to_string().contains("tasks/progress-mismatch"), "{result}");
    let text = sandbox.read(PLAN);
    assert!(text.contains("- [x] Estimate: 1hr") && text.contains("- Tasks Complete: 1/2\n"), "{text}");
}

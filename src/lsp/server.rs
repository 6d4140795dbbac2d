//! The messages: read one by one, what was cancelled meanwhile left out, diagnostics sent when nothing else is waiting.

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionParams, CodeActionProviderCapability, CompletionOptions,
    CompletionParams, DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    DocumentHighlight, DocumentHighlightParams, DocumentSymbolParams, FoldingRangeParams,
    FoldingRangeProviderCapability, GotoDefinitionParams, HoverParams, HoverProviderCapability, OneOf, Position,
    PublishDiagnosticsParams, ReferenceParams, RenameOptions, RenameParams, ServerCapabilities,
    TextDocumentPositionParams, TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions, Uri,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::find::Spot;
use super::text::Text;
use super::world::{self, Open, World};
use super::{actions, outline};
use crate::context::Context;

/// Serves the editor that started it, until it says that it is over.
///
/// # Errors
/// What is said is not the protocol.
pub fn serve(context: &Context) -> anyhow::Result<()> {
    let (connection, threads) = Connection::stdio();
    run(context, connection)?;
    threads.join().context("the editor's pipe broke")
}

fn run(context: &Context, connection: Connection) -> anyhow::Result<()> {
    let (id, _) = connection.initialize_start()?;
    let answer = json!({
        "capabilities": capabilities(),
        "serverInfo": { "name": "planyard", "version": env!("CARGO_PKG_VERSION") },
    });
    connection.initialize_finish(id, answer)?;
    let world = World::new(context);
    let server = Server { connection, world, waiting: VecDeque::new(), stale: BTreeSet::new(), told: HashSet::new() };
    server.serve()
}

fn capabilities() -> ServerCapabilities {
    ServerCapabilities {
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::Supported(true)),
            ..TextDocumentSyncOptions::default()
        })),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        document_highlight_provider: Some(OneOf::Left(true)),
        document_symbol_provider: Some(OneOf::Left(true)),
        folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
        completion_provider: Some(CompletionOptions::default()),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: Default::default(),
        })),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![
                CodeActionKind::QUICKFIX,
                CodeActionKind::REFACTOR_REWRITE,
                CodeActionKind::SOURCE_FIX_ALL,
            ]),
            ..CodeActionOptions::default()
        })),
        ..ServerCapabilities::default()
    }
}

struct Server<'c> {
    connection: Connection,
    world: World<'c>,
    waiting: VecDeque<Message>,
    /// Files whose features have changed since their diagnostics were sent.
    stale: BTreeSet<PathBuf>,
    /// Files that have diagnostics in the editor.
    told: HashSet<PathBuf>,
}

/// What a request leads to.
type Answer = Result<Value, (ErrorCode, String)>;

impl Server<'_> {
    fn serve(mut self) -> anyhow::Result<()> {
        let mut over = false;
        loop {
            while let Ok(message) = self.connection.receiver.try_recv() {
                self.waiting.push_back(message);
            }
            let message = match self.waiting.pop_front() {
                Some(message) => message,
                None if !self.stale.is_empty() => {
                    self.tell()?;
                    continue;
                }
                None => match self.connection.receiver.recv() {
                    Ok(message) => {
                        self.waiting.push_back(message);
                        continue;
                    }
                    // The editor has gone.
                    Err(_) => return Ok(()),
                },
            };
            match message {
                Message::Notification(said) if said.method == "exit" => {
                    anyhow::ensure!(over, "the editor left without saying so");
                    return Ok(());
                }
                Message::Notification(said) => self.note(said),
                Message::Request(asked) if asked.method == "shutdown" => {
                    over = true;
                    self.send(Response::new_ok(asked.id, Value::Null))?;
                }
                Message::Request(asked) => {
                    let id = asked.id.clone();
                    let answer = match () {
                        () if over => Err((ErrorCode::InvalidRequest, "the server is shutting down".to_owned())),
                        () if self.cancelled(&id) => Err((ErrorCode::RequestCanceled, "it was cancelled".to_owned())),
                        () => self.answer(asked),
                    };
                    self.send(match answer {
                        Ok(value) => Response::new_ok(id, value),
                        Err((code, message)) => Response::new_err(id, code as i32, message),
                    })?;
                }
                Message::Response(_) => {}
            }
        }
    }

    fn send(&self, message: impl Into<Message>) -> anyhow::Result<()> {
        self.connection.sender.send(message.into()).context("the editor has gone")
    }

    /// A cancellation of the request is among what waits.
    fn cancelled(&self, id: &RequestId) -> bool {
        let wanted = serde_json::to_value(id).unwrap_or_default();
        self.waiting.iter().any(|message| match message {
            Message::Notification(said) => said.method == "$/cancelRequest" && said.params["id"] == wanted,
            _ => false,
        })
    }

    fn note(&mut self, said: Notification) {
        match said.method.as_str() {
            "textDocument/didOpen" => {
                let Some(params) = params::<DidOpenTextDocumentParams>(said.params) else { return };
                let document = params.text_document;
                let Some(path) = world::path(&document.uri) else { return };
                let open = Open { text: Text::new(document.text), version: document.version };
                self.world.open.insert(path.clone(), open);
                self.world.forget();
                self.stale.insert(path);
            }
            "textDocument/didChange" => {
                let Some(params) = params::<DidChangeTextDocumentParams>(said.params) else { return };
                self.change(params);
            }
            "textDocument/didSave" => {
                self.world.forget();
                let open: Vec<PathBuf> = self.world.open.keys().cloned().collect();
                self.stale.extend(open);
            }
            "textDocument/didClose" => {
                let Some(params) = params::<DidCloseTextDocumentParams>(said.params) else { return };
                let Some(path) = world::path(&params.text_document.uri) else { return };
                self.world.open.remove(&path);
                self.world.forget();
                self.stale.insert(path);
            }
            "workspace/didChangeWatchedFiles" | "workspace/didChangeConfiguration" => {
                self.world.forget_all();
                let open: Vec<PathBuf> = self.world.open.keys().cloned().collect();
                self.stale.extend(open);
            }
            _ => {}
        }
    }

    /// Changes come in the order of their versions; one that is not newer than what is there belongs to a past.
    fn change(&mut self, params: DidChangeTextDocumentParams) {
        let Some(path) = world::path(&params.text_document.uri) else { return };
        let Some(open) = self.world.open.get_mut(&path) else { return };
        if params.text_document.version <= open.version {
            return;
        }
        open.version = params.text_document.version;
        for change in params.content_changes {
            match change.range {
                Some(range) => open.text.replace(range, &change.text),
                None => open.text = Text::new(change.text),
            }
        }
        self.stale.insert(path);
    }

    fn answer(&mut self, asked: Request) -> Answer {
        let method = asked.method.clone();
        match method.as_str() {
            "textDocument/hover" => {
                let asked: HoverParams = wanted(asked)?;
                let at = asked.text_document_position_params;
                self.with_findings(&at, |spot, findings| value(&spot.hover(findings)))
            }
            "textDocument/definition" => {
                let asked: GotoDefinitionParams = wanted(asked)?;
                self.at(&asked.text_document_position_params, |spot| value(&spot.definition()))
            }
            "textDocument/references" => {
                let asked: ReferenceParams = wanted(asked)?;
                self.at(&asked.text_document_position, |spot| value(&spot.references()))
            }
            "textDocument/documentHighlight" => {
                let asked: DocumentHighlightParams = wanted(asked)?;
                let mark = |range| DocumentHighlight { range, kind: None };
                self.at(&asked.text_document_position_params, |spot| {
                    value(&spot.places().into_iter().map(mark).collect::<Vec<_>>())
                })
            }
            "textDocument/completion" => {
                let asked: CompletionParams = wanted(asked)?;
                self.at(&asked.text_document_position, |spot| value(&spot.complete()))
            }
            "textDocument/prepareRename" => {
                let asked: TextDocumentPositionParams = wanted(asked)?;
                self.at(&asked, |spot| value(&spot.renamable()))
            }
            "textDocument/rename" => {
                let asked: RenameParams = wanted(asked)?;
                self.at(&asked.text_document_position, |spot| {
                    let edit = spot.rename(asked.new_name.trim());
                    value(&edit.map_err(|why| (ErrorCode::RequestFailed, why))?)
                })
            }
            "textDocument/codeAction" => {
                let asked: CodeActionParams = wanted(asked)?;
                let at = TextDocumentPositionParams::new(asked.text_document, asked.range.start);
                let only = asked.context.only;
                self.with_findings(&at, |spot, findings| {
                    let mut found = actions::actions(spot, asked.range, findings);
                    if let Some(only) = &only {
                        let asked = |kind: &CodeActionKind| {
                            let kind = kind.as_str();
                            only.iter()
                                .any(|only| kind == only.as_str() || kind.starts_with(&format!("{}.", only.as_str())))
                        };
                        found.retain(|action| action.kind.as_ref().is_some_and(asked));
                    }
                    value(&found)
                })
            }
            "textDocument/documentSymbol" => {
                let asked: DocumentSymbolParams = wanted(asked)?;
                let start = TextDocumentPositionParams::new(asked.text_document, Position::default());
                self.at(&start, |spot| value(&outline::symbols(spot.feature, spot.doc, &spot.plan.texts[spot.doc])))
            }
            "textDocument/foldingRange" => {
                let asked: FoldingRangeParams = wanted(asked)?;
                let start = TextDocumentPositionParams::new(asked.text_document, Position::default());
                self.at(&start, |spot| {
                    value(&outline::folding(&spot.feature.docs[spot.doc].outline, &spot.plan.texts[spot.doc]))
                })
            }
            _ => Err((ErrorCode::MethodNotFound, format!("{method} is not known here"))),
        }
    }

    /// Answers about a position; nothing where no plan is.
    fn at(&mut self, at: &TextDocumentPositionParams, answer: impl FnOnce(&Spot<'_, '_>) -> Answer) -> Answer {
        let Some(path) = world::path(&at.text_document.uri) else { return Ok(Value::Null) };
        let Some(plan) = self.world.plan(&path) else { return Ok(Value::Null) };
        let (Some(feature), Some(doc)) = (plan.feature(), plan.doc(&path)) else { return Ok(Value::Null) };
        let offset = plan.texts[doc].offset(at.position);
        answer(&Spot { plan: &plan, feature: &feature, doc, offset })
    }

    fn with_findings(
        &mut self,
        at: &TextDocumentPositionParams,
        answer: impl FnOnce(&Spot<'_, '_>, &[crate::report::Finding]) -> Answer,
    ) -> Answer {
        let Some(path) = world::path(&at.text_document.uri) else { return Ok(Value::Null) };
        let Some((plan, findings)) = self.world.findings(&path) else { return Ok(Value::Null) };
        let (Some(feature), Some(doc)) = (plan.feature(), plan.doc(&path)) else { return Ok(Value::Null) };
        let offset = plan.texts[doc].offset(at.position);
        answer(&Spot { plan: &plan, feature: &feature, doc, offset }, &findings)
    }

    /// Sends the diagnostics of one feature that has changed: of all its documents.
    fn tell(&mut self) -> anyhow::Result<()> {
        let Some(path) = self.stale.pop_first() else { return Ok(()) };
        let mut ready: Vec<(PathBuf, Vec<lsp_types::Diagnostic>)> = Vec::new();
        if let Some((plan, findings)) = self.world.findings(&path) {
            for (doc, source) in plan.sources.iter().enumerate() {
                let of_doc = findings.iter().filter(|finding| finding.file == source.path);
                let shown = of_doc.map(|finding| actions::diagnostic(finding, &plan.texts[doc])).collect();
                ready.push((plan.path(doc), shown));
            }
            // What is about the feature as a whole, or a document that is not there, is shown where one is typing.
            let elsewhere =
                findings.iter().filter(|found| !plan.sources.iter().any(|source| source.path == found.file));
            if let Some(doc) = plan.doc(&path) {
                let shown = elsewhere.map(|finding| {
                    let at_top = crate::report::Finding { place: None, ..finding.clone() };
                    actions::diagnostic(&at_top, &plan.texts[doc])
                });
                ready[doc].1.extend(shown);
            }
        } else {
            ready.push((path, Vec::new()));
        }
        for (path, diagnostics) in ready {
            self.stale.remove(&path);
            let open = self.world.open.get(&path);
            if diagnostics.is_empty() && open.is_none() && !self.told.remove(&path) {
                continue;
            }
            self.told.insert(path.clone());
            let version = open.map(|open| open.version);
            self.publish(&path, diagnostics, version)?;
        }
        Ok(())
    }

    fn publish(
        &self,
        path: &Path,
        diagnostics: Vec<lsp_types::Diagnostic>,
        version: Option<i32>,
    ) -> anyhow::Result<()> {
        let Some(uri) = world::uri(path) else { return Ok(()) };
        let uri: Uri = uri;
        let params = PublishDiagnosticsParams { uri, diagnostics, version };
        self.send(Notification::new("textDocument/publishDiagnostics".to_owned(), params))
    }
}

fn params<T: DeserializeOwned>(value: Value) -> Option<T> {
    serde_json::from_value(value).ok()
}

fn wanted<T: DeserializeOwned>(asked: Request) -> Result<T, (ErrorCode, String)> {
    serde_json::from_value(asked.params).map_err(|error| (ErrorCode::InvalidParams, error.to_string()))
}

fn value<T: Serialize>(answer: &T) -> Answer {
    serde_json::to_value(answer).map_err(|error| (ErrorCode::InternalError, error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server whose messages all wait when it starts.
    #[test]
    fn what_is_cancelled_while_it_waits_is_not_answered() {
        let folder = tempfile::tempdir().unwrap();
        let context = Context::from_process(Some(folder.path())).unwrap();
        let (ours, theirs) = Connection::memory();
        let ask = |id: i32, method: &str| Request::new(id.into(), method.to_owned(), json!({}));
        let note = |method: &str, params: Value| Notification::new(method.to_owned(), params);
        let messages: [Message; 7] = [
            ask(1, "initialize").into(),
            note("initialized", json!({})).into(),
            ask(2, "textDocument/nothing").into(),
            ask(3, "textDocument/nothing").into(),
            note("$/cancelRequest", json!({ "id": 3 })).into(),
            ask(4, "shutdown").into(),
            note("exit", Value::Null).into(),
        ];
        for message in messages {
            ours.sender.send(message).unwrap();
        }
        run(&context, theirs).unwrap();
        let mut codes = Vec::new();
        while let Ok(Message::Response(response)) = ours.receiver.recv() {
            codes.push((response.id.to_string(), serde_json::to_value(&response).unwrap()["error"]["code"].clone()));
        }
        let wanted = [("1", Value::Null), ("2", json!(-32601)), ("3", json!(-32800)), ("4", Value::Null)];
        assert_eq!(codes, wanted.map(|(id, code)| (id.to_owned(), code)));
    }
}

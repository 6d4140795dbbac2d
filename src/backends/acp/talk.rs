use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use agent_client_protocol::schema::ProtocolVersion;
use agent_client_protocol::v1::ConnectionTo;
use agent_client_protocol::v1::schema::{
    CancelNotification, ClientCapabilities, ContentBlock, FileSystemCapabilities, Implementation, InitializeRequest,
    InitializeResponse, LoadSessionRequest, NewSessionRequest, PermissionOptionKind, PromptRequest,
    ReadTextFileRequest, ReadTextFileResponse, RequestPermissionOutcome, RequestPermissionRequest,
    RequestPermissionResponse, SelectedPermissionOutcome, SessionId, SessionModeState, SessionNotification,
    SessionUpdate, SetSessionModeRequest, StopReason, TextContent, ToolCallStatus, ToolKind, WriteTextFileRequest,
    WriteTextFileResponse,
};
use agent_client_protocol::{Agent, Client, Error, Lines, on_receive_notification, on_receive_request};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::sync::watch;

use super::files::{inside, read, write};
use crate::agents::Event;
use crate::backends::{Permissions, Spec};
use crate::queue::Failure;

/// How long a cancelled turn is waited for here; the program is ended before.
const CANCELLED: Duration = Duration::from_secs(60);
/// What an error is called when nobody is logged in.
const AUTH_REQUIRED: i64 = -32000;

/// What is told while it works.
pub(super) enum Said {
    Event(Event),
    /// Millionths of a dollar, in all.
    Cost(u64),
}

/// Why there was no turn.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) failure: Failure,
    pub(super) message: String,
}

/// What is wanted.
pub(super) struct Order {
    cwd: PathBuf,
    prompt: String,
    resume: Option<String>,
    permissions: Permissions,
    mode: Option<String>,
}

impl Order {
    pub(super) fn new(spec: &Spec, mode: Option<String>) -> Self {
        Self {
            cwd: spec.cwd.clone(),
            prompt: spec.prompt.clone(),
            resume: spec.resume.clone(),
            permissions: spec.permissions,
            mode,
        }
    }
}

/// Lines to the agent, and from it.
type Pipes = (UnboundedSender<String>, UnboundedReceiver<String>);

/// From hello to the end of one turn.
pub(super) async fn converse(
    order: Order,
    (to_agent, from_agent): Pipes,
    says: UnboundedSender<Said>,
    cancelled: watch::Receiver<bool>,
) -> Result<StopReason, Wrong> {
    let outgoing = futures_util::sink::unfold(to_agent, |to_agent, line: String| async move {
        to_agent.send(line).map(|()| to_agent).map_err(io::Error::other)
    });
    let incoming = futures_util::stream::unfold(from_agent, |mut from_agent| async move {
        from_agent.recv().await.map(|line| (Ok::<String, io::Error>(line), from_agent))
    });
    // What a loaded session says again was said before.
    let again = Arc::new(AtomicBool::new(false));
    let (is_again, permissions) = (Arc::clone(&again), order.permissions);
    let (updates, asks) = (says.clone(), says.clone());
    let (root, read_root, write_root) = (order.cwd.clone(), order.cwd.clone(), order.cwd.clone());
    Client
        .v1()
        .on_receive_notification(
            async move |notification: SessionNotification, _connection| {
                if !is_again.load(Ordering::Relaxed) {
                    for one in told(notification.update) {
                        // Nobody listens any more: the run has ended.
                        let _ = updates.send(one);
                    }
                }
                Ok(())
            },
            on_receive_notification!(),
        )
        .on_receive_request(
            async move |request: RequestPermissionRequest, responder, _connection| {
                let (outcome, event) = decide(&request, permissions, &root);
                let _ = asks.send(Said::Event(event));
                responder.respond(RequestPermissionResponse::new(outcome))
            },
            on_receive_request!(),
        )
        .on_receive_request(
            async move |request: ReadTextFileRequest, responder, _connection| match read(
                &read_root,
                &request.path,
                request.line,
                request.limit,
            ) {
                Ok(text) => responder.respond(ReadTextFileResponse::new(text)),
                Err(why) => responder.respond_with_error(Error::invalid_params().data(serde_json::json!(why))),
            },
            on_receive_request!(),
        )
        .on_receive_request(
            async move |request: WriteTextFileRequest, responder, _connection| {
                let written = match permissions {
                    Permissions::Plan => Err("nothing may be changed in this run".to_owned()),
                    _ => write(&write_root, &request.path, &request.content),
                };
                match written {
                    Ok(()) => responder.respond(WriteTextFileResponse::new()),
                    Err(why) => responder.respond_with_error(Error::invalid_params().data(serde_json::json!(why))),
                }
            },
            on_receive_request!(),
        )
        .connect_with(Lines::new(outgoing, Box::pin(incoming)), async move |connection: ConnectionTo<Agent>| {
            turn(&connection, order, &says, &again, cancelled).await
        })
        .await
        .map_err(|error| wrong(&error))
}

async fn turn(
    connection: &ConnectionTo<Agent>,
    order: Order,
    says: &UnboundedSender<Said>,
    again: &AtomicBool,
    mut cancelled: watch::Receiver<bool>,
) -> Result<StopReason, Error> {
    let fs = FileSystemCapabilities::new().read_text_file(true).write_text_file(order.permissions != Permissions::Plan);
    let hello = InitializeRequest::new(ProtocolVersion::V1)
        .client_capabilities(ClientCapabilities::new().fs(fs))
        .client_info(Implementation::new("planyard", env!("CARGO_PKG_VERSION")));
    let hello: InitializeResponse = connection.send_request(hello).block_task().await?;
    let (session, modes) = match &order.resume {
        None => {
            let new = connection.send_request(NewSessionRequest::new(order.cwd.clone())).block_task().await?;
            (new.session_id, new.modes)
        }
        Some(session) if hello.agent_capabilities.load_session => {
            again.store(true, Ordering::Relaxed);
            let session = SessionId::new(session.clone());
            let load = LoadSessionRequest::new(session.clone(), order.cwd.clone());
            let loaded = connection.send_request(load).block_task().await;
            again.store(false, Ordering::Relaxed);
            (session, loaded?.modes)
        }
        Some(_) => return Err(Error::invalid_params().data(serde_json::json!("it cannot go on with a session"))),
    };
    let _ = says.send(Said::Event(Event::Started {
        session: Some(session.to_string()),
        model: None,
        version: hello.agent_info.map(|info| info.version),
    }));
    let wanted = order.mode.or_else(|| (order.permissions == Permissions::Plan).then(|| "plan".to_owned()));
    if let Some(wanted) = wanted {
        set_mode(connection, &session, modes, wanted, says).await?;
    }
    let prompt = vec![ContentBlock::Text(TextContent::new(order.prompt))];
    let mut answer = Box::pin(connection.send_request(PromptRequest::new(session.clone(), prompt)).block_task());
    let is_cancelled = async {
        // The other side is gone only when nobody can cancel any more.
        if cancelled.wait_for(|cancelled| *cancelled).await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        answer = &mut answer => return Ok(answer?.stop_reason),
        () = is_cancelled => {}
    }
    connection.send_notification(CancelNotification::new(session))?;
    match tokio::time::timeout(CANCELLED, answer).await {
        Ok(answer) => Ok(answer?.stop_reason),
        Err(_) => Ok(StopReason::Cancelled),
    }
}

/// Sets a mode of the agent, when it has it.
async fn set_mode(
    connection: &ConnectionTo<Agent>,
    session: &SessionId,
    modes: Option<SessionModeState>,
    wanted: String,
    says: &UnboundedSender<Said>,
) -> Result<(), Error> {
    let mode = modes.into_iter().flat_map(|modes| modes.available_modes).find(|mode| mode.id.to_string() == wanted);
    match mode {
        Some(mode) => {
            connection.send_request(SetSessionModeRequest::new(session.clone(), mode.id)).block_task().await?;
        }
        None => {
            let message = format!("the agent has no mode {wanted}; it works in its own");
            let _ = says.send(Said::Event(Event::Warn { message }));
        }
    }
    Ok(())
}

/// What an update says, in our words.
fn told(update: SessionUpdate) -> Vec<Said> {
    let event = match update {
        SessionUpdate::AgentMessageChunk(chunk) => match chunk.content {
            ContentBlock::Text(text) if !text.text.is_empty() => Event::Text { text: text.text, delta: true },
            _ => return Vec::new(),
        },
        SessionUpdate::ToolCall(call) => {
            let id = call.tool_call_id.to_string();
            let name = call.name.unwrap_or_else(|| word(&call.kind));
            let start = Event::ToolStart { id: id.clone(), name, summary: call.title };
            return [Some(start), ended(id, Some(call.status))].into_iter().flatten().map(Said::Event).collect();
        }
        SessionUpdate::ToolCallUpdate(update) => match ended(update.tool_call_id.to_string(), update.fields.status) {
            Some(event) => event,
            None => return Vec::new(),
        },
        SessionUpdate::UsageUpdate(update) => {
            let dollars = update.cost.filter(|cost| cost.currency == "USD" && (0.0..1e9).contains(&cost.amount));
            return dollars.map(|cost| Said::Cost((cost.amount * 1e6).ceil() as u64)).into_iter().collect();
        }
        _ => return Vec::new(),
    };
    vec![Said::Event(event)]
}

fn ended(id: String, status: Option<ToolCallStatus>) -> Option<Event> {
    let ok = match status? {
        ToolCallStatus::Completed => true,
        ToolCallStatus::Failed => false,
        _ => return None,
    };
    Some(Event::ToolEnd { id, ok, summary: String::new() })
}

fn word(kind: &ToolKind) -> String {
    serde_json::to_value(kind)
        .ok()
        .and_then(|kind| kind.as_str().map(str::to_owned))
        .unwrap_or_else(|| "tool".to_owned())
}

/// What the agent may do this once. Options are chosen by their kind, never by their place or name: the first one is
/// "always" with some agents, and would be a rule for good.
fn decide(
    request: &RequestPermissionRequest,
    permissions: Permissions,
    root: &std::path::Path,
) -> (RequestPermissionOutcome, Event) {
    let of_kind =
        |kind| request.options.iter().find(|option| option.kind == kind).map(|option| option.option_id.clone());
    let fields = &request.tool_call.fields;
    let kind = fields.kind.unwrap_or_default();
    let changes = matches!(kind, ToolKind::Edit | ToolKind::Delete | ToolKind::Move);
    let outside = fields.locations.iter().flatten().find(|location| inside(root, &location.path).is_err());
    let why = match (permissions, outside) {
        (_, Some(outside)) if changes => Some(format!("{} is outside of its worktree", outside.path.display())),
        (Permissions::All, _) => None,
        (Permissions::Exec | Permissions::Edit, _) if changes => None,
        (Permissions::Exec, _) => None,
        _ if matches!(kind, ToolKind::Read | ToolKind::Search | ToolKind::Think) => None,
        _ => Some("this run's permissions do not include it".to_owned()),
    };
    let title = fields.title.clone().unwrap_or_else(|| word(&kind));
    let why = match (why, of_kind(PermissionOptionKind::AllowOnce)) {
        (None, Some(allow)) => {
            let id = request.tool_call.tool_call_id.to_string();
            // Some agents tell of a call only here.
            let start = Event::ToolStart { id, name: word(&kind), summary: title };
            return (RequestPermissionOutcome::Selected(SelectedPermissionOutcome::new(allow)), start);
        }
        (None, None) => "it can be allowed only for good".to_owned(),
        (Some(why), _) => why,
    };
    let outcome = match of_kind(PermissionOptionKind::RejectOnce) {
        Some(reject) => RequestPermissionOutcome::Selected(SelectedPermissionOutcome::new(reject)),
        None => RequestPermissionOutcome::Cancelled,
    };
    (outcome, Event::Denied { tool: title, why })
}

/// What an error of the agent means.
fn wrong(error: &Error) -> Wrong {
    let code = serde_json::to_value(error).ok().and_then(|error| error["code"].as_i64());
    let detail = error.data.as_ref().map(|data| data.as_str().map_or_else(|| data.to_string(), str::to_owned));
    let message = match detail {
        Some(detail) => format!("{}: {detail}", error.message),
        None => error.message.clone(),
    };
    let lower = message.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let failure = if code == Some(AUTH_REQUIRED) || has(&["unauthorized", "authentication", "api key"]) {
        Failure::Auth
    } else if has(&["rate limit", "rate_limit", "429", "quota"]) {
        Failure::RateLimit
    } else if has(&["overloaded", "529", "503", "502"]) {
        Failure::Overloaded
    } else {
        Failure::Failed
    };
    Wrong { failure, message: format!("the agent says: {message}") }
}

#!/usr/bin/env python3
"""A model that follows a script, on a free port of 127.0.0.1 (or of HOST), so that real coding agents can be tested without one.

It answers as Anthropic's Messages, OpenAI's Responses and Chat Completions and Gemini's generateContent do, streaming or
not. Its first line on standard output is its address.

    scripted_model.py SCENARIO.json [LOG]

    {"conversations": [
       {"marker": "task-one", "steps": [{"shell": "echo hi > a.txt"}, {"say": "Done."}]},
       {"steps": [{"say": "for every other prompt"}]}]}

The first conversation whose marker stands in the request is the one (without a marker: any). The step is how many of its
steps the request shows to be taken: calls of tools, and messages that it says. A step is one of
    {"shell": COMMAND}            the agent is to run this
    {"tool": NAME, "input": {}}   the agent is to use this tool
    {"ask": QUESTION, "options": [A, B]}   the agent is to ask the person, with the tool that it has for that
    {"say": TEXT}                 a message
    {"result": {}, "say": TEXT}   a message that ends with this result, in the form that the agent was asked for
    {"status": 529, "times": 2, "then": STEP}   this HTTP status so many times (or always), then a step; with "in_stream" the
                                  Responses API says it in a stream that began well, which is how it tells a limit
    {"hang": SECONDS, "then": STEP}             a wait first
Past the last step the last one is taken again. LOG gets a line of JSON for each request. Standard library only.
"""

import json
import sys
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKENS_IN, TOKENS_OUT = 100, 20
SHELLS = {
    "Bash": lambda c: {"command": c, "description": "scripted"},
    "bash": lambda c: {"command": c, "description": "scripted"},
    "exec_command": lambda c: {"cmd": c},
    "shell_command": lambda c: {"command": c},
    "run_shell_command": lambda c: {"command": c, "description": "scripted", "is_background": False},
    "shell": lambda c: {"command": ["bash", "-c", c]},
}
RESULTS = ("StructuredOutput", "structured_output")
ASKS = ("AskUserQuestion", "ask_user_question", "ask_user", "question", "request_user_input")
SIDE_CALL = json.dumps({"reasoning": "scripted", "model_choice": "flash", "complexity_reasoning": "scripted", "complexity_score": 1})
ERRORS = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error", 529: "overloaded_error"}


class Script:
    def __init__(self, scenario, log):
        self.conversations = scenario["conversations"]
        self.log_file = open(log, "a") if log else None
        self.failed = {}
        self.lock = threading.Lock()

    def log(self, entry):
        with self.lock:
            if self.log_file:
                self.log_file.write(json.dumps(entry) + "\n")
                self.log_file.flush()

    def step(self, text, history):
        for number, talk in enumerate(self.conversations):
            if talk.get("marker", "") in text:
                says = [say for step in talk["steps"] for say in said(step)]
                taken = sum(1 for kind, words in history if kind == "tool" or any(say.strip() in words for say in says))
                at = min(taken, len(talk["steps"]) - 1)
                return (number, at), talk["steps"][at]
        return (None, 0), {"say": "no conversation has a marker of this prompt"}

    def fails(self, key, step):
        with self.lock:
            self.failed[key] = self.failed.get(key, 0) + 1
            return self.failed[key] <= step.get("times", 1 << 30)


def said(step):
    while step:
        if "result" in step:
            yield step.get("say", "") + "\n<result>" + json.dumps(step["result"]) + "</result>"
        elif step.get("say"):
            yield step["say"]
        step = step.get("then")


def strings(node):
    if isinstance(node, str):
        return node
    if isinstance(node, dict):
        return "\n".join(strings(value) for value in node.values())
    return "\n".join(strings(value) for value in node) if isinstance(node, list) else ""


def history_of(parts):
    """What the model has said so far: ("tool", "") or ("text", words)."""
    history = []
    for part in parts if isinstance(parts, list) else []:
        if not isinstance(part, dict):
            continue
        if part.get("type") in ("function_call", "custom_tool_call", "local_shell_call"):
            history.append(("tool", ""))
        if part.get("role") not in ("assistant", "model"):
            continue
        pieces = part.get("content") or part.get("parts") or []
        pieces = pieces if isinstance(pieces, list) else [pieces]
        tools = part.get("tool_calls") or [p for p in pieces if isinstance(p, dict) and ("functionCall" in p or p.get("type") == "tool_use")]
        history.append(("tool", "") if tools else ("text", strings(pieces)))
    return history


def tools_of(body):
    names = []
    for tool in body.get("tools") or []:
        names += [function.get("name") for function in tool.get("functionDeclarations") or []]
        names.append((tool.get("function") or {}).get("name") or tool.get("name") or tool.get("type"))
    return [name for name in names if name]


def call_of(step, names):
    """The tool that a step uses, and what it is given; None for a message."""
    if "result" in step:
        name = next((name for name in RESULTS if name in names), None)
        return (name, step["result"]) if name else None
    if "shell" in step:
        name = next((name for name in SHELLS if name in names), "Bash")
        return name, SHELLS[name](step["shell"])
    if "tool" in step:
        return step["tool"], step.get("input", {})
    if "ask" in step:
        name = next((name for name in ASKS if name in names), ASKS[0])
        options = [{"label": option, "description": option} for option in step.get("options", ["yes", "no"])]
        return name, {"questions": [{"question": step["ask"], "header": "Question", "id": "q", "type": "choice", "options": options, "multiSelect": False}]}
    return None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    script = None

    def log_message(self, *_):
        pass

    def send_json(self, value, status=200):
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def send_events(self, events):
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        for name, data in events:
            head = f"event: {name}\n" if name else ""
            body = data if isinstance(data, str) else json.dumps(data)
            self.wfile.write(f"{head}data: {body}\n\n".encode())
            self.wfile.flush()
        self.close_connection = True

    def do_HEAD(self):
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def do_GET(self):
        if self.path.startswith("/v1/models"):
            return self.send_json({"object": "list", "data": [{"id": "scripted", "object": "model"}], "models": []})
        self.send_json({})

    def do_POST(self):
        try:
            self.answer()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def answer(self):
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        try:
            body = json.loads(raw or b"{}")
        except ValueError:
            body = {}
        path = self.path.split("?")[0]
        if path.endswith("/count_tokens"):
            return self.send_json({"input_tokens": TOKENS_IN})
        parts = body.get("messages") or body.get("input") or body.get("contents") or (body.get("request") or {}).get("contents")
        names = tools_of(body)
        if names:
            key, step = self.script.step(strings(parts), history_of(parts))
        else:
            # A side call, for a title or for a choice of the model: Gemini wants JSON of it.
            key, step = (None, 0), {"say": SIDE_CALL if "enerateContent" in path else "ok"}
        self.script.log({"path": path, "conversation": key[0], "step": key[1], "tools": len(names), "auth": bool(self.headers.get("authorization") or self.headers.get("x-api-key") or self.headers.get("x-goog-api-key"))})
        while "hang" in step or "status" in step:
            if "hang" in step:
                time.sleep(step["hang"])
            elif self.script.fails(key, step):
                kind = ERRORS.get(step["status"], "api_error")
                if step.get("in_stream") and path.endswith("/responses"):
                    error = {"code": "rate_limit_exceeded", "message": step.get("message", "scripted")}
                    failed = {"id": "resp_" + uuid.uuid4().hex[:12], "object": "response", "status": "failed", "error": error}
                    return self.send_events([("response.failed", {"type": "response.failed", "response": failed})])
                return self.send_json({"type": "error", "error": {"type": kind, "code": step["status"], "message": step.get("message", "scripted")}}, step["status"])
            step = step.get("then", {"say": "ok"})
        call = call_of(step, names)
        if "result" in step and not call:
            step = {"say": "\n".join(said(step))}
        if path.endswith("/messages"):
            return self.anthropic(body, step, call)
        if path.endswith("/responses"):
            return self.openai_responses(body, step, call)
        if path.endswith("/chat/completions"):
            return self.chat(body, step, call)
        if "enerateContent" in path:
            return self.gemini(step, call, path)
        self.send_json({})

    def anthropic(self, body, step, call):
        if call:
            block = {"type": "tool_use", "id": "toolu_" + uuid.uuid4().hex[:12], "name": call[0], "input": call[1]}
            stop, empty = "tool_use", {**block, "input": {}}
            delta = {"type": "input_json_delta", "partial_json": json.dumps(call[1])}
        else:
            block = {"type": "text", "text": step["say"]}
            stop, empty, delta = "end_turn", {"type": "text", "text": ""}, {"type": "text_delta", "text": step["say"]}
        usage = {"input_tokens": TOKENS_IN, "output_tokens": TOKENS_OUT}
        message = {"id": "msg_" + uuid.uuid4().hex[:12], "type": "message", "role": "assistant", "model": body.get("model"),
                   "content": [block], "stop_reason": stop, "stop_sequence": None, "usage": usage}
        if not body.get("stream"):
            return self.send_json(message)
        self.send_events([
            ("message_start", {"type": "message_start", "message": {**message, "content": [], "stop_reason": None}}),
            ("content_block_start", {"type": "content_block_start", "index": 0, "content_block": empty}),
            ("content_block_delta", {"type": "content_block_delta", "index": 0, "delta": delta}),
            ("content_block_stop", {"type": "content_block_stop", "index": 0}),
            ("message_delta", {"type": "message_delta", "delta": {"stop_reason": stop, "stop_sequence": None}, "usage": {"output_tokens": TOKENS_OUT}}),
            ("message_stop", {"type": "message_stop"})])

    def openai_responses(self, body, step, call):
        if call:
            item = {"type": "function_call", "id": "fc_" + uuid.uuid4().hex[:8], "call_id": "call_" + uuid.uuid4().hex[:8],
                    "name": call[0], "arguments": json.dumps(call[1])}
        else:
            item = {"type": "message", "id": "m_" + uuid.uuid4().hex[:8], "role": "assistant",
                    "content": [{"type": "output_text", "text": step["say"], "annotations": []}]}
        usage = {"input_tokens": TOKENS_IN, "input_tokens_details": {"cached_tokens": 0}, "output_tokens": TOKENS_OUT,
                 "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": TOKENS_IN + TOKENS_OUT}
        done = {"id": "resp_" + uuid.uuid4().hex[:12], "object": "response", "status": "completed", "model": body.get("model"),
                "output": [item], "usage": usage}
        if not body.get("stream"):
            return self.send_json(done)
        added = {**item, "content": []} if item["type"] == "message" else item
        events = [("response.created", {"type": "response.created", "response": {**done, "status": "in_progress", "output": []}}),
                  ("response.output_item.added", {"type": "response.output_item.added", "output_index": 0, "item": added})]
        if not call:
            events.append(("response.output_text.delta", {"type": "response.output_text.delta", "item_id": item["id"],
                                                          "output_index": 0, "content_index": 0, "delta": step["say"]}))
        events += [("response.output_item.done", {"type": "response.output_item.done", "output_index": 0, "item": item}),
                   ("response.completed", {"type": "response.completed", "response": done})]
        self.send_events(events)

    def chat(self, body, step, call):
        if call:
            function = {"name": call[0], "arguments": json.dumps(call[1])}
            message = {"role": "assistant", "content": None, "tool_calls": [
                {"index": 0, "id": "call_" + uuid.uuid4().hex[:8], "type": "function", "function": function}]}
        else:
            message = {"role": "assistant", "content": step["say"]}
        finish = "tool_calls" if call else "stop"
        usage = {"prompt_tokens": TOKENS_IN, "completion_tokens": TOKENS_OUT, "total_tokens": TOKENS_IN + TOKENS_OUT}
        base = {"id": "chatcmpl-" + uuid.uuid4().hex[:12], "object": "chat.completion.chunk", "created": int(time.time()), "model": body.get("model")}
        if not body.get("stream"):
            choice = {"index": 0, "message": message, "finish_reason": finish}
            return self.send_json({**base, "object": "chat.completion", "choices": [choice], "usage": usage})
        self.send_events([(None, {**base, "choices": [{"index": 0, "delta": message, "finish_reason": None}]}),
                          (None, {**base, "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]}),
                          (None, {**base, "choices": [], "usage": usage}), (None, "[DONE]")])

    def gemini(self, step, call, path):
        part = {"functionCall": {"name": call[0], "args": call[1]}} if call else {"text": step["say"]}
        answer = {"candidates": [{"content": {"role": "model", "parts": [part]}, "finishReason": "STOP", "index": 0}],
                  "usageMetadata": {"promptTokenCount": TOKENS_IN, "candidatesTokenCount": TOKENS_OUT, "totalTokenCount": TOKENS_IN + TOKENS_OUT},
                  "modelVersion": "scripted"}
        if "stream" in path:
            return self.send_events([(None, answer)])
        self.send_json(answer)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    with open(sys.argv[1]) as scenario:
        Handler.script = Script(json.load(scenario), sys.argv[2] if len(sys.argv) > 2 else None)
    host = sys.argv[3] if len(sys.argv) > 3 else "127.0.0.1"
    server = ThreadingHTTPServer((host, 0), Handler)
    server.daemon_threads = True
    print(f"http://{host}:{server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""A fake agent that speaks the Agent Client Protocol on its standard streams; what it does in its turn is its argument."""

import json
import os
import sys
import time

NEXT = [100]


def send(**fields):
    print(json.dumps({"jsonrpc": "2.0", **fields}), flush=True)


def receive():
    line = sys.stdin.readline()
    if not line:
        sys.exit(0)
    return json.loads(line)


def ask(method, params):
    """A request to the client, and its answer; what comes meanwhile is left out."""
    NEXT[0] += 1
    send(id=NEXT[0], method=method, params=params)
    while True:
        message = receive()
        if message.get("id") == NEXT[0] and "method" not in message:
            return message


def update(session, **fields):
    send(method="session/update", params={"sessionId": session, "update": fields})


def say(session, text):
    update(session, sessionUpdate="agent_message_chunk", content={"type": "text", "text": text})


def may(session, kind, options, path=None):
    call = {"toolCallId": "t1", "title": "a " + kind, "kind": kind}
    if path:
        call["locations"] = [{"path": path}]
    options = [{"optionId": "id-" + option, "name": option, "kind": option} for option in options]
    answer = ask("session/request_permission", {"sessionId": session, "toolCall": call, "options": options})
    return answer["result"]["outcome"].get("optionId", "cancelled")


def turn(what, session, cwd, prompt):
    reason = "end_turn"
    if what == "work":
        say(session, "I begin. ")
        update(session, sessionUpdate="tool_call", toolCallId="t0", title="write a file", kind="edit", status="in_progress")
        path = os.path.join(cwd, "new.txt")
        answer = ask("fs/write_text_file", {"sessionId": session, "path": path, "content": "text\n"})
        assert "result" in answer, answer
        assert ask("fs/read_text_file", {"sessionId": session, "path": path})["result"]["content"] == "text\n"
        update(session, sessionUpdate="tool_call_update", toolCallId="t0", status="completed")
        update(session, sessionUpdate="usage_update", used=10, size=100, cost={"amount": 0.0031, "currency": "USD"})
        update(session, sessionUpdate="of_a_later_version", more=1)
        print("a line that is no message", flush=True)
        say(session, "It is ")
        say(session, "done: " + prompt)
    elif what == "escape":
        for path in ["../outside.txt", "/tmp/planyard-acp-escape", "link/x", ".git/config"]:
            path = os.path.join(cwd, path)
            answer = ask("fs/write_text_file", {"sessionId": session, "path": path, "content": "x"})
            say(session, "refused " if "error" in answer else "WRITTEN " + path)
        answer = ask("fs/read_text_file", {"sessionId": session, "path": "/etc/passwd"})
        say(session, "refused " if "error" in answer else "READ")
        answer = ask("terminal/create", {"sessionId": session, "command": "true"})
        say(session, "refused " if "error" in answer else "RUN")
    elif what == "permissions":
        always_first = ["allow_always", "reject_always", "allow_once", "reject_once"]
        for kind in ["read", "edit", "execute"]:
            say(session, kind + "=" + may(session, kind, always_first) + " ")
        say(session, "outside=" + may(session, "edit", always_first, "/etc/passwd") + " ")
        say(session, "always=" + may(session, "edit", ["allow_always"]))
    elif what == "hang":
        say(session, "I hang.")
        while True:
            if receive().get("method") == "session/cancel":
                return "cancelled"
    elif what == "deaf":
        say(session, "I do not listen.")
        time.sleep(1000)
    elif what == "crash":
        say(session, "I crash.")
        os.kill(os.getpid(), 9)
    elif what == "leave":
        sys.exit(0)
    elif what.startswith("stop:"):
        reason = what[5:]
    return reason


def main():
    what = sys.argv[1] if len(sys.argv) > 1 else "work"
    cwd = ""
    while True:
        message = receive()
        method, params, number = message.get("method"), message.get("params") or {}, message.get("id")
        if method == "initialize":
            able = {"loadSession": what != "forgetful"}
            info = {"name": "fake", "version": "1.2.3"}
            send(id=number, result={"protocolVersion": 1, "agentCapabilities": able, "agentInfo": info})
        elif method in ("session/new", "session/load"):
            cwd = params["cwd"]
            session = params.get("sessionId", "s1")
            if what == "login":
                send(id=number, error={"code": -32000, "message": "Authentication required"})
                continue
            if method == "session/load":
                say(session, "OLD NEWS ")
            modes = {"currentModeId": "code", "availableModes": [{"id": "code", "name": "Code"}, {"id": "plan", "name": "Plan"}]}
            send(id=number, result={"sessionId": session, "modes": modes})
        elif method == "session/set_mode":
            sys.stderr.write("mode " + params["modeId"] + "\n")
            send(id=number, result={})
        elif method == "session/prompt":
            if what == "limit":
                send(id=number, error={"code": -32603, "message": "Internal error", "data": "429 rate limit"})
                continue
            reason = turn(what, params["sessionId"], cwd, params["prompt"][0]["text"])
            send(id=number, result={"stopReason": reason, "usage": {"inputTokens": 1200, "outputTokens": 80, "totalTokens": 1280}})


main()

def by_status: if . == 401 or . == 403 then "auth" elif . == 429 then "rate_limit" elif . == 402 then "budget" elif . >= 500 and . < 600 then "overloaded" else null end;
def text_of: if isstring then . elif isarray then map(if isobject then .text // "" else tostring end) | join("\n") elif . == null then "" else tojson end;
def doing: if isobject then .command // .cmd // .file_path // .path // .pattern // .query // .url // .description // .prompt // "" | text_of else "" end;
def micro: if isnumber then . * 1000000 | round else null end;
def unknown: {kind: "unknown", raw: ""};

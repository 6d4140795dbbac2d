/// How an answer comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One document.
    Json,
    /// A document a line.
    Lines,
    /// Server-sent events, each with a document.
    Events,
}

impl Kind {
    pub(super) fn of(content_type: &str) -> Self {
        match content_type.split(';').next().unwrap_or_default().trim() {
            "text/event-stream" => Self::Events,
            "application/x-ndjson" | "application/jsonl" | "application/x-jsonlines" => Self::Lines,
            _ => Self::Json,
        }
    }
}

/// A longer line is none; a patch is the longest that one can hold.
const LONGEST: usize = 80 * 1024 * 1024;
/// More than this comes from no run.
const MOST: usize = 1 << 30;

/// Puts chunks together to documents.
pub(super) struct Stream {
    kind: Kind,
    begun: Vec<u8>,
    /// The lines of an event that has begun.
    data: Vec<u8>,
    came: usize,
}

impl Stream {
    pub(super) fn new(kind: Kind) -> Self {
        Self { kind, begun: Vec::new(), data: Vec::new(), came: 0 }
    }

    /// The documents that are whole now.
    pub(super) fn push(&mut self, chunk: &[u8]) -> Result<Vec<Vec<u8>>, &'static str> {
        self.came += chunk.len();
        if self.came > MOST || self.begun.len() + chunk.len() > LONGEST || self.data.len() > LONGEST {
            return Err("its stream is too large");
        }
        let mut whole = Vec::new();
        let mut rest = chunk;
        while let Some(end) = memchr::memchr(b'\n', rest) {
            self.begun.extend_from_slice(&rest[..end]);
            rest = &rest[end + 1..];
            let mut line = std::mem::take(&mut self.begun);
            if line.last() == Some(&b'\r') {
                line.pop();
            }
            whole.extend(self.line(line));
        }
        self.begun.extend_from_slice(rest);
        Ok(whole)
    }

    fn line(&mut self, line: Vec<u8>) -> Option<Vec<u8>> {
        if self.kind != Kind::Events {
            return (!line.iter().all(u8::is_ascii_whitespace)).then_some(line);
        }
        if line.is_empty() {
            return Some(std::mem::take(&mut self.data)).filter(|data| !data.is_empty());
        }
        if let Some(data) = line.strip_prefix(b"data:") {
            if !self.data.is_empty() {
                self.data.push(b'\n');
            }
            self.data.extend_from_slice(data.strip_prefix(b" ").unwrap_or(data));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_come_whole_whatever_the_chunks() {
        for (kind, text) in [
            (Kind::Lines, "{\"a\":1}\r\n\n{\"b\":\"\u{e4}\"}\n{\"half"),
            (
                Kind::Events,
                "event: x\ndata: {\"a\":\ndata:1}\n\n: beat\n\ndata: {\"b\":\"\u{e4}\"}\r\n\r\ndata: half\n",
            ),
        ] {
            for size in [1, 2, 3, 7, 1000] {
                let mut stream = Stream::new(kind);
                let mut came = Vec::new();
                for chunk in text.as_bytes().chunks(size) {
                    came.extend(stream.push(chunk).unwrap());
                }
                let values: Vec<serde_json::Value> =
                    came.iter().map(|one| serde_json::from_slice(one).unwrap()).collect();
                assert_eq!(values, [serde_json::json!({"a": 1}), serde_json::json!({"b": "\u{e4}"})]);
            }
        }
        let mut stream = Stream::new(Kind::Lines);
        let endless = vec![b'x'; 1 << 20];
        assert!((0..200).any(|_| stream.push(&endless).is_err()));
    }
}

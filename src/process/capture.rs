use std::collections::VecDeque;

use super::Secrets;

/// The head and the tail of a stream.
#[derive(Debug)]
pub(super) struct Capture {
    head: Vec<u8>,
    tail: VecDeque<u8>,
    half: usize,
    dropped: u64,
}

impl Capture {
    pub(super) fn new(limit: usize) -> Self {
        Self { head: Vec::new(), tail: VecDeque::new(), half: limit.div_ceil(2), dropped: 0 }
    }

    pub(super) fn push(&mut self, bytes: &[u8]) {
        let (first, rest) = bytes.split_at(bytes.len().min(self.half - self.head.len()));
        self.head.extend_from_slice(first);
        self.tail.extend(rest);
        let over = self.tail.len().saturating_sub(self.half);
        self.tail.drain(..over);
        self.dropped += over as u64;
    }

    pub(super) fn is_truncated(&self) -> bool {
        self.dropped > 0
    }

    /// What was kept, with a line in the place of what was not, and without secrets.
    pub(super) fn finish(self, secrets: &Secrets) -> Vec<u8> {
        let (mut head, tail) = (self.head, Vec::from(self.tail));
        if self.dropped == 0 {
            head.extend_from_slice(&tail);
            return secrets.redact(head);
        }
        // The cut may have gone through a secret: what is left of it at either side goes too.
        let mut head = secrets.redact(secrets.without_begun(head));
        let tail = secrets.redact(secrets.without_rest(tail));
        head.extend_from_slice(format!("\n[{} bytes left out]\n", self.dropped).as_bytes());
        head.extend_from_slice(&tail);
        head
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capture(limit: usize, pieces: &[&str]) -> (String, bool) {
        let mut capture = Capture::new(limit);
        for piece in pieces {
            capture.push(piece.as_bytes());
        }
        let truncated = capture.is_truncated();
        (String::from_utf8(capture.finish(&Secrets::default())).unwrap(), truncated)
    }

    #[test]
    fn keeps_head_and_tail() {
        assert_eq!(capture(10, &["abc", "def", "ghij"]), ("abcdefghij".into(), false));
        assert_eq!(capture(4, &["abc", "def", "ghij"]), ("ab\n[6 bytes left out]\nij".into(), true));
        assert_eq!(capture(0, &["abc"]), ("\n[3 bytes left out]\n".into(), true));
        assert_eq!(capture(4, &[]), (String::new(), false));
    }

    #[test]
    fn a_cut_leaves_no_part_of_a_secret() {
        let secrets = Secrets::from_vars([("API_KEY", "abcdefgh")]);
        for limit in 2..60 {
            let mut capture = Capture::new(limit);
            capture.push(b"0123456789abcdefgh0123456789abcdefgh0123456789");
            let text = String::from_utf8(capture.finish(&secrets)).unwrap();
            assert!(!text.contains("ab") && !text.contains("gh"), "{limit}: {text}");
        }
    }
}

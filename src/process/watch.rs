use std::sync::Arc;

/// The longest line that is waited for; a longer one comes in pieces.
const LONGEST: usize = 64 * 1024;

/// Called with each line of a program's output as it comes.
#[derive(Clone)]
pub struct Watch(Arc<dyn Fn(&str) + Send + Sync>);

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Watch")
    }
}

impl Watch {
    /// Calls `told` with each line, without its end. It must not wait for long: the program's pipes wait with it.
    pub fn new(told: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self(Arc::new(told))
    }
}

/// The line of one stream that has begun.
#[derive(Debug, Default)]
pub(super) struct Lines {
    begun: Vec<u8>,
}

impl Lines {
    pub(super) fn push(&mut self, watch: &Watch, bytes: &[u8]) {
        self.begun.extend_from_slice(bytes);
        let end = match memchr::memrchr(b'\n', &self.begun) {
            Some(end) => end + 1,
            None if self.begun.len() > LONGEST => self.begun.len(),
            None => return,
        };
        let whole: Vec<u8> = self.begun.drain(..end).collect();
        for line in String::from_utf8_lossy(&whole).lines() {
            (watch.0)(line);
        }
    }
}

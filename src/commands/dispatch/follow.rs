use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::dispatch::runs::RunFolder;
use crate::dispatch::shop::Shop;
use crate::oversight::lines::Lines;
use crate::queue::{Filter, OrderId, State};

const LOOK: Duration = Duration::from_millis(300);

/// Tells what the agents of a dispatch say and do, until it is over.
pub(super) fn follow(shop: &Shop<'_>, over: &AtomicBool) {
    let mut runs: BTreeMap<String, Following> = BTreeMap::new();
    let held = State::ALL.into_iter().filter(|state| state.is_held()).collect();
    let filter = Filter { scope: shop.scope(), states: held };
    loop {
        // Once more when it is over: the last words count.
        let last = over.load(Ordering::Relaxed);
        for order in shop.queue.orders(&filter).unwrap_or_default() {
            let folder = RunFolder::of(&shop.store, &order.id, order.epoch, "");
            runs.entry(order.run()).or_insert_with(|| Following::new(order.id.clone(), folder));
        }
        for run in runs.values_mut() {
            run.tell(shop);
        }
        if last {
            return;
        }
        std::thread::sleep(LOOK);
    }
}

/// A run whose events are told as they come.
struct Following {
    order: OrderId,
    folder: RunFolder,
    read: u64,
    begun: Vec<u8>,
    lines: Lines,
}

impl Following {
    fn new(order: OrderId, folder: RunFolder) -> Self {
        Self { order, folder, read: 0, begun: Vec::new(), lines: Lines::default() }
    }

    fn tell(&mut self, shop: &Shop<'_>) {
        let Ok(mut file) = std::fs::File::open(self.folder.file("events.jsonl")) else { return };
        let mut new = Vec::new();
        if file.seek(SeekFrom::Start(self.read)).and_then(|_| file.read_to_end(&mut new)).is_err() {
            return;
        }
        self.read += new.len() as u64;
        self.begun.extend(new);
        let Some(end) = memchr::memrchr(b'\n', &self.begun) else { return };
        let whole: Vec<u8> = self.begun.drain(..=end).collect();
        for line in whole.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()) {
            for shown in self.lines.add(&line) {
                let text: String = shown.into_iter().map(|(_, text)| text).collect();
                shop.say(&self.order, "", &text);
            }
        }
    }
}

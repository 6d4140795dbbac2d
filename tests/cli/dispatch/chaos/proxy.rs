//! Between the processes and the server: a gate for each process, whose connections are cut, held back and answered by halves.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::plan::Chance;

pub(super) struct Proxy {
    shared: Arc<Shared>,
    pub(super) ports: Vec<u16>,
}

struct Live {
    gate: usize,
    client: TcpStream,
    server: TcpStream,
}

struct Shared {
    server: u16,
    seed: u64,
    is_over: AtomicBool,
    is_calm: AtomicBool,
    made: AtomicU64,
    live: Mutex<BTreeMap<u64, Live>>,
    refused_until: Mutex<Option<Instant>>,
    held_back: Mutex<BTreeSet<usize>>,
    delivered: Condvar,
    counts: Mutex<BTreeMap<&'static str, u64>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Proxy {
    pub(super) fn new(server: u16, seed: u64, gates: usize) -> Self {
        let shared = Arc::new(Shared {
            server,
            seed,
            is_over: AtomicBool::new(false),
            is_calm: AtomicBool::new(false),
            made: AtomicU64::new(0),
            live: Mutex::default(),
            refused_until: Mutex::default(),
            held_back: Mutex::default(),
            delivered: Condvar::new(),
            counts: Mutex::default(),
        });
        let open = |gate| {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let port = listener.local_addr().unwrap().port();
            let shared = Arc::clone(&shared);
            std::thread::spawn(move || shared.accept(gate, &listener));
            port
        };
        let ports = (0..gates).map(open).collect();
        Self { shared, ports }
    }

    /// Cuts all connections, or those of one gate.
    pub(super) fn cut(&self, gate: Option<usize>) {
        for live in lock(&self.shared.live).values().filter(|live| gate.is_none_or(|gate| live.gate == gate)) {
            live.cut();
            self.shared.count("connections cut");
        }
    }

    pub(super) fn refuse(&self, time: Duration) {
        *lock(&self.shared.refused_until) = Some(Instant::now() + time);
    }

    pub(super) fn hold_back(&self, gate: usize) {
        lock(&self.shared.held_back).insert(gate);
    }

    pub(super) fn deliver(&self, gate: usize) {
        lock(&self.shared.held_back).remove(&gate);
        self.shared.delivered.notify_all();
    }

    /// Nothing goes wrong any more.
    pub(super) fn calm(&self) {
        self.shared.is_calm.store(true, Ordering::Relaxed);
        *lock(&self.shared.refused_until) = None;
        lock(&self.shared.held_back).clear();
        self.shared.delivered.notify_all();
    }

    /// How often what was done.
    pub(super) fn counts(&self) -> BTreeMap<&'static str, u64> {
        lock(&self.shared.counts).clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::Relaxed);
        self.calm();
        self.cut(None);
        for port in &self.ports {
            let _ = TcpStream::connect(("127.0.0.1", *port));
        }
    }
}

impl Live {
    fn cut(&self) {
        let _ = self.client.shutdown(Shutdown::Both);
        let _ = self.server.shutdown(Shutdown::Both);
    }
}

impl Shared {
    fn count(&self, what: &'static str) {
        *lock(&self.counts).entry(what).or_default() += 1;
    }

    fn accept(self: &Arc<Self>, gate: usize, listener: &TcpListener) {
        for client in listener.incoming() {
            if self.is_over.load(Ordering::Relaxed) {
                return;
            }
            let Ok(client) = client else { continue };
            if lock(&self.refused_until).is_some_and(|until| Instant::now() < until) {
                self.count("connections refused");
                continue;
            }
            // A server that is away lets nobody in.
            let Ok(server) = TcpStream::connect(("127.0.0.1", self.server)) else { continue };
            let _ = (client.set_nodelay(true), server.set_nodelay(true));
            let number = self.made.fetch_add(1, Ordering::Relaxed);
            let chance = |what| Chance::of(self.seed, &[what, &number.to_string()]);
            let (asks, answers) = (chance("requests"), chance("answers"));
            let swallow = Arc::new(AtomicBool::new(false));
            let copies = (client.try_clone().unwrap(), server.try_clone().unwrap());
            let live = Live { gate, client: copies.0, server: copies.1 };
            lock(&self.live).insert(number, live);
            let ends = (client.try_clone().unwrap(), server.try_clone().unwrap());
            let (this, told) = (Arc::clone(self), Arc::clone(&swallow));
            std::thread::spawn(move || this.up(gate, client, server, (&told, asks)));
            let this = Arc::clone(self);
            std::thread::spawn(move || {
                this.down(gate, ends.1, ends.0, (&swallow, answers));
                if let Some(live) = lock(&this.live).remove(&number) {
                    live.cut();
                }
            });
        }
    }

    /// While what a gate's process sends and is sent is held back.
    fn pass(&self, gate: usize) {
        let mut held = lock(&self.held_back);
        while held.contains(&gate) {
            held = self.delivered.wait(held).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// From the process to the server.
    fn up(&self, gate: usize, mut from: TcpStream, mut to: TcpStream, (swallow, mut chance): (&AtomicBool, Chance)) {
        let mut buffer = vec![0; 256 * 1024];
        while let Ok(read) = from.read(&mut buffer) {
            let said = &buffer[..read];
            if said.is_empty() {
                break;
            }
            self.pass(gate);
            let luck = if self.is_calm.load(Ordering::Relaxed) { 1_000 } else { chance.between(0, 1_000) };
            match luck {
                0..4 => {
                    self.count("requests cut in half");
                    let _ = to.write_all(&said[..read / 2]);
                    break;
                }
                4..14 => swallow.store(true, Ordering::Relaxed),
                14..24 => std::thread::sleep(Duration::from_millis(chance.between(10, 400))),
                _ => {}
            }
            if to.write_all(said).is_err() {
                break;
            }
            if (24..40).contains(&luck) && said.starts_with(b"*") {
                self.twice(said.to_vec(), Duration::from_millis(chance.between(0, 60) * 50 / 3));
            }
        }
        let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
    }

    /// The same once more, later and over another connection: who sent it does not hear of it.
    fn twice(&self, said: Vec<u8>, later: Duration) {
        self.count("requests delivered twice");
        let server = self.server;
        std::thread::spawn(move || {
            std::thread::sleep(later);
            let Ok(mut to) = TcpStream::connect(("127.0.0.1", server)) else { return };
            let _ = to.set_read_timeout(Some(Duration::from_secs(1)));
            let _ = to.write_all(&said);
            let _ = to.read(&mut [0; 1024]);
        });
    }

    /// From the server to the process.
    fn down(&self, gate: usize, mut from: TcpStream, mut to: TcpStream, (swallow, mut chance): (&AtomicBool, Chance)) {
        let mut buffer = vec![0; 256 * 1024];
        while let Ok(read) = from.read(&mut buffer) {
            let said = &buffer[..read];
            if said.is_empty() {
                break;
            }
            self.pass(gate);
            let is_calm = self.is_calm.load(Ordering::Relaxed);
            if swallow.load(Ordering::Relaxed) && !is_calm {
                self.count("answers dropped");
                break;
            }
            if !is_calm && chance.between(0, 1_000) < 6 {
                self.count("answers cut in half");
                let _ = to.write_all(&said[..read / 2]);
                break;
            }
            if to.write_all(said).is_err() {
                break;
            }
        }
        let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
    }
}

//! What goes wrong, and when: all of it follows from a seed.

/// A sequence of numbers that a seed gives.
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn of(seed: u64, parts: &[&str]) -> Self {
        let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
        let mixed = bytes
            .fold(seed ^ 0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Self(mixed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From `from` up to below `to`.
    pub(super) fn between(&mut self, from: u64, to: u64) -> u64 {
        from + self.next() % (to - from).max(1)
    }
}

/// Something that goes wrong. Times are milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// A worker is killed, and started again.
    KillWorker(usize),
    /// The machine of a worker is started anew.
    Reboot(usize),
    /// A worker is stopped for this long, past its leases.
    StopWorker(usize, u64),
    /// A dispatcher is killed, and started again.
    KillDispatcher(usize),
    /// A dispatcher is stopped for this long.
    StopDispatcher(usize, u64),
    /// The server is killed, and started again after this long.
    KillServer(u64),
    /// The server is stopped for this long.
    StopServer(u64),
    /// All connections are cut.
    CutAll,
    /// The connections of one process are cut.
    Cut(usize),
    /// New connections are refused for this long.
    Refuse(u64),
    /// What a process sends, and is sent, is held back for this long, and then delivered.
    HoldBack(usize, u64),
    /// What rings is taken away as soon as it is seen, for this long.
    DropBells(u64),
    /// It rings so often although nothing is there.
    RingBells(u64),
}

pub(super) const WORKERS: usize = 8;
pub(super) const DISPATCHERS: usize = 3;
const KINDS: usize = 13;

fn fault(kind: usize, lease: u64, chance: &mut Chance) -> Fault {
    let worker = chance.next() as usize % WORKERS;
    let dispatcher = chance.next() as usize % DISPATCHERS;
    let anyone = chance.next() as usize % (WORKERS + DISPATCHERS);
    let past_lease = chance.between(lease + lease / 10, lease * 2);
    let short = chance.between(50, 900);
    match kind {
        0 => Fault::KillWorker(worker),
        1 => Fault::StopWorker(worker, past_lease),
        2 => Fault::Reboot(worker),
        3 => Fault::KillDispatcher(dispatcher),
        4 => Fault::StopDispatcher(dispatcher, past_lease),
        5 => Fault::KillServer(short),
        6 => Fault::StopServer(short),
        7 => Fault::CutAll,
        8 => Fault::Cut(anyone),
        9 => Fault::Refuse(short),
        10 => Fault::HoldBack(anyone, past_lease),
        11 => Fault::DropBells(short / 3),
        _ => Fault::RingBells(short / 20),
    }
}

/// All that goes wrong in so many milliseconds, with the time of each: every kind once, and then more of what is worse.
pub(super) fn faults(seed: u64, millis: u64, gap: u64, lease: u64) -> Vec<(u64, Fault)> {
    const WEIGHED: [usize; 22] = [0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 3, 4, 5, 5, 6, 7, 8, 8, 9, 10, 11, 12];
    let mut chance = Chance::of(seed, &["faults"]);
    let mut first: Vec<usize> = (0..KINDS).collect();
    for at in (1..first.len()).rev() {
        first.swap(at, chance.next() as usize % (at + 1));
    }
    let (mut at, mut faults) = (0, Vec::new());
    loop {
        at += chance.between(gap / 4, gap * 2);
        if at >= millis {
            return faults;
        }
        let kind = first.pop().unwrap_or_else(|| WEIGHED[chance.next() as usize % WEIGHED.len()]);
        faults.push((at, fault(kind, lease, &mut chance)));
    }
}

#[test]
fn a_seed_gives_the_same_faults_again() {
    let one = faults(7, 60_000, 300, 2_000);
    assert_eq!(one, faults(7, 60_000, 300, 2_000));
    assert_ne!(one, faults(8, 60_000, 300, 2_000));
    assert!(one.len() > 100 && one.is_sorted_by_key(|(at, _)| *at));
    let kinds: std::collections::HashSet<_> = one.iter().map(|(_, fault)| std::mem::discriminant(fault)).collect();
    assert_eq!(kinds.len(), KINDS);
}

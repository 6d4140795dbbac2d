//! Two versions into one, along what they began with. What both still have is merged by itself; what one took away goes
//! unless the other changed it; what either added stands where it was added, ours first.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::version::{Sort, Unit, Version};
use super::{Conflict, Part, align, line};
use crate::plan::model::Status;

/// The three versions, and what came of them so far.
struct Weaver<'w, 'a> {
    versions: [&'w Version<'a>; 3],
    /// From blocks of ours and theirs to those of the base.
    origin: [HashMap<usize, usize>; 2],
    /// From blocks of the base to those of ours and theirs.
    blocks: [Vec<Option<usize>>; 2],
    /// Units that are a block: version, block.
    unit_of: [HashMap<usize, usize>; 3],
    /// Blocks of theirs that stand already.
    stands: HashSet<usize>,
    out: Vec<Part>,
    combined: HashSet<String>,
    /// How many gaps were filled, and in which of them ours and theirs have blocks of the base that they moved.
    gaps: usize,
    moved_to: [HashMap<usize, usize>; 2],
    /// Blocks of the base that ours has elsewhere.
    ours_moved: HashSet<usize>,
}

/// What came of three versions.
pub(super) struct Woven {
    pub parts: Vec<Part>,
    /// The lines that went into others.
    pub combined: HashSet<String>,
    /// The blocks that both moved, to different places.
    pub moved: Vec<String>,
}

const BASE: usize = 0;
const OURS: usize = 1;
const THEIRS: usize = 2;

/// Units of a version, in order, with their symbols.
struct Row {
    units: Vec<Unit>,
    symbols: Vec<u32>,
}

/// Merges three versions.
pub(super) fn merge(base: &Version<'_>, ours: &Version<'_>, theirs: &Version<'_>) -> Woven {
    let blocks = [align::blocks(&base.blocks, &ours.blocks), align::blocks(&base.blocks, &theirs.blocks)];
    let origin = blocks
        .each_ref()
        .map(|found| found.iter().enumerate().filter_map(|(from, to)| Some(((*to)?, from))).collect::<HashMap<_, _>>());
    let versions = [base, ours, theirs];
    let unit_of = versions.map(|version| {
        version.units.iter().enumerate().filter_map(|(at, unit)| Some((unit.block?, at))).collect::<HashMap<_, _>>()
    });
    let (stands, combined, moved_to) = (HashSet::new(), HashSet::new(), [HashMap::new(), HashMap::new()]);
    let mut weaver = Weaver {
        versions,
        origin,
        blocks,
        unit_of,
        stands,
        out: Vec::new(),
        combined,
        gaps: 0,
        moved_to,
        ours_moved: HashSet::new(),
    };
    let mut names = Names::default();
    let rows = [BASE, OURS, THEIRS].map(|side| weaver.row(side, &mut names));
    weaver.weave(&rows);
    let moved = weaver.moved_apart();
    Woven { parts: weaver.out, combined: weaver.combined, moved }
}

#[derive(Default)]
struct Names(HashMap<String, u32>);

impl Names {
    fn of(&mut self, name: String) -> u32 {
        let next = self.0.len() as u32;
        *self.0.entry(name).or_insert(next)
    }
}

/// What stands between two lines that all have.
#[derive(Default)]
struct Gap {
    /// Units that ours and theirs have and the base has not.
    added: [Vec<Unit>; 2],
    /// Lines of the base that neither has.
    gone: Vec<Unit>,
}

impl Weaver<'_, '_> {
    fn row(&self, side: usize, names: &mut Names) -> Row {
        let version = self.versions[side];
        let symbol = |unit: &Unit| match unit.block {
            None => format!("l{}", version.lines[unit.lines.start].symbol),
            Some(block) => {
                let from = if side == BASE { Some(&block) } else { self.origin[side - 1].get(&block) };
                let found = &version.blocks[block];
                from.map_or_else(|| format!("n{}\n{}", found.id, found.title), |from| format!("b{from}"))
            }
        };
        let symbols = version.units.iter().map(|unit| names.of(symbol(unit))).collect();
        Row { units: version.units.clone(), symbols }
    }

    /// The lines of a block, its first line known whatever it says.
    fn inner(&self, side: usize, lines: &Range<usize>, names: &mut Names) -> Row {
        let symbol =
            |at: usize| if at == lines.start { "#".to_owned() } else { self.versions[side].lines[at].symbol.clone() };
        let symbols = lines.clone().map(|at| names.of(symbol(at))).collect();
        Row { units: lines.clone().map(|at| Unit { lines: at..at + 1, block: None }).collect(), symbols }
    }

    fn text(&self, side: usize, unit: &Unit) -> String {
        self.versions[side].text(unit.lines.clone())
    }

    fn texts(&self, side: usize, units: &[Unit]) -> String {
        units.iter().map(|unit| self.text(side, unit)).collect()
    }

    fn aligned(&self, rows: &[Row; 3], side: usize) -> Vec<Option<usize>> {
        let (from, to) = (&rows[BASE], &rows[side]);
        let (mut found, ops) = align::symbols(&from.symbols, &to.symbols);
        let line = |side: usize, units: &[Unit], at: usize| {
            let unit = &units[at];
            unit.block.is_none().then(|| self.versions[side].lines[unit.lines.start].clone())
        };
        align::changed(&ops, &mut found, &|at| line(BASE, &from.units, at), &|at| line(side, &to.units, at));
        found
    }

    fn weave(&mut self, rows: &[Row; 3]) {
        let found = [self.aligned(rows, OURS), self.aligned(rows, THEIRS)];
        let mut next = [0, 0];
        let mut gap = Gap::default();
        let [ours, theirs] = found;
        let unplaced = rows[BASE].units.iter().zip(&ours).filter(|(_, place)| place.is_none());
        let blocks = unplaced.filter_map(|(unit, _)| unit.block).filter(|block| self.blocks[0][*block].is_some());
        let blocks: Vec<usize> = blocks.collect();
        self.ours_moved.extend(blocks);
        for (unit, places) in rows[BASE].units.iter().zip(ours.into_iter().zip(theirs)) {
            let places = [places.0, places.1];
            for side in 0..2 {
                if let Some(to) = places[side] {
                    self.collect(&mut gap, side, &rows[side + 1].units[next[side]..to]);
                    next[side] = to + 1;
                }
            }
            match places {
                [Some(ours), Some(theirs)] => {
                    self.fill(&mut gap);
                    self.both(unit, &rows[OURS].units[ours], &rows[THEIRS].units[theirs]);
                }
                [None, None] if unit.block.is_none() => gap.gone.push(unit.clone()),
                [None, None] => {}
                [Some(ours), None] => self.one(unit, OURS, &rows[OURS].units[ours], &mut gap),
                [None, Some(theirs)] => self.one(unit, THEIRS, &rows[THEIRS].units[theirs], &mut gap),
            }
        }
        for side in 0..2 {
            self.collect(&mut gap, side, &rows[side + 1].units[next[side]..]);
        }
        self.fill(&mut gap);
    }

    /// Takes what a side has in a gap.
    fn collect(&mut self, gap: &mut Gap, side: usize, units: &[Unit]) {
        for unit in units {
            if let Some(from) = unit.block.and_then(|block| self.origin[side].get(&block)) {
                self.moved_to[side].insert(*from, self.gaps);
            }
        }
        gap.added[side].extend_from_slice(units);
    }

    /// The blocks that both sides moved, each to another place.
    fn moved_apart(&self) -> Vec<String> {
        let places = [BASE, OURS, THEIRS].map(|side| self.places(side));
        let [ours, theirs] = &self.moved_to;
        let mut apart: Vec<usize> = ours
            .iter()
            .filter(|(block, gap)| theirs.get(block).is_some_and(|other| other != *gap))
            .filter(|(block, _)| {
                let [base, ours, theirs] = places.each_ref().map(|places| places.get(block));
                base != ours && base != theirs && ours != theirs
            })
            .map(|(block, _)| *block)
            .collect();
        apart.sort_unstable();
        apart.into_iter().map(|block| self.versions[BASE].blocks[block].id.to_owned()).collect()
    }

    /// Where a version has the blocks that all have: behind which of them, before which, under which heading.
    fn places(&self, side: usize) -> HashMap<usize, (Option<usize>, Option<usize>, String)> {
        let version = self.versions[side];
        let (mut order, mut heading) = (Vec::new(), String::new());
        for unit in &version.units {
            let Some(block) = unit.block else {
                let text = version.lines[unit.lines.start].text;
                if text.starts_with('#') {
                    heading = text.trim_end().to_owned();
                }
                continue;
            };
            let from = if side == BASE { Some(block) } else { self.origin[side - 1].get(&block).copied() };
            let common = |from: &usize| self.blocks.iter().all(|found| found[*from].is_some());
            order.extend(from.filter(common).map(|from| (from, heading.clone())));
        }
        let at = |at: Option<usize>| Some(order.get(at?)?.0);
        let place = |(index, (block, heading)): (usize, &(usize, String))| {
            (*block, (at(index.checked_sub(1)), at(index.checked_add(1)), heading.clone()))
        };
        order.iter().enumerate().map(place).collect()
    }

    /// What one side has where it was: the other took it away, or elsewhere.
    fn one(&mut self, base: &Unit, side: usize, unit: &Unit, gap: &mut Gap) {
        let other = OURS + THEIRS - side;
        // What was moved stands where it was moved to.
        if base.block.is_some_and(|block| self.blocks[other - 1][block].is_some()) {
            return;
        }
        let (was, is) = (self.text(BASE, base), self.text(side, unit));
        let lines = (&self.versions[BASE].lines[base.lines.start], &self.versions[side].lines[unit.lines.start]);
        let only_mark = base.block.is_none() && lines.0.sort == Sort::Field && lines.0.frame() == lines.1.frame();
        if was.trim_end() == is.trim_end() || only_mark {
            return;
        }
        let mut sides = [String::new(), String::new()];
        sides[side - 1] = is;
        if base.block.is_none() {
            // What stands in its place.
            let instead = std::mem::take(&mut gap.added[other - 1]);
            sides[other - 1] = self.texts(other, &instead);
        }
        self.fill(gap);
        let what = self.name(BASE, base);
        let [ours, theirs] = sides;
        self.conflict(Conflict { what, base: was, ours, theirs });
    }

    /// What all three have.
    fn both(&mut self, base: &Unit, ours: &Unit, theirs: &Unit) {
        let texts = [self.text(BASE, base), self.text(OURS, ours), self.text(THEIRS, theirs)];
        if texts[1] == texts[2] || texts[0] == texts[2] {
            return self.clean(&texts[1]);
        }
        if texts[0] == texts[1] {
            return self.clean(&texts[2]);
        }
        match (base.block, ours.block, theirs.block) {
            (Some(one), Some(two), Some(three)) => self.block([base, ours, theirs], [one, two, three], texts),
            _ => self.line([base, ours, theirs]),
        }
    }

    fn line(&mut self, units: [&Unit; 3]) {
        let [base, ours, theirs] = std::array::from_fn(|side| &self.versions[side].lines[units[side].lines.start]);
        self.combined.extend([ours.text.to_owned(), theirs.text.to_owned()]);
        match line::merge(base, ours, theirs) {
            Ok(text) => self.clean(&text),
            Err([base, ours, theirs]) => {
                let what = self.name(OURS, units[OURS]);
                self.conflict(Conflict { what, base, ours, theirs });
            }
        }
    }

    fn block(&mut self, units: [&Unit; 3], blocks: [usize; 3], texts: [String; 3]) {
        let status: [Option<Status>; 3] = std::array::from_fn(|side| self.versions[side].blocks[blocks[side]].status);
        let mut names = Names::default();
        let rows = [BASE, OURS, THEIRS].map(|side| self.inner(side, &units[side].lines, &mut names));
        let before = std::mem::take(&mut self.out);
        self.weave(&rows);
        let inner = std::mem::replace(&mut self.out, before);
        let clean = inner.iter().all(|part| matches!(part, Part::Clean(_)));
        // One says that it is done, the other that it cannot go on: no line tells them apart.
        let ends = |status: Option<Status>| matches!(status, Some(Status::Done | Status::Blocked | Status::Cancelled));
        let in_two_ways = status[0] != status[1] && status[0] != status[2] && status[1] != status[2];
        let what = self.name(OURS, units[OURS]);
        if clean && in_two_ways && ends(status[1]) && ends(status[2]) {
            let [base, ours, theirs] = texts;
            return self.conflict(Conflict { what, base, ours, theirs });
        }
        for part in inner {
            match part {
                Part::Clean(text) => self.clean(&text),
                Part::Conflict(conflict) => {
                    let what = format!("{what}: {}", conflict.what);
                    self.conflict(Conflict { what, ..conflict });
                }
            }
        }
    }

    /// What was added between two lines that all have.
    fn fill(&mut self, gap: &mut Gap) {
        let Gap { added: [ours, theirs], gone } = std::mem::take(gap);
        self.gaps += 1;
        let (mut ours, mut theirs) = (&ours[..], &theirs[..]);
        let same = |weaver: &Self, one: Option<&Unit>, other: Option<&Unit>| match (one, other) {
            (Some(one), Some(other)) => weaver.text(OURS, one) == weaver.text(THEIRS, other),
            _ => false,
        };
        while same(self, ours.first(), theirs.first()) {
            self.add(OURS, &ours[0]);
            (ours, theirs) = (&ours[1..], &theirs[1..]);
        }
        let mut tail = Vec::new();
        while same(self, ours.last(), theirs.last()) {
            tail.extend(ours.last().cloned());
            (ours, theirs) = (&ours[..ours.len() - 1], &theirs[..theirs.len() - 1]);
        }
        if self.rivals(ours, theirs, &gone) {
            let rival = |units: &[Unit]| units.iter().filter(|unit| unit.block.is_none()).cloned().collect::<Vec<_>>();
            let (our_lines, their_lines) = (rival(ours), rival(theirs));
            let what = our_lines.first().map_or_else(String::new, |unit| self.name(OURS, unit));
            self.conflict(Conflict {
                what,
                base: self.texts(BASE, &gone),
                ours: self.texts(OURS, &our_lines),
                theirs: self.texts(THEIRS, &their_lines),
            });
            for (side, units) in [(OURS, ours), (THEIRS, theirs)] {
                for unit in units.iter().filter(|unit| unit.block.is_some()) {
                    self.add(side, unit);
                }
            }
        } else {
            let known: HashSet<String> = ours.iter().map(|unit| self.text(OURS, unit)).collect();
            for unit in ours {
                self.add(OURS, unit);
            }
            for unit in theirs {
                let item = unit.block.is_none() && self.sort(THEIRS, unit) != Sort::Blank;
                if !(item && known.contains(&self.text(THEIRS, unit))) {
                    self.add(THEIRS, unit);
                }
            }
        }
        for unit in tail.iter().rev() {
            self.add(OURS, unit);
        }
    }

    fn sort(&self, side: usize, unit: &Unit) -> Sort {
        self.versions[side].lines[unit.lines.start].sort
    }

    /// Both say something in the same place: sentences, or what stands for lines that both took away. Items, rows, tasks
    /// and sections beside each other are no rivals.
    fn rivals(&self, ours: &[Unit], theirs: &[Unit], gone: &[Unit]) -> bool {
        let first = |side: usize, units: &[Unit]| {
            let unit = units.iter().find(|unit| unit.block.is_some() || self.sort(side, unit) != Sort::Blank)?;
            let line = &self.versions[side].lines[unit.lines.start];
            Some(unit.block.is_none() && !line.text.starts_with('#') && matches!(line.sort, Sort::Text | Sort::Field))
        };
        let lines = |side: usize, units: &[Unit]| {
            units.iter().any(|unit| unit.block.is_none() && self.sort(side, unit) != Sort::Blank)
        };
        let replaced = lines(BASE, gone) && lines(OURS, ours) && lines(THEIRS, theirs);
        replaced || (first(OURS, ours) == Some(true) && first(THEIRS, theirs) == Some(true))
    }

    /// Something that the base has not there.
    fn add(&mut self, side: usize, unit: &Unit) {
        let Some(block) = unit.block else { return self.clean(&self.text(side, unit)) };
        if side == THEIRS && self.stands.contains(&block) {
            return;
        }
        if let Some(from) = self.origin[side - 1].get(&block).copied() {
            return self.moved(side, unit, from);
        }
        let found = &self.versions[side].blocks[block];
        let text = self.text(side, unit);
        let rival = (side == OURS).then(|| self.added_too(found.id)).flatten();
        let Some((block, other)) = rival else { return self.clean(&text) };
        self.stands.insert(block);
        let theirs = self.text(THEIRS, &other);
        if text.trim_end() == theirs.trim_end() {
            return self.clean(&text);
        }
        let what = self.name(OURS, unit);
        self.conflict(Conflict { what, base: String::new(), ours: text, theirs });
    }

    /// The block of this id that theirs added.
    fn added_too(&self, id: &str) -> Option<(usize, Unit)> {
        let theirs = self.versions[THEIRS];
        let same = |(at, block): &(usize, &super::version::Block<'_>)| {
            !block.ordinal && block.id.eq_ignore_ascii_case(id) && !self.origin[1].contains_key(at)
        };
        let (at, _) = theirs.blocks.iter().enumerate().find(same)?;
        Some((at, theirs.units[*self.unit_of[THEIRS].get(&at)?].clone()))
    }

    /// A block that was put elsewhere: with what both made of it, in the place that ours chose if ours moved it.
    fn moved(&mut self, side: usize, unit: &Unit, from: usize) {
        if side == THEIRS && self.ours_moved.contains(&from) {
            return;
        }
        let other = OURS + THEIRS - side;
        let base = self.versions[BASE].units[self.unit_of[BASE][&from]].clone();
        let Some(to) = self.blocks[other - 1][from] else {
            let (was, is) = (self.text(BASE, &base), self.text(side, unit));
            if was.trim_end() == is.trim_end() {
                return;
            }
            let mut sides = [String::new(), String::new()];
            sides[side - 1] = is;
            let [ours, theirs] = sides;
            let what = self.name(side, unit);
            return self.conflict(Conflict { what, base: was, ours, theirs });
        };
        let elsewhere = self.versions[other].units[self.unit_of[other][&to]].clone();
        let (ours, theirs) = if side == OURS { (unit, &elsewhere) } else { (&elsewhere, unit) };
        let block = theirs.block.unwrap_or_default();
        if self.stands.insert(block) {
            self.both(&base, ours, theirs);
        }
    }

    /// What people call it.
    fn name(&self, side: usize, unit: &Unit) -> String {
        let version = self.versions[side];
        match unit.block {
            Some(block) => version.blocks[block].id.to_owned(),
            None => {
                let text = version.lines[unit.lines.start].text.trim();
                let short: String = text.chars().take(40).collect();
                if short.len() < text.len() { format!("{short}…") } else { short }
            }
        }
    }

    fn clean(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.out.last_mut() {
            Some(Part::Clean(before)) => {
                if !before.ends_with('\n') {
                    before.push_str(newline(self.versions));
                }
                before.push_str(text);
            }
            _ => self.out.push(Part::Clean(text.to_owned())),
        }
    }

    fn conflict(&mut self, conflict: Conflict) {
        let end = newline(self.versions);
        let ended = |text: String| if text.is_empty() || text.ends_with('\n') { text } else { text + end };
        let Conflict { what, base, ours, theirs } = conflict;
        let (base, ours, theirs) = (ended(base), ended(ours), ended(theirs));
        if ours == theirs {
            return self.clean(&ours);
        }
        if let Some(Part::Conflict(before)) = self.out.last_mut() {
            before.base += &base;
            before.ours += &ours;
            before.theirs += &theirs;
            return;
        }
        self.out.push(Part::Conflict(Conflict { what, base, ours, theirs }));
    }
}

fn newline(versions: [&Version<'_>; 3]) -> &'static str {
    let first = versions[OURS].lines.first().or(versions[BASE].lines.first());
    if first.is_some_and(|line| line.end == "\r\n") { "\r\n" } else { "\n" }
}

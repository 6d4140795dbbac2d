//! Which tools run, where, and on which files.

use std::collections::{BTreeMap, BTreeSet};

use crate::report::{Problem, ProblemKind};
use crate::tools::detect::{Detected, Detector, Evidence};
use crate::tools::record::{Cwd, Kind, Unit};
use crate::tools::resolve::{Executable, executable};
use crate::tools::site::Site;
use crate::tools::survey::{Interpreters, Matcher, Survey, fits, folder_of, is_in, name_of};
use crate::tools::{Catalog, Record};

use super::scope::Scope;

/// One run of a tool.
#[derive(Debug, Clone)]
pub struct Job {
    /// The tool.
    pub record: Record,
    /// Its executable.
    pub executable: Executable,
    /// The package's folder, relative to the root.
    pub folder: String,
    /// Why it runs here.
    pub because: Vec<String>,
    /// The files that it is asked about, sorted.
    pub files: Vec<String>,
    /// All of the package is meant.
    pub whole: bool,
}

/// A tool that does not run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idle {
    /// The tool.
    pub name: String,
    /// Why not.
    pub why: String,
    /// How many files in scope it could read.
    pub files: usize,
}

/// What runs and what does not.
#[derive(Debug, Default)]
pub struct Plan {
    /// Sorted by tool and folder.
    pub jobs: Vec<Job>,
    /// Tools that are there for these files and are not in use.
    pub idle: Vec<Idle>,
    /// Tools in use with no file in scope.
    pub out_of_scope: Vec<String>,
    /// Files in scope that no tool looks at.
    pub unexamined: Vec<String>,
}

/// Which tools are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// By `--tool`: they run without evidence, too.
    pub named: Vec<String>,
    /// By `lint.only`.
    pub only: Vec<String>,
    /// Kinds of tools.
    pub tests: bool,
}

impl Wanted {
    /// # Errors
    /// A name that is no tool, or a tool of the other sort.
    pub fn check(&self, catalog: &Catalog) -> Result<(), Problem> {
        for name in self.named.iter().chain(&self.only) {
            let record = catalog.get(name)?;
            if (record.kind == Kind::Test) != self.tests {
                let (is, command) =
                    if self.tests { ("a linter", "planyard lint") } else { ("a test runner", "planyard test") };
                return Err(Problem::new(ProblemKind::Usage, format!("{name} is {is}"))
                    .source(name.clone())
                    .hint(format!("run it by `{command}`")));
            }
        }
        Ok(())
    }

    fn takes(&self, record: &Record) -> bool {
        (record.kind == Kind::Test) == self.tests
            && (self.named.is_empty() || self.named.contains(&record.name))
            && (self.only.is_empty() || self.only.contains(&record.name) || self.named.contains(&record.name))
    }
}

/// Plans the runs.
pub fn plan(catalog: &Catalog, survey: &Survey, site: &Site, wanted: &Wanted, scope: &Scope) -> Plan {
    let read = |path: &str| std::fs::read_to_string(site.root.join(path)).ok();
    let detector = Detector::new(survey, &read);
    let extra = scope.named_files(survey, &site.root);
    let mut interpreters = Interpreters::default();
    let mut plan = Plan::default();
    let mut looked_at: BTreeSet<&str> = BTreeSet::new();
    for record in catalog.iter().filter(|record| wanted.takes(record)) {
        let detected = detector.detect(record);
        let detected = if wanted.named.contains(&record.name) || wanted.only.contains(&record.name) {
            by_name(detected)
        } else {
            detected
        };
        let matcher = Matcher::new(&record.files);
        let paths = survey.paths().iter().chain(&extra);
        let mut reads = |path: &&String| matcher.reads(&site.root, path, &mut interpreters);
        if detected.places.is_empty() {
            let files = paths.filter(|path| scope.holds(path)).filter(&mut reads).count();
            if files > 0 {
                plan.idle.push(Idle { name: record.name.clone(), why: detected.not.unwrap_or_default(), files });
            }
            continue;
        }
        let reconfigured: Vec<bool> =
            detected.places.iter().map(|place| reconfigured(record, &place.folder, scope)).collect();
        let mut by_place: BTreeMap<usize, (Vec<String>, usize)> = BTreeMap::new();
        for path in paths.filter(&mut reads) {
            let Some(place) = nearest(&detected.places, path) else { continue };
            let entry = by_place.entry(place).or_default();
            entry.1 += 1;
            if scope.holds(path) || reconfigured[place] {
                entry.0.push(path.clone());
            }
        }
        let mut jobs = jobs_of(record, &detected.places, by_place, scope, site);
        for job in jobs.iter_mut().filter(|job| job.record.unit == Unit::Files) {
            // By itself a tool finds no files that are told by their `#!`, and others than the configuration allows.
            let by_name = job.files.iter().all(|file| name_of(file).contains('.'));
            job.whole &= by_name && !survey.is_partial();
        }
        if jobs.is_empty() {
            plan.out_of_scope.push(record.name.clone());
        }
        plan.jobs.extend(jobs);
    }
    for job in &plan.jobs {
        looked_at.extend(job.files.iter().map(String::as_str));
    }
    let in_scope = survey.paths().iter().chain(&extra).filter(|path| !scope.is_all() && scope.holds(path));
    plan.unexamined = in_scope.filter(|path| !looked_at.contains(path.as_str())).cloned().collect();
    plan
}

/// The tool's configuration is among what changed, so every file of the place may have findings that it had not.
fn reconfigured(record: &Record, folder: &str, scope: &Scope) -> bool {
    let Scope::Changed(changed) = scope else { return false };
    let detect = &record.detect;
    let names = || detect.files.iter().chain(detect.toml.keys()).chain(detect.json.keys()).chain(detect.ini.keys());
    changed.iter().any(|path| is_in(folder, folder_of(path)) && names().any(|name| fits(name, name_of(path))))
}

/// Asked for by name, a tool runs without evidence, in the root.
fn by_name(detected: Detected) -> Detected {
    if !detected.places.is_empty() {
        return detected;
    }
    let place = Evidence { folder: String::new(), score: 100, because: vec!["asked for by name".to_owned()] };
    Detected { places: vec![place], not: None }
}

/// The innermost place that a file lies in.
fn nearest(places: &[Evidence], path: &str) -> Option<usize> {
    let around = places.iter().enumerate().filter(|(_, place)| is_in(path, &place.folder));
    around.max_by_key(|(_, place)| place.folder.len()).map(|(index, _)| index)
}

fn jobs_of(
    record: &Record,
    places: &[Evidence],
    by_place: BTreeMap<usize, (Vec<String>, usize)>,
    scope: &Scope,
    site: &Site,
) -> Vec<Job> {
    let asked: Vec<(usize, Vec<String>)> =
        by_place.into_iter().filter(|(_, (files, _))| !files.is_empty()).map(|(at, (files, _))| (at, files)).collect();
    let job = |folder: &str, because: Vec<String>, mut files: Vec<String>, whole: bool| {
        files.sort();
        Job {
            executable: executable(record, folder, site),
            record: record.clone(),
            folder: folder.to_owned(),
            because,
            files,
            whole,
        }
    };
    if record.cwd == Cwd::Workspace && record.unit == Unit::Files {
        if asked.is_empty() {
            return Vec::new();
        }
        let because = asked.iter().flat_map(|(at, _)| places[*at].because.clone()).collect();
        let whole = scope.is_all() && places.len() == 1 && places[0].folder.is_empty();
        return vec![job("", because, asked.into_iter().flat_map(|(_, files)| files).collect(), whole)];
    }
    let inner = |at: usize| {
        places.iter().any(|other| other.folder != places[at].folder && is_in(&other.folder, &places[at].folder))
    };
    if record.unit == Unit::Folder {
        let mut folders: BTreeMap<(usize, String), Vec<String>> = BTreeMap::new();
        for (at, file) in asked.into_iter().flat_map(|(at, files)| files.into_iter().map(move |file| (at, file))) {
            folders.entry((at, folder_of(&file).to_owned())).or_default().push(file);
        }
        let each = |((at, folder), files): ((usize, String), _)| job(&folder, places[at].because.clone(), files, false);
        return folders.into_iter().map(each).collect();
    }
    asked
        .into_iter()
        .map(|(at, files)| {
            let whole = scope.is_all() && (record.unit == Unit::Package || !inner(at));
            job(&places[at].folder, places[at].because.clone(), files, whole)
        })
        .collect()
}

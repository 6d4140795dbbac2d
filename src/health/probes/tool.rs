use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use super::{Meta, Options, Probe, Probing, Reading, Target, Wrong, blocking};
use crate::health::options::{Kind, Opt};
use crate::health::programs::{not_ended, program, said};
use crate::health::versions::{Range, version};
use crate::process::Status;
use crate::tools::Catalog;
use crate::tools::record::Record;
use crate::tools::resolve::{Executable, named};
use crate::tools::site::Site;

/// A program that the work needs.
pub(super) struct Tool;

const META: Meta = Meta {
    name: "tool",
    about: "A program is installed, for the workspace or the machine, in a version that will do.",
    schemes: &[],
    port: None,
    options: &[
        Opt::required("tool", Kind::Text, "Its name as typed: \"cargo\"; or a tool of `planyard tools`."),
        Opt::new("version", Kind::Text, "The range that its version must be in: \">=1.80, <2\"."),
        Opt::new("args", Kind::Words, "What makes it tell its version [default: [\"--version\"]]."),
        Opt::new("pattern", Kind::Regex, "The first group is the version [default: the first number with a dot]."),
        Opt::new("install", Kind::Text, "How to install it, for the hint."),
    ],
};

/// The records that are compiled in, read once for all probes.
static RECORDS: LazyLock<Catalog> = LazyLock::new(|| Catalog::load(&toml::Table::new()).unwrap_or_default());

const PATTERN: &str = r"(\d+(?:\.\d+)+)";

impl Probe for Tool {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, options: &Options) -> Result<(), Wrong> {
        if options.text("tool").is_some_and(|name| name.trim().is_empty()) {
            return Err(Wrong::new("tool", "must not be empty"));
        }
        if options.regex("pattern").is_some_and(|pattern| pattern.captures_len() < 2) {
            return Err(Wrong::new("pattern", "must have a group, which is the version"));
        }
        options
            .text("version")
            .map_or(Ok(()), |range| Range::parse(range).map(drop).map_err(|why| Wrong::new("version", why)))
    }

    fn target(&self, options: &Options) -> String {
        options.text("tool").unwrap_or_default().to_owned()
    }

    fn probe<'p>(&'p self, target: &'p Target) -> Probing<'p> {
        let target = target.clone();
        Box::pin(blocking(move || look(&target)))
    }
}

fn look(target: &Target) -> Reading {
    let options = &target.options;
    let name = options.text("tool").unwrap_or_default();
    let record = RECORDS.get(name).ok();
    let found = find(target, name, record);
    let install =
        options.text("install").map(str::to_owned).or_else(|| record.and_then(|record| record.install.clone()));
    if !found.exists() {
        let hint = install.map_or_else(|| format!("install {name}"), |how| format!("install it: {how}"));
        return Reading::fail(format!("{name} is not installed")).hint(hint);
    }
    let wanted = options.text("version").map(Range::parse).and_then(Result::ok);
    let own: Vec<&str> = options.words("args");
    let known: Vec<&str> =
        record.map_or_else(|| vec!["--version"], |record| record.version.args.iter().map(String::as_str).collect());
    let args = if own.is_empty() { known } else { own };
    if args.is_empty() && wanted.is_none() {
        return Reading::ok(format!("{} is there; it does not tell its version", found.path.display()));
    }
    let path = found.path.display().to_string();
    let outcome = program(target, &path, &args).run();
    if let Some(reading) = not_ended(name, &outcome) {
        let own = matches!(outcome.status, Status::NotExecutable(_) | Status::Signalled(_) | Status::TimedOut);
        // It is there and does not start: that is what is wrong with it, not with the probe.
        let broken = || Reading::fail(format!("{name} is installed and broken: {}", reading.message));
        return if own { broken() } else { reading };
    }
    let pattern = options
        .regex("pattern")
        .or_else(|| regex::Regex::new(record.map_or(PATTERN, |record| &record.version.pattern)).ok());
    let told = [&outcome.stdout, &outcome.stderr].into_iter().find_map(|bytes| {
        let text = crate::tools::formats::plain(bytes).to_string();
        Some(pattern.as_ref()?.captures(&text)?.get(1)?.as_str().to_owned())
    });
    match (told, wanted, options.text("version")) {
        (Some(told), Some(wanted), Some(range)) => match version(&told) {
            Some(version) if wanted.fits(&version) => Reading::ok(format!("{name} {told}, in {range}")),
            _ => {
                let hint = install
                    .map_or_else(|| format!("install a version of it in {range}"), |how| format!("install it: {how}"));
                Reading::fail(format!("{name} is of version {told}, not in {range}")).hint(hint)
            }
        },
        (None, Some(_), Some(range)) => {
            Reading::error(format!("{name} does not tell its version, which should be in {range}: {}", said(&outcome)))
                .hint("`args` and `pattern` say how it tells it")
        }
        (Some(told), ..) => Reading::ok(format!("{name} {told}")),
        (None, ..) if outcome.success() => Reading::ok(format!("{} is there", found.path.display())),
        (None, ..) => Reading::warn(format!("{name} is installed, and does not tell its version: {}", said(&outcome)))
            .hint("`args` says how it tells it"),
    }
}

fn find(target: &Target, name: &str, record: Option<&Record>) -> Executable {
    let site = Site {
        root: target.root.clone(),
        workspace: target.root.clone(),
        vars: BTreeMap::clone(&target.vars),
        cancel: Arc::clone(&target.cancel),
        time_limit: Some(target.left()),
        within: String::new(),
    };
    let program = record.and_then(|record| record.program.as_deref().or(record.run.first().map(String::as_str)));
    named(name, program.unwrap_or(name), "", &site)
}

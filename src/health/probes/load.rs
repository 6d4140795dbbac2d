use sysinfo::{CpuRefreshKind, System};

use super::{Meta, Probe, Probing, Reading, Target, blocking};
use crate::health::amounts::number;
use crate::health::options::{Kind, Opt};
use crate::report::ProbeOutcome;

/// How much waits for the cores of this machine.
pub(super) struct Load;

const META: Meta = Meta {
    name: "load",
    about: "Not too much waits for each core of this machine.",
    schemes: &[],
    port: None,
    options: &[
        Opt::new("warn", Kind::Decimal, "More for each core is worth a look [default: 2]."),
        Opt::new("fail", Kind::Decimal, "More for each core is too much."),
        Opt::new("minutes", Kind::Choice(&["1", "5", "15"]), "Over how long it is looked at [default: \"5\"]."),
    ],
};

impl Probe for Load {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn target(&self, _options: &super::Options) -> String {
        "this machine".to_owned()
    }

    fn probe<'p>(&'p self, target: &'p Target) -> Probing<'p> {
        let target = target.clone();
        Box::pin(blocking(move || look(&target)))
    }
}

fn look(target: &Target) -> Reading {
    let options = &target.options;
    let load = match System::load_average() {
        Ok(load) => load,
        Err(error) => return Reading::error(format!("this system does not tell its load: {error}")),
    };
    let Ok(mut system) = System::new() else {
        return Reading::error("this system does not tell how many cores it has");
    };
    system.refresh_cpu_list(CpuRefreshKind::nothing());
    // The load is the whole machine's, so all its cores count, also those that this process may not use.
    let cores = number(system.cpus().len().max(1) as u64);
    let minutes = options.text("minutes").unwrap_or("5");
    let load = match minutes {
        "1" => load.one,
        "15" => load.fifteen,
        _ => load.five,
    };
    let (warn, fail) = (options.decimal("warn").unwrap_or(2.0), options.decimal("fail"));
    let each = load / cores;
    let said = format!("load {load:.2} over {minutes} min on {cores} cores: {each:.2} each");
    let reading = Reading::ok(&said).judged("load_per_core", each, "", (Some(warn), fail)).measure("load", load, "");
    let outcome = match fail {
        Some(fail) if each > fail => ProbeOutcome::Fail,
        _ if each > warn => ProbeOutcome::Warn,
        _ => return reading,
    };
    reading.worse(outcome, said).hint("see what runs; other probes may be slow because of it")
}

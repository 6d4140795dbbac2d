use std::time::Duration;

use super::*;
use crate::health::settings::{Variables, proposed};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn service(toml: &str) -> Service {
    let text = format!("probe = \"tcp\"\nurl = \"127.0.0.1:1\"\n{toml}");
    proposed(&toml::from_str(&text).unwrap(), &Variables::default(), Duration::from_secs(1)).unwrap()
}

fn found(outcome: ProbeOutcome) -> Vec<ProbeResult> {
    vec![ProbeResult {
        probe: "tcp",
        target: "tcp://127.0.0.1:1".to_owned(),
        outcome,
        message: "said".to_owned(),
        hint: None,
        latency_ms: None,
        measures: Vec::new(),
        components: Vec::new(),
    }]
}

fn judged(services: &[&str], outcomes: &[ProbeOutcome], sight: Sight) -> Judgement {
    let services: Vec<Service> = services.iter().map(|text| service(text)).collect();
    let services: Vec<&Service> = services.iter().collect();
    let found: Vec<_> = outcomes.iter().map(|outcome| found(*outcome)).collect();
    judge(&services, &found, &mut History::default(), NOW, sight)
}

/// The statuses of one service as it is looked at again and again, a second apart.
fn course(toml: &str, outcomes: &[ProbeOutcome]) -> Vec<&'static str> {
    let service = service(toml);
    let mut history = History::default();
    let mut look = |(second, outcome): (i64, &ProbeOutcome)| {
        let now = Timestamp::from_second(second).unwrap();
        judge(&[&service], &[found(*outcome)], &mut history, now, Sight::Full).services[0].status.word()
    };
    (0..).zip(outcomes).map(&mut look).collect()
}

use ProbeOutcome::{Error, Fail, Ok as Good, Skipped, Starting, Warn};

#[test]
fn a_probe_that_could_not_run_is_no_failed_service() {
    let table = [
        (Good, "healthy"),
        (Warn, "degraded"),
        (Starting, "starting"),
        (Error, "unknown"),
        (Fail, "unhealthy"),
        (Skipped, "disabled"),
    ];
    for (outcome, expected) in table {
        assert_eq!(course("name = \"a\"", &[outcome]), [expected]);
    }
}

#[test]
fn criticality_decides_what_a_failure_amounts_to() {
    let table = [
        ("required", Fail, ServiceStatus::Unhealthy),
        ("important", Fail, ServiceStatus::Degraded),
        ("optional", Fail, ServiceStatus::Healthy),
        ("required", Error, ServiceStatus::Unknown),
        ("important", Error, ServiceStatus::Degraded),
        ("required", Starting, ServiceStatus::Starting),
    ];
    for (criticality, outcome, expected) in table {
        let text = format!("name = \"a\"\ncriticality = \"{criticality}\"");
        assert_eq!(judged(&[&text], &[outcome], Sight::Full).status, expected, "{criticality} {outcome:?}");
    }
}

const CHAIN: &[&str] = &[
    "name = \"web\"\ndepends_on = [\"api\"]",
    "name = \"api\"\ndepends_on = [\"db\", { service = \"cache\", criticality = \"important\" }]",
    "name = \"db\"",
    "name = \"cache\"",
    "name = \"other\"",
];

#[test]
fn the_root_cause_comes_first_and_its_consequences_name_it() {
    let all = judged(CHAIN, &[Good, Good, Fail, Good, Good], Sight::Full);
    let shown: Vec<String> = all
        .services
        .iter()
        .map(|service| {
            format!("{} {} {}", service.name, service.status.word(), service.cause.as_deref().unwrap_or("-"))
        })
        .collect();
    assert_eq!(shown, ["db unhealthy -", "web unhealthy db", "api unhealthy db", "cache healthy -", "other healthy -"]);
    assert_eq!(all.root_causes, ["db"]);
    assert_eq!(all.services[1].message, "db is unhealthy, through api");
    assert_eq!(all.services[2].dependencies.len(), 2);
}

#[test]
fn less_than_required_needs_degrade_at_most() {
    let all = judged(CHAIN, &[Good, Good, Good, Fail, Good], Sight::Full);
    let of = |name: &str| all.services.iter().find(|service| service.name == name).unwrap();
    assert_eq!(of("api").status, ServiceStatus::Degraded);
    assert_eq!(of("web").cause.as_deref(), Some("cache"), "the cause is told through the chain");
    assert_eq!(of("other").status, ServiceStatus::Healthy);
}

#[test]
fn the_live_view_leaves_needs_aside_and_the_ready_view_what_is_not_required() {
    let live = judged(CHAIN, &[Good, Good, Fail, Good, Good], Sight::Live);
    assert_eq!(live.services.iter().filter(|service| service.status == ServiceStatus::Healthy).count(), 4);
    let optional = ["name = \"a\"", "name = \"b\"\ncriticality = \"important\""];
    let ready = judged(&optional, &[Good, Fail], Sight::Ready);
    assert_eq!((ready.status, ready.services.len()), (ServiceStatus::Healthy, 1));
}

#[test]
fn rise_and_fall_need_their_numbers() {
    let text = "name = \"a\"\nrise = 2\nfall = 3";
    let statuses = course(text, &[Good, Fail, Fail, Fail, Good, Good, Fail]);
    assert_eq!(statuses, ["healthy", "degraded", "degraded", "unhealthy", "unhealthy", "healthy", "degraded"]);
    assert_eq!(course(text, &[Fail, Good, Good]), ["unhealthy", "unhealthy", "healthy"], "no good past to hold it up");
    assert_eq!(course(text, &[Good, Fail, Error, Fail, Fail])[4], "unhealthy", "what is not known breaks no streak");
}

#[test]
fn failures_in_the_start_period_are_starting_until_it_was_good_once() {
    let text = "name = \"a\"\nstart_period = \"3s\"";
    assert_eq!(course(text, &[Fail, Fail, Fail, Fail]), ["starting", "starting", "starting", "unhealthy"]);
    assert_eq!(course(text, &[Fail, Good, Fail]), ["starting", "healthy", "unhealthy"]);
}

#[test]
fn what_keeps_changing_is_degraded() {
    let outcomes: Vec<_> = (0..9).map(|at| if at % 2 == 0 { Good } else { Fail }).collect();
    assert_eq!(course("name = \"a\"", &outcomes)[8], "degraded");
}

#[test]
fn since_is_when_the_status_came() {
    let service = service("name = \"a\"");
    let mut history = History::default();
    let mut at = |second: i64, outcome| {
        let now = Timestamp::from_second(second).unwrap();
        judge(&[&service], &[found(outcome)], &mut history, now, Sight::Full).services[0].since.clone()
    };
    assert_eq!(
        (at(1, Good), at(5, Good), at(9, Fail)),
        ("1970-01-01T00:00:01Z".to_owned(), "1970-01-01T00:00:01Z".to_owned(), "1970-01-01T00:00:09Z".to_owned())
    );
}

proptest::proptest! {
    /// Whatever the graph and the outcomes: nothing is healthier than its own probe says, and a pass has only what was
    /// found good.
    #[test]
    fn nothing_is_healthier_than_its_probe(edges in proptest::collection::vec((0_usize..6, 0_usize..6), 0..12),
                                           outcomes in proptest::collection::vec(0_usize..5, 6)) {
        let kinds = [Good, Warn, Starting, Error, Fail];
        let texts: Vec<String> = (0..6)
            .map(|at| {
                // Only towards smaller numbers, so that there is no circle.
                let needs: Vec<String> =
                    edges.iter().filter(|(from, to)| *from == at && to < from).map(|(_, to)| format!("\"s{to}\"")).collect();
                format!("name = \"s{at}\"\ndepends_on = [{}]", needs.join(", "))
            })
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let outcomes: Vec<_> = outcomes.iter().map(|kind| kinds[*kind]).collect();
        let all = judged(&texts, &outcomes, Sight::Full);
        proptest::prop_assert_eq!(all.services.len(), 6);
        for result in &all.services {
            proptest::prop_assert!(result.status >= result.probes[0].outcome.status());
            for need in &result.dependencies {
                proptest::prop_assert!(result.status >= need.status, "a required need holds it down");
            }
        }
        let worst = outcomes.iter().map(|outcome| outcome.status()).max();
        proptest::prop_assert_eq!(Some(all.status), worst);
    }
}

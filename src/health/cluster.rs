//! What a cluster of Kubernetes tells of its parts, judged.

use k8s_openapi::api::apps::v1::{DaemonSet, Deployment, StatefulSet};
use k8s_openapi::api::core::v1::{ContainerStatus, Node, Pod};

use super::amounts::number;
use super::probes::Reading;
use super::programs::short;
use crate::report::{Component, ProbeOutcome};

/// A part of a cluster, and how it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// `deployment/web`.
    pub name: String,
    /// Good, or how bad.
    pub outcome: ProbeOutcome,
    /// In one line.
    pub message: String,
}

impl Part {
    fn new(kind: &str, name: Option<&String>, outcome: ProbeOutcome, message: impl Into<String>) -> Self {
        let name = name.map_or("?", String::as_str);
        Self { name: format!("{kind}/{name}"), outcome, message: message.into() }
    }
}

/// A condition, whichever kind of thing it is of.
struct Condition<'c> {
    kind: &'c str,
    status: &'c str,
    reason: &'c str,
    message: &'c str,
}

macro_rules! conditions {
    ($status:expr) => {
        $status
            .and_then(|status| status.conditions.as_ref())
            .into_iter()
            .flatten()
            .map(|one| Condition {
                kind: &one.type_,
                status: &one.status,
                reason: one.reason.as_deref().unwrap_or_default(),
                message: one.message.as_deref().unwrap_or_default(),
            })
            .collect::<Vec<_>>()
    };
}

/// The API server, by its answer to `/readyz?verbose`.
pub fn api(status: u16, text: &str) -> Part {
    let failing: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("[-]"))
        .map(|line| line.split(' ').next().unwrap_or(line))
        .collect();
    let name = "api".to_owned();
    if (200..300).contains(&status) && failing.is_empty() {
        return Part { name, outcome: ProbeOutcome::Ok, message: "ready".to_owned() };
    }
    let why = if failing.is_empty() { short(text.lines().next().unwrap_or_default()) } else { failing.join(", ") };
    // While it starts, its hooks have not run yet.
    let starting = !failing.is_empty()
        && failing.iter().all(|check| check.starts_with("poststarthook/") || *check == "informer-sync");
    let outcome = if starting { ProbeOutcome::Starting } else { ProbeOutcome::Fail };
    Part { name, outcome, message: format!("not ready (HTTP {status}): {why}") }
}

/// A node by its conditions.
pub fn node(node: &Node) -> Part {
    let part = |outcome, message: String| Part::new("node", node.metadata.name.as_ref(), outcome, message);
    let conditions = conditions!(node.status.as_ref());
    let Some(ready) = conditions.iter().find(|condition| condition.kind == "Ready") else {
        return part(ProbeOutcome::Starting, "says nothing of itself yet".to_owned());
    };
    if ready.status != "True" {
        return part(ProbeOutcome::Fail, format!("not ready: {} {}", ready.reason, short(ready.message)));
    }
    let pressed: Vec<&str> =
        conditions.iter().filter(|one| one.kind != "Ready" && one.status == "True").map(|one| one.kind).collect();
    if !pressed.is_empty() {
        return part(ProbeOutcome::Warn, format!("ready, with {}", pressed.join(", ")));
    }
    if node.spec.as_ref().and_then(|spec| spec.unschedulable) == Some(true) {
        return part(ProbeOutcome::Warn, "ready, and takes no new pods (cordoned)".to_owned());
    }
    part(ProbeOutcome::Ok, "ready".to_owned())
}

/// Of so many pods so many are there.
struct Count {
    wanted: i32,
    there: i32,
    /// What is wanted was changed, and the cluster has not seen it yet.
    behind: bool,
}

fn counted(count: &Count, conditions: &[Condition<'_>]) -> (ProbeOutcome, String) {
    let Count { wanted, there, behind } = *count;
    let said = format!("{there} of {wanted} pods are available");
    let stuck = conditions.iter().find(|one| {
        (one.kind == "Progressing" && one.status == "False") || (one.kind == "ReplicaFailure" && one.status == "True")
    });
    match (wanted, stuck) {
        (_, Some(stuck)) => {
            let outcome = if there >= wanted && wanted > 0 { ProbeOutcome::Warn } else { ProbeOutcome::Fail };
            (outcome, format!("{said}; {}: {}", stuck.reason, short(stuck.message)))
        }
        (0, None) => (ProbeOutcome::Warn, "no pods are wanted of it (scaled to 0)".to_owned()),
        _ if behind => (ProbeOutcome::Starting, format!("{said}; the last change is not taken up yet")),
        _ if there >= wanted => (ProbeOutcome::Ok, said),
        _ if there > 0 => (ProbeOutcome::Warn, said),
        _ if conditions.iter().any(|one| one.kind == "Progressing" && one.reason != "NewReplicaSetAvailable") => {
            (ProbeOutcome::Starting, format!("{said}; it is being rolled out"))
        }
        _ => {
            let why = conditions.iter().find(|one| one.kind == "Available" && one.status == "False");
            (ProbeOutcome::Fail, why.map_or(said.clone(), |why| format!("{said}; {}", short(why.message))))
        }
    }
}

/// A deployment by its pods and its conditions.
pub fn deployment(one: &Deployment) -> Part {
    let status = one.status.as_ref();
    let count = Count {
        wanted: one.spec.as_ref().and_then(|spec| spec.replicas).unwrap_or(1),
        there: status.and_then(|status| status.available_replicas).unwrap_or(0),
        behind: status.and_then(|status| status.observed_generation) < one.metadata.generation,
    };
    let (outcome, message) = counted(&count, &conditions!(status));
    Part::new("deployment", one.metadata.name.as_ref(), outcome, message)
}

/// A stateful set by its pods.
pub fn stateful(one: &StatefulSet) -> Part {
    let status = one.status.as_ref();
    let count = Count {
        wanted: one.spec.as_ref().and_then(|spec| spec.replicas).unwrap_or(1),
        // Clusters before 1.22 tell only of those that are ready.
        there: status.map_or(0, |status| status.available_replicas.or(status.ready_replicas).unwrap_or(0)),
        behind: status.and_then(|status| status.observed_generation) < one.metadata.generation,
    };
    let (outcome, message) = counted(&count, &conditions!(status));
    Part::new("statefulset", one.metadata.name.as_ref(), outcome, message)
}

/// A daemon set by its pods.
pub fn daemon(one: &DaemonSet) -> Part {
    let status = one.status.as_ref();
    let count = Count {
        wanted: status.map_or(0, |status| status.desired_number_scheduled),
        there: status.and_then(|status| status.number_available).unwrap_or(0),
        behind: status.and_then(|status| status.observed_generation) < one.metadata.generation,
    };
    let name = one.metadata.name.as_ref();
    if status.is_some() && count.wanted == 0 && !count.behind {
        return Part::new("daemonset", name, ProbeOutcome::Ok, "no node wants it");
    }
    let (outcome, message) = counted(&count, &conditions!(status));
    Part::new("daemonset", name, outcome, message)
}

/// A pod, when something is wrong with it: whether it is available, its workload tells.
pub fn pod(pod: &Pod, most_restarts: u64) -> Option<Part> {
    let status = pod.status.as_ref()?;
    let name = pod.metadata.name.as_ref();
    let containers: Vec<&ContainerStatus> =
        status.init_container_statuses.iter().chain(&status.container_statuses).flatten().collect();
    let waiting = containers.iter().find_map(|container| {
        let waiting = container.state.as_ref()?.waiting.as_ref()?;
        let reason = waiting.reason.as_deref()?;
        let bad = [
            "BackOff",
            "ErrImagePull",
            "InvalidImageName",
            "CreateContainerConfigError",
            "CreateContainerError",
            "RunContainerError",
        ];
        bad.iter()
            .any(|end| reason.ends_with(end))
            .then(|| format!("{}: {reason} {}", container.name, short(waiting.message.as_deref().unwrap_or_default())))
    });
    if let Some(why) = waiting {
        return Some(Part::new("pod", name, ProbeOutcome::Fail, why.trim_end().to_owned()));
    }
    if status.phase.as_deref() == Some("Failed") {
        let why = status.reason.as_deref().or(status.message.as_deref()).unwrap_or_default();
        return Some(Part::new(
            "pod",
            name,
            ProbeOutcome::Warn,
            format!("failed {}", short(why)).trim_end().to_owned(),
        ));
    }
    let restarts = containers.iter().map(|container| container.restart_count).max().unwrap_or(0);
    let many = u64::try_from(restarts).is_ok_and(|restarts| restarts > most_restarts);
    many.then(|| Part::new("pod", name, ProbeOutcome::Warn, format!("was restarted {restarts} times")))
}

/// The workloads that were asked for; one that is not there has failed.
pub fn chosen(workloads: Vec<Part>, wanted: &[&str]) -> Vec<Part> {
    if wanted.is_empty() {
        return workloads;
    }
    let find = |name: &&str| {
        let gone =
            || Part { name: (*name).to_owned(), outcome: ProbeOutcome::Fail, message: "is not there".to_owned() };
        workloads.iter().find(|part| part.name == *name).cloned().unwrap_or_else(gone)
    };
    wanted.iter().map(find).collect()
}

/// Whether a pod is one of the workloads, by its name: `pod/web-5d4-x` of `deployment/web`.
pub fn belongs(pod: &str, wanted: &[&str]) -> bool {
    let name = pod.strip_prefix("pod/").unwrap_or(pod);
    let of = |workload: &&str| {
        let own = workload.split_once('/').map_or(*workload, |(_, name)| name);
        name.strip_prefix(own).is_some_and(|rest| rest.starts_with('-'))
    };
    wanted.is_empty() || wanted.iter().any(of)
}

/// All parts together: as bad as the worst, the API first.
pub fn judge(parts: Vec<Part>) -> Reading {
    let worst = parts.iter().map(|part| part.outcome).max().unwrap_or(ProbeOutcome::Error);
    // Of many nodes one may be away: what runs there runs elsewhere.
    let nodes: Vec<&Part> = parts.iter().filter(|part| part.name.starts_with("node/")).collect();
    let some_ready = nodes.iter().any(|node| node.outcome < ProbeOutcome::Starting);
    let softened = |part: &Part| {
        if part.name.starts_with("node/") && some_ready { part.outcome.min(ProbeOutcome::Warn) } else { part.outcome }
    };
    let worst = parts.iter().map(softened).max().unwrap_or(worst);
    let bad: Vec<String> = parts
        .iter()
        .filter(|part| part.outcome > ProbeOutcome::Ok)
        .map(|part| format!("{}: {}", part.name, part.message))
        .collect();
    let message = match bad.as_slice() {
        [] => format!("the API is ready; {} nodes and workloads are well", parts.len().saturating_sub(1)),
        [one] => one.clone(),
        [first, rest @ ..] => format!("{first}; and {} more", rest.len()),
    };
    let count = |kind: &str| number(parts.iter().filter(|part| part.name.starts_with(kind)).count() as u64);
    let mut reading = Reading::new(worst, message).measure("nodes", count("node/"), "");
    if let Some(name) =
        parts.iter().find(|part| part.outcome == worst && part.name != "api" && !bad.is_empty()).map(|part| &part.name)
    {
        reading = reading.hint(format!("kubectl describe {name}"));
    }
    let component = |part: Part| Component { name: part.name, status: part.outcome.status(), message: part.message };
    reading.components = parts.into_iter().map(component).collect();
    reading
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: serde::de::DeserializeOwned>(json: serde_json::Value) -> T {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn the_api_tells_which_of_its_checks_fails() {
        assert_eq!(api(200, "[+]ping ok\n[+]etcd ok\nreadyz check passed\n").outcome, ProbeOutcome::Ok);
        let bad = api(500, "[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed\n");
        assert_eq!((bad.outcome, bad.message.as_str()), (ProbeOutcome::Fail, "not ready (HTTP 500): etcd"));
        assert_eq!(
            api(500, "[-]poststarthook/rbac/bootstrap-roles failed: not finished\n").outcome,
            ProbeOutcome::Starting
        );
        assert_eq!(api(500, "").outcome, ProbeOutcome::Fail);
    }

    #[test]
    fn nodes_are_judged_by_their_conditions() {
        let of = |status: &str, more: serde_json::Value| {
            let mut conditions = vec![serde_json::json!({"type": "Ready", "status": status, "reason": "Kubelet"})];
            conditions.extend(more.as_array().cloned().unwrap_or_default());
            node(&read(serde_json::json!({"metadata": {"name": "a"}, "status": {"conditions": conditions}})))
                .outcome
                .word()
        };
        assert_eq!((of("True", serde_json::json!([])), of("Unknown", serde_json::json!([]))), ("ok", "fail"));
        assert_eq!(of("True", serde_json::json!([{"type": "DiskPressure", "status": "True"}])), "warn");
        assert_eq!(node(&Node::default()).outcome.word(), "starting");
    }

    #[test]
    fn deployments_are_judged_by_pods_and_conditions() {
        let of = |wanted: i32, there: i32, conditions: serde_json::Value| {
            let json = serde_json::json!({"metadata": {"name": "web", "generation": 2}, "spec": {"replicas": wanted, "selector": {}, "template": {}},
                "status": {"availableReplicas": there, "observedGeneration": 2, "conditions": conditions}});
            deployment(&read(json)).outcome.word()
        };
        let progressing = |status: &str, reason: &str| serde_json::json!([{"type": "Progressing", "status": status, "reason": reason}]);
        assert_eq!(
            (of(2, 2, serde_json::json!([])), of(2, 1, serde_json::json!([])), of(2, 0, serde_json::json!([]))),
            ("ok", "warn", "fail")
        );
        assert_eq!(of(2, 0, progressing("True", "ReplicaSetUpdated")), "starting");
        assert_eq!(of(2, 0, progressing("False", "ProgressDeadlineExceeded")), "fail");
        assert_eq!(of(0, 0, serde_json::json!([])), "warn");
        let behind = serde_json::json!({"metadata": {"generation": 3}, "spec": {"selector": {}, "template": {}}, "status": {"observedGeneration": 2, "availableReplicas": 1}});
        assert_eq!(deployment(&read(behind)).outcome.word(), "starting");
    }

    #[test]
    fn pods_that_crash_are_named_and_only_those_asked_for() {
        let of = |status: serde_json::Value| {
            pod(&read(serde_json::json!({"metadata": {"name": "web-1"}, "status": status})), 5)
        };
        let container = |restarts: i32, state: serde_json::Value| serde_json::json!({"containerStatuses": [{"name": "c", "image": "", "imageID": "", "ready": false, "restartCount": restarts, "state": state}]});
        let crashing =
            of(container(9, serde_json::json!({"waiting": {"reason": "CrashLoopBackOff", "message": "back-off"}})))
                .unwrap();
        assert_eq!((crashing.outcome.word(), crashing.message.as_str()), ("fail", "c: CrashLoopBackOff back-off"));
        assert_eq!(of(container(6, serde_json::json!({"running": {}}))).unwrap().outcome.word(), "warn");
        assert_eq!(of(container(5, serde_json::json!({"running": {}}))), None);
        assert!(
            belongs("pod/web-1", &["deployment/web"])
                && !belongs("pod/webx-1", &["deployment/web"])
                && belongs("pod/x", &[])
        );
        assert_eq!(chosen(Vec::new(), &["deployment/web"])[0].outcome.word(), "fail");
    }

    #[test]
    fn one_node_of_many_may_be_away() {
        let part = |name: &str, outcome| Part { name: name.to_owned(), outcome, message: String::new() };
        let all =
            vec![part("api", ProbeOutcome::Ok), part("node/a", ProbeOutcome::Ok), part("node/b", ProbeOutcome::Fail)];
        assert_eq!(judge(all).outcome.word(), "warn");
        assert_eq!(
            judge(vec![part("api", ProbeOutcome::Ok), part("node/b", ProbeOutcome::Fail)]).outcome.word(),
            "fail"
        );
    }
}

//! Manifests of Kubernetes: the workloads that should be there, and what asks their containers whether they are well.

use std::collections::BTreeMap;

use toml::Value;

use super::yaml::Node;
use super::{Draft, list};

/// Kinds that the probe knows.
const WORKLOADS: &[(&str, &str)] =
    &[("Deployment", "deployment"), ("StatefulSet", "statefulset"), ("DaemonSet", "daemonset")];

/// The file may be a manifest: cheaper than reading it as YAML.
pub(super) fn may_be(text: &str) -> bool {
    text.contains("apiVersion:") && text.contains("kind:")
}

/// The workloads of the documents, one proposal for each, and the addresses of those that a Service stands before.
pub(super) fn drafts(path: &str, documents: &[Node]) -> Vec<Draft> {
    let all: Vec<&Node> = documents
        .iter()
        .flat_map(|document| match document.text_of("kind") {
            Some("List") => document.get("items").map_or(&[][..], Node::items).iter().collect(),
            _ => vec![document],
        })
        .filter(|document| document.text_of("apiVersion").is_some())
        .collect();
    let mut drafts = Vec::new();
    for document in &all {
        let kind = document.text_of("kind").unwrap_or_default();
        let Some((_, word)) = WORKLOADS.iter().find(|(known, _)| *known == kind) else { continue };
        let Some(name) = document.at(&["metadata", "name"]).and_then(Node::text) else { continue };
        let mut draft = Draft::new(name, "kubernetes", path, document.line);
        draft.optional();
        draft.table.insert("workloads".to_owned(), list([format!("{word}/{name}")]));
        if let Some(namespace) = namespace(document) {
            draft.table.insert("namespace".to_owned(), Value::String(namespace.to_owned()));
        }
        drafts.push(draft);
        drafts.extend(answers(path, name, document, &all));
    }
    drafts
}

fn namespace(document: &Node) -> Option<&str> {
    document.at(&["metadata", "namespace"])?.text()
}

/// What the workload's own probe asks, at the address of the Service before it: only known within the cluster, so that it
/// is not probed until someone says where.
fn answers(path: &str, name: &str, workload: &Node, all: &[&Node]) -> Option<Draft> {
    let pod = workload.at(&["spec", "template"])?;
    let labels = labels(pod.at(&["metadata", "labels"])?);
    let (container, asked) = pod.at(&["spec", "containers"])?.items().iter().find_map(|container| {
        let probe = ["readinessProbe", "livenessProbe", "startupProbe"].iter().find_map(|kind| container.get(kind))?;
        Some((container, probe))
    })?;
    let (probe, scheme, way, target) = if let Some(http) = asked.get("httpGet") {
        let scheme = if http.text_of("scheme") == Some("HTTPS") { "https" } else { "http" };
        ("http", scheme, http.text_of("path").unwrap_or("/").to_owned(), http.text_of("port")?)
    } else if let Some(tcp) = asked.get("tcpSocket") {
        ("tcp", "tcp", String::new(), tcp.text_of("port")?)
    } else {
        ("grpc", "grpc", String::new(), asked.get("grpc")?.text_of("port")?)
    };
    let service = all.iter().find(|document| {
        let selector = document.at(&["spec", "selector"]).map(self::labels).unwrap_or_default();
        document.text_of("kind") == Some("Service")
            && namespace(document) == namespace(workload)
            && !selector.is_empty()
            && selector.iter().all(|(key, value)| labels.get(key) == Some(value))
    })?;
    let port = service_port(service, container, target)?;
    let host = service.at(&["metadata", "name"]).and_then(Node::text)?;
    let mut draft = Draft::new(&format!("{name}-{probe}"), probe, path, asked.line);
    draft.url(format!("{scheme}://{host}.{}.svc:{port}{way}", namespace(workload).unwrap_or("default")));
    draft.table.insert("enabled".to_owned(), Value::Boolean(false));
    Some(draft)
}

fn labels(node: &Node) -> BTreeMap<&str, &str> {
    node.entries().iter().filter_map(|(key, value)| Some((key.as_str(), value.text()?))).collect()
}

/// The port of the service that leads to the container's.
fn service_port(service: &Node, container: &Node, target: &str) -> Option<u16> {
    let named = |name: &str| {
        let ports = container.get("ports")?.items();
        ports.iter().find(|port| port.text_of("name") == Some(name))?.text_of("containerPort")
    };
    let number = target.parse::<u16>().ok().or_else(|| named(target)?.parse().ok())?;
    let leads = |port: &&Node| {
        let to = port.text_of("targetPort").or_else(|| port.text_of("port")).unwrap_or_default();
        to == target || to.parse::<u16>().ok().or_else(|| named(to)?.parse().ok()) == Some(number)
    };
    service.at(&["spec", "ports"])?.items().iter().find(leads)?.text_of("port")?.parse().ok()
}

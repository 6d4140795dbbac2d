//! Kubernetes. No cluster runs where the tests do: its API is a small HTTP server on loopback that gives answers of the
//! recorded shape; the client is the real one, with kubeconfigs read from files.

use serde_json::{Value, json};

use super::certificates::Authority;
use super::recorded::{Found, Recorded, service};
use super::servers::{free_port, nginx};
use crate::sandbox::Sandbox;

const READY: &str = "[+]ping ok\n[+]log ok\n[+]etcd ok\n[+]informer-sync ok\nreadyz check passed\n";

fn kubeconfig(port: u16) -> String {
    format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: dev\nclusters:\n- name: c\n  cluster:\n    server: http://127.0.0.1:{port}\n\
         users:\n- name: u\n  user:\n    token: hunter2hunter2\ncontexts:\n- name: dev\n  context:\n    cluster: c\n    user: u\n    namespace: shop\n"
    )
}

fn list(kind: &str, version: &str, items: Value) -> String {
    json!({"kind": kind, "apiVersion": version, "metadata": {"resourceVersion": "1"}, "items": items}).to_string()
}

fn node(name: &str, ready: &str) -> Value {
    json!({"metadata": {"name": name}, "spec": {}, "status": {"conditions": [
        {"type": "MemoryPressure", "status": "False", "reason": "KubeletHasSufficientMemory"},
        {"type": "Ready", "status": ready, "reason": "KubeletReady", "message": "kubelet is posting ready status"}]}})
}

fn deployment(name: &str, wanted: u8, available: u8, conditions: Value) -> Value {
    json!({"metadata": {"name": name, "namespace": "shop", "generation": 1},
        "spec": {"replicas": wanted, "selector": {"matchLabels": {"app": name}}, "template": {"metadata": {}, "spec": {"containers": []}}},
        "status": {"observedGeneration": 1, "replicas": wanted, "availableReplicas": available, "conditions": conditions}})
}

fn pod(name: &str, restarts: u8, state: Value) -> Value {
    json!({"metadata": {"name": name, "namespace": "shop"}, "spec": {"containers": []}, "status": {"phase": "Running", "containerStatuses": [
        {"name": "app", "image": "x", "imageID": "", "ready": true, "restartCount": restarts, "state": state}]}})
}

/// A cluster in which all is well.
fn cluster() -> Recorded {
    let server = Recorded::start();
    server.on("/readyz", 200, READY);
    server.on("/api/v1/nodes", 200, list("NodeList", "v1", json!([node("n1", "True"), node("n2", "True")])));
    server.on(
        "/apis/apps/v1/namespaces/shop/deployments",
        200,
        list("DeploymentList", "apps/v1", json!([deployment("web", 2, 2, json!([]))])),
    );
    server.on("/apis/apps/v1/namespaces/shop/statefulsets", 200, list("StatefulSetList", "apps/v1", json!([])));
    server.on("/apis/apps/v1/namespaces/shop/daemonsets", 200, list("DaemonSetList", "apps/v1", json!([])));
    let pods = json!([pod("web-5d-a", 0, json!({"running": {"startedAt": "2026-01-31T12:00:00Z"}}))]);
    server.on("/api/v1/namespaces/shop/pods", 200, list("PodList", "v1", pods));
    server
}

fn sandbox(port: u16) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("kubeconfig", kubeconfig(port));
    sandbox
}

fn all() -> String {
    service("all", "kubernetes", "kubeconfig = \"kubeconfig\"")
}

#[test]
fn a_cluster_in_which_all_is_well_is_ok_and_each_part_a_component() {
    let server = cluster();
    let sandbox = sandbox(server.port());
    let toml = [
        all(),
        service(
            "web",
            "kubernetes",
            "kubeconfig = \"kubeconfig\"\nworkloads = [\"deployment/web\"]\ncontext = \"dev\"",
        ),
        service("gone", "kubernetes", "kubeconfig = \"kubeconfig\"\nworkloads = [\"deployment/shop\"]"),
    ];
    let found = Found::of(&sandbox, &toml.concat());
    found.is("all", "ok", "the API is ready").is("web", "ok", "").is("gone", "fail", "deployment/shop: is not there");
    assert_eq!(found.component("all", "node/n2").0, "healthy");
    assert_eq!(found.component("all", "deployment/web").1, "2 of 2 pods are available");
    // By the variable, as kubectl reads it.
    let path = sandbox.root().join("kubeconfig").display().to_string();
    let by_variable = Sandbox::new().env("KUBECONFIG", &path);
    Found::of(&by_variable, &service("a", "kubernetes", "")).is("a", "ok", "the API is ready");
}

#[test]
fn what_is_not_well_is_told_with_its_condition() {
    let server = cluster();
    let stuck = json!([{"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded", "message": "ReplicaSet has timed out"}]);
    let deployments = json!([deployment("web", 2, 1, json!([])), deployment("api", 1, 0, stuck)]);
    server.on("/apis/apps/v1/namespaces/shop/deployments", 200, list("DeploymentList", "apps/v1", deployments));
    server.on("/api/v1/nodes", 200, list("NodeList", "v1", json!([node("n1", "True"), node("n2", "Unknown")])));
    let crashing = json!({"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 5m0s"}});
    server.on(
        "/api/v1/namespaces/shop/pods",
        200,
        list("PodList", "v1", json!([pod("api-1", 12, crashing), pod("web-1", 9, json!({"running": {}}))])),
    );
    let toml = [
        all(),
        service("web", "kubernetes", "kubeconfig = \"kubeconfig\"\nworkloads = [\"deployment/web\"]"),
        service(
            "patient",
            "kubernetes",
            "kubeconfig = \"kubeconfig\"\nworkloads = [\"deployment/web\"]\nmax_restarts = 20",
        ),
    ];
    let found = Found::of(&sandbox(server.port()), &toml.concat());
    found.is("all", "fail", "more").is("web", "warn", "1 of 2 pods are available").is("patient", "warn", "1 of 2");
    assert_eq!(found.component("all", "node/n2").0, "unhealthy");
    assert!(found.component("all", "deployment/api").1.contains("ProgressDeadlineExceeded: ReplicaSet has timed out"));
    assert_eq!(found.component("all", "pod/api-1").1, "app: CrashLoopBackOff back-off 5m0s");
    assert_eq!(found.component("web", "pod/web-1").1, "was restarted 9 times");
}

#[test]
fn an_api_that_is_not_ready_says_why() {
    let server = cluster();
    server.on("/readyz", 500, "[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed\n");
    Found::of(&sandbox(server.port()), &all()).is("all", "fail", "etcd");
    server.on("/readyz", 500, "[-]poststarthook/rbac/bootstrap-roles failed: reason withheld\n");
    Found::of(&sandbox(server.port()), &all()).is("all", "starting", "poststarthook");
    server.on("/readyz", 404, "not here");
    Found::of(&sandbox(server.port()), &all()).is("all", "fail", "no Kubernetes API");
    Found::of(&sandbox(free_port()), &all()).is("all", "fail", "refused");
}

#[test]
fn what_may_not_be_seen_is_not_known() {
    let server = cluster();
    let forbidden = json!({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": "nodes is forbidden", "reason": "Forbidden", "code": 403});
    server.on("/api/v1/nodes", 403, forbidden.to_string());
    let without = service("without", "kubernetes", "kubeconfig = \"kubeconfig\"\nnodes = false");
    let found = Found::of(&sandbox(server.port()), &(all() + &without));
    found.is("all", "error", "not allowed to see the nodes (HTTP 403)").is("without", "ok", "");
    server.on("/readyz", 401, json!({"kind": "Status", "code": 401, "status": "Failure"}).to_string());
    Found::of(&sandbox(server.port()), &all()).is("all", "error", "log in again");
}

#[test]
fn a_cluster_is_believed_by_its_certificate() {
    let (api, authority) = (cluster(), Authority::new());
    let (cert, key) = authority.issue("api", "IP:127.0.0.1", (-2, 30));
    let conf = format!(
        "server {{ listen 127.0.0.1:[PORT] ssl; ssl_certificate {}; ssl_certificate_key {}; \
         location / {{ proxy_pass http://127.0.0.1:{}; }} }}",
        cert.display(),
        key.display(),
        api.port()
    );
    let Some(server) = nginx("a_cluster_is_believed_by_its_certificate", &conf) else { return };
    let with = |more: &str| {
        let secure = kubeconfig(server.port()).replace("http:", "https:");
        secure.replace("    server:", &format!("{more}    server:"))
    };
    let sandbox = Sandbox::new();
    sandbox.write("known", with(&format!("    certificate-authority: {}\n", authority.file("ca.pem").display())));
    sandbox.write("unknown", with("")).write("careless", with("    insecure-skip-tls-verify: true\n"));
    let of = |name: &str| service(name, "kubernetes", &format!("kubeconfig = \"{name}\""));
    let found = Found::of(&sandbox, &["known", "unknown", "careless"].map(of).concat());
    found.is("known", "ok", "the API is ready").is("careless", "ok", "the API is ready");
    found.is("unknown", "fail", "certificate");
}

#[test]
fn a_kubeconfig_that_cannot_be_used_is_named_with_the_reason() {
    let sandbox = sandbox(1);
    sandbox.write("broken", "clusters: [").write("empty", "").write("folder/x", "");
    let of = |name: &str, options: &str| service(name, "kubernetes", &format!("kubeconfig = \"{options}\""));
    let toml = [
        of("missing", "no-such-file"),
        of("broken", "broken"),
        of("empty", "empty"),
        of("folder", "folder"),
        of("context", "kubeconfig\"\ncontext = \"prod"),
        service("none", "kubernetes", ""),
    ];
    let found = Found::of(&sandbox, &toml.concat());
    found.is("missing", "error", "no-such-file").is("missing", "error", "No such file").is(
        "broken",
        "error",
        "broken cannot be used",
    );
    found.is("empty", "error", "empty cannot be used").is("folder", "error", "folder cannot be used");
    found.is("context", "error", "prod").is("none", "error", "there is no kubeconfig");
}

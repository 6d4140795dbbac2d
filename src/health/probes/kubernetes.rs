use std::path::{Path, PathBuf};

use axum::http::Request;
use futures_util::future::join4;
use k8s_openapi::api::apps::v1::{DaemonSet, Deployment, StatefulSet};
use k8s_openapi::api::core::v1::{Node, Pod};
use kube::api::ListParams;
use kube::client::Body;
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Api, Client, Config};

use super::{Meta, Options, Probe, Probing, Reading, Target, Wrong};
use crate::health::cluster::{self, Part};
use crate::health::options::{Kind, Opt};
use crate::health::programs::short;
use crate::health::tls;

/// A cluster of Kubernetes and what should run in it.
pub(super) struct Kubernetes;

const META: Meta = Meta {
    name: "kubernetes",
    about: "The API of a cluster is ready, its nodes too, workloads have as many pods as they should, none keeps crashing.",
    schemes: &[],
    port: None,
    options: &[
        Opt::new(
            "kubeconfig",
            Kind::Text,
            "The file that says how to get in [default: KUBECONFIG, ~/.kube/config, in-cluster].",
        ),
        Opt::new("context", Kind::Text, "The context of that file [default: its current one]."),
        Opt::new("namespace", Kind::Text, "Where the workloads are, \"*\" for everywhere [default: the context's]."),
        Opt::new(
            "workloads",
            Kind::Words,
            "Only these: [\"deployment/web\", \"statefulset/db\", \"daemonset/log\"] [default: all].",
        ),
        Opt::new("nodes", Kind::Flag, "Whether nodes must be ready [default: unless `workloads` are named]."),
        Opt::new("max_restarts", Kind::Number, "More restarts of a container are worth a look [default: 5]."),
    ],
};

impl Probe for Kubernetes {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, options: &Options) -> Result<(), Wrong> {
        for workload in options.words("workloads") {
            let known = workload.split_once('/').is_some_and(|(kind, name)| {
                matches!(kind, "deployment" | "statefulset" | "daemonset") && !name.is_empty() && !name.contains('/')
            });
            if !known {
                let why =
                    format!("must hold names such as \"deployment/web\" (or statefulset, daemonset), not {workload}");
                return Err(Wrong::new("workloads", why));
            }
        }
        Ok(())
    }

    fn target(&self, options: &Options) -> String {
        let cluster = options.text("context").or(options.text("kubeconfig")).unwrap_or("the current context");
        options
            .text("namespace")
            .map_or_else(|| cluster.to_owned(), |namespace| format!("{cluster}, namespace {namespace}"))
    }

    fn probe<'p>(&'p self, target: &'p Target) -> Probing<'p> {
        Box::pin(async move { look(target).await.unwrap_or_else(|reading| reading) })
    }
}

async fn look(target: &Target) -> Result<Reading, Reading> {
    let options = &target.options;
    let mut config = config(target).await?;
    config.default_retry = false;
    let own = config.default_namespace.clone();
    let namespace = options.text("namespace").unwrap_or(&own).to_owned();
    let client = Client::try_from(config)
        .map_err(|error| Reading::error(format!("the kubeconfig cannot be used: {}", bottom(&error))))?;
    let mut parts = vec![ready(&client).await?];
    let wanted = options.words("workloads");
    if options.flag("nodes", wanted.is_empty()) {
        let nodes = Api::<Node>::all(client.clone()).list(&ListParams::default()).await;
        parts.extend(nodes.map_err(|error| refused(&error, "the nodes"))?.items.iter().map(cluster::node));
    }
    let list = ListParams::default();
    let (deployments, stateful, daemons, pods) = (
        within::<Deployment>(&client, &namespace),
        within::<StatefulSet>(&client, &namespace),
        within::<DaemonSet>(&client, &namespace),
        within::<Pod>(&client, &namespace),
    );
    let (deployments, stateful, daemons, pods) =
        join4(deployments.list(&list), stateful.list(&list), daemons.list(&list), pods.list(&list)).await;
    let mut workloads: Vec<Part> = Vec::new();
    workloads
        .extend(deployments.map_err(|error| refused(&error, "the deployments"))?.items.iter().map(cluster::deployment));
    workloads
        .extend(stateful.map_err(|error| refused(&error, "the stateful sets"))?.items.iter().map(cluster::stateful));
    workloads.extend(daemons.map_err(|error| refused(&error, "the daemon sets"))?.items.iter().map(cluster::daemon));
    let most = options.number("max_restarts").unwrap_or(5);
    let pods = pods.map_err(|error| refused(&error, "the pods"))?;
    let pods: Vec<Part> = pods.items.iter().filter_map(|pod| cluster::pod(pod, most)).collect();
    parts.extend(cluster::chosen(workloads, &wanted));
    parts.extend(pods.into_iter().filter(|pod| cluster::belongs(&pod.name, &wanted)));
    Ok(cluster::judge(parts))
}

fn within<K>(client: &Client, namespace: &str) -> Api<K>
where
    K: kube::Resource<Scope = kube::core::NamespaceResourceScope>,
    <K as kube::Resource>::DynamicType: Default,
{
    if namespace == "*" { Api::all(client.clone()) } else { Api::namespaced(client.clone(), namespace) }
}

/// What the API server says of itself. It answers with a list of checks, also when it is not ready.
async fn ready(client: &Client) -> Result<Part, Reading> {
    let request = Request::get("/readyz?verbose").body(Body::empty());
    let request = request.map_err(|error| Reading::error(format!("there is no way to ask: {error}")))?;
    let response = client.send(request).await.map_err(|error| refused(&error, "its state"))?;
    let status = response.status().as_u16();
    let body = response.into_body().collect_bytes().await.map_err(|error| refused(&error, "its state"))?;
    match status {
        401 | 403 => Err(not_allowed(status, "its state")),
        200..=299 | 500..=599 => Ok(cluster::api(status, &String::from_utf8_lossy(&body))),
        404 => Err(Reading::fail("what answers there is no Kubernetes API: it has no /readyz")),
        _ => Err(Reading::fail(format!("the API answers with HTTP {status}"))),
    }
}

fn not_allowed(status: u16, what: &str) -> Reading {
    let hint = if status == 401 {
        "log in again: the credentials of the kubeconfig are not accepted"
    } else {
        "let this user read it (a role with get and list); `nodes = false` where nodes are not its business"
    };
    Reading::error(format!("not allowed to see {what} (HTTP {status})")).hint(hint)
}

/// Why something cannot be seen, and whether that says anything of the cluster.
fn refused(error: &kube::Error, what: &str) -> Reading {
    match error {
        kube::Error::Api(status) if matches!(status.code, 401 | 403) => not_allowed(status.code, what),
        kube::Error::Api(status) if status.code == 503 => {
            Reading::starting(format!("the API does not tell {what} yet: {}", short(&status.message)))
        }
        kube::Error::Api(status) => {
            Reading::fail(format!("the API does not tell {what}: HTTP {} {}", status.code, short(&status.message)))
        }
        kube::Error::Auth(error) => Reading::error(format!("no credentials for the cluster: {}", bottom(error)))
            .hint("log in: the kubeconfig names a program or a file for it"),
        kube::Error::SerdeError(_) => {
            Reading::fail(format!("what answers there does not tell {what} as Kubernetes does"))
        }
        other => {
            tls::known(other).unwrap_or_else(|| Reading::fail(format!("the API does not answer: {}", bottom(other))))
        }
    }
}

fn bottom(error: &(dyn std::error::Error + 'static)) -> String {
    let mut at = error;
    while let Some(below) = at.source() {
        at = below;
    }
    short(&at.to_string())
}

/// How to get in: by the option, by `KUBECONFIG`, by the file of the home folder, or as a pod.
async fn config(target: &Target) -> Result<Config, Reading> {
    let var = |name: &str| target.vars.get(name).map(String::as_str).filter(|value| !value.is_empty());
    let files: Vec<PathBuf> = match (target.options.text("kubeconfig"), var("KUBECONFIG"), var("HOME")) {
        (Some(path), ..) => vec![target.root.join(path)],
        (None, Some(list), _) => std::env::split_paths(list).filter(|path| !path.as_os_str().is_empty()).collect(),
        (None, None, Some(home)) => {
            vec![Path::new(home).join(".kube/config")].into_iter().filter(|path| path.exists()).collect()
        }
        _ => Vec::new(),
    };
    if files.is_empty() {
        if var("KUBERNETES_SERVICE_HOST").is_none() {
            return Err(Reading::error("there is no kubeconfig, and this is no pod of a cluster")
                .hint("name a file with `kubeconfig`, or set KUBECONFIG"));
        }
        return Config::incluster()
            .map_err(|error| Reading::error(format!("the pod's own credentials cannot be used: {}", bottom(&error))));
    }
    let shown = files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(", ");
    let options =
        KubeConfigOptions { context: target.options.text("context").map(str::to_owned), cluster: None, user: None };
    let wrong = |why: String| Reading::error(format!("the kubeconfig {shown} cannot be used: {why}"));
    let read = tokio::task::spawn_blocking(move || read(&files)).await;
    let kubeconfig = read.unwrap_or_else(|error| Err(error.to_string())).map_err(wrong)?;
    Config::from_custom_kubeconfig(kubeconfig, &options).await.map_err(|error| wrong(short(&error.to_string())))
}

fn read(files: &[PathBuf]) -> Result<Kubeconfig, String> {
    let mut whole = Kubeconfig::default();
    for file in files {
        let own = Kubeconfig::read_from(file).map_err(|error| bottom(&error))?;
        whole = whole.merge(own).map_err(|error| error.to_string())?;
    }
    Ok(whole)
}

//! The orders of the benchmarks, and who claims them.

use std::time::Duration;

use planyard::queue::{ClaimRequest, NewOrder, OrderId, Priority};

/// The order of this number, which needs nothing and meets nothing.
pub(crate) fn order(at: usize) -> NewOrder {
    let id = OrderId::new(".", "bench", &format!("T{at:07}"));
    NewOrder {
        key: id.0.clone(),
        id,
        title: format!("Task {at}"),
        priority: Priority::Normal,
        max_attempts: 3,
        backend: "command:/bin/true".to_owned(),
        account: "none".to_owned(),
        needs: Vec::new(),
        paths: Vec::new(),
        labels: Vec::new(),
        due: 0,
        payload: serde_json::json!({}),
    }
}

/// What a worker of this name asks for.
pub(crate) fn request(worker: &str) -> ClaimRequest {
    ClaimRequest {
        worker: worker.to_owned(),
        host: "here".to_owned(),
        boot: "now".to_owned(),
        lease: Duration::from_secs(60),
        scope: ".:".to_owned(),
        only: Vec::new(),
        backends: Vec::new(),
        labels: Vec::new(),
        aging: Duration::from_secs(600),
    }
}

use super::super::{Order, OrderId, Priority, State};

/// The names of all keys. They share one hash tag, so that a cluster keeps them on one node.
#[derive(Debug, Clone)]
pub(super) struct Keys {
    prefix: String,
}

impl Keys {
    /// Of a repository, which its first commit names.
    pub(super) fn of(repository: &str) -> Self {
        Self { prefix: format!("{{planyard:{repository}}}") }
    }

    /// What all begin with.
    pub(super) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// A key that there is one of: `meta`, `leases`.
    pub(super) fn one(&self, name: &str) -> String {
        format!("{}:{name}", self.prefix)
    }

    fn of_order(&self, name: &str, id: &OrderId) -> String {
        format!("{}:{name}:{id}", self.prefix)
    }

    /// The order itself.
    pub(super) fn job(&self, id: &OrderId) -> String {
        self.of_order("job", id)
    }

    /// Its questions.
    pub(super) fn questions(&self, id: &OrderId) -> String {
        self.of_order("questions", id)
    }

    /// The messages left for it.
    pub(super) fn told(&self, id: &OrderId) -> String {
        self.of_order("told", id)
    }

    /// Who needs it.
    pub(super) fn deps(&self, id: &OrderId) -> String {
        self.of_order("deps", id)
    }

    /// The orders in a state.
    pub(super) fn state(&self, state: State) -> String {
        format!("{}:in:{state}", self.prefix)
    }

    /// What is queued in a lane ([`lane`]) and was always due, by when it was submitted.
    pub(super) fn ready(&self, priority: Priority, lane: &str) -> String {
        format!("{}:ready:{}:{lane}", self.prefix, priority.rank())
    }

    /// What is queued and had a time to wait for, by that time.
    pub(super) fn due(&self, priority: Priority, lane: &str) -> String {
        format!("{}:due:{}:{lane}", self.prefix, priority.rank())
    }

    /// The same by when it was submitted.
    pub(super) fn age(&self, priority: Priority, lane: &str) -> String {
        format!("{}:age:{}:{lane}", self.prefix, priority.rank())
    }
}

/// Where orders are queued together: those of an account, which is suspended as a whole, that need the same labels, so that
/// who has not all of them need not look at any.
pub(super) fn lane(order: &Order) -> String {
    match order.labels.is_empty() {
        true => order.account.clone(),
        false => format!("{}\n{}", order.account, order.labels.join(",")),
    }
}

/// The account of a lane, and the labels that its orders need.
pub(super) fn of_lane(lane: &str) -> (&str, Vec<String>) {
    let (account, labels) = lane.split_once('\n').unwrap_or((lane, ""));
    (account, labels.split(',').filter(|label| !label.is_empty()).map(str::to_owned).collect())
}

/// How the index of what is due names an order: in the order of submission among those of one time.
pub(super) fn due_member(order: &Order) -> String {
    format!("{:015}:{}", order.enqueued.max(0), order.id)
}

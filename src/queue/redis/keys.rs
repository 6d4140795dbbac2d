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

    /// What is queued and was always due, by when it was submitted.
    pub(super) fn ready(&self, priority: Priority, account: &str) -> String {
        format!("{}:ready:{}:{account}", self.prefix, priority.rank())
    }

    /// What is queued and had a time to wait for, by that time.
    pub(super) fn due(&self, priority: Priority, account: &str) -> String {
        format!("{}:due:{}:{account}", self.prefix, priority.rank())
    }

    /// The same by when it was submitted.
    pub(super) fn age(&self, priority: Priority, account: &str) -> String {
        format!("{}:age:{}:{account}", self.prefix, priority.rank())
    }
}

/// How the index of what is due names an order: in the order of submission among those of one time.
pub(super) fn due_member(order: &Order) -> String {
    format!("{:015}:{}", order.enqueued.max(0), order.id)
}

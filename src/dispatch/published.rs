//! A dispatch as an activity that others can follow (`planyard activity list`): its tasks are the steps. Whatever goes wrong
//! here, the work goes on: nothing of it depends on being followed.

use super::shop::Shop;
use crate::activity::{self, StepStatus};
use crate::queue::{self, OrderId, Queue, State};

/// The activity of a dispatch; without an id when it could not be told.
pub struct Published<'q> {
    queue: &'q dyn Queue,
    id: Option<String>,
}

impl<'q> Published<'q> {
    /// Begins it; or goes on with that of a dispatcher that was killed over the same tasks, or works beside this one.
    pub fn begin(shop: &'q Shop<'_>, orders: &[OrderId]) -> Self {
        let queue = shop.queue.as_ref();
        let operation = format!("dispatch {}", shop.feature.id);
        let steps: Vec<String> = orders.iter().map(|id| id.task().to_owned()).collect();
        let by = queue::person(shop.context);
        let id = (!steps.is_empty()).then(|| activity::go_on_or_start(queue, &operation, &steps, &by).ok()).flatten();
        Self { queue, id }
    }

    /// Somebody works on a task.
    pub fn begun(&self, order: &OrderId) {
        self.note(order, StepStatus::Running, None);
    }

    /// A worker has given a task back: by now it is done, failed, or waits.
    pub fn ended(&self, order: &OrderId) {
        let Ok(Some(order)) = self.queue.order(order) else { return };
        match order.state {
            State::Done => self.note(&order.id, StepStatus::Completed, None),
            State::Dead | State::Quarantined => self.note(&order.id, StepStatus::Failed, order.why.as_deref()),
            state if state.is_held() => {}
            _ => self.note(&order.id, StepStatus::Pending, None),
        }
    }

    fn note(&self, order: &OrderId, status: StepStatus, error: Option<&str>) {
        if let Some(id) = &self.id {
            let _ = activity::note_step(self.queue, id, order.task(), status, error);
        }
    }

    /// Nothing can move any more.
    pub fn end(self, orders: &[OrderId]) {
        let Some(id) = &self.id else { return };
        let is_done =
            |order: &&OrderId| matches!(self.queue.order(order), Ok(Some(order)) if order.state == State::Done);
        let done = orders.iter().filter(is_done).count();
        // Another dispatcher of the same tasks may have ended it.
        let _ = if done == orders.len() {
            activity::complete(self.queue, id)
        } else {
            activity::fail(self.queue, id, Some(&format!("{done} of {} tasks landed", orders.len())))
        };
    }
}

//! What people see of dispatched work, and how they steer it: after real dispatches.

mod logs;
mod runs;
mod steer;
mod why;

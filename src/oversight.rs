//! What people see of dispatched work, and how they name what they steer.
//!
//! [`desk`] opens what there is to look at, [`names`] finds the order that a word means. [`runs`] reads the records of runs,
//! [`lines`] tells an agent's events as calm lines, [`tail`] follows a file that grows. [`why`] says why a task does not move.
//! [`board`] is everything at one moment, [`screen`] draws it, [`keys`] says what a key does to it, [`live`] is the loop around
//! the three, [`stream`] the same as one event after another. [`page`] is a report in one file of HTML.
//!
//! Nothing here takes a run's lock: a look must never be mistaken for a supervisor.

pub mod board;
pub mod decide;
pub mod desk;
pub mod keys;

pub mod lines;
pub mod live;

pub mod names;
pub mod page;
pub mod runs;
pub mod screen;
pub mod stream;

pub mod tail;
pub mod why;

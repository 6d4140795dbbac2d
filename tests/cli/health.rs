//! `planyard health` against real servers.

pub(crate) mod certificates;
mod cluster;
mod config;
mod containers;
mod machine;
mod metrics;
mod modes;
mod names;
mod programs;
mod proposals;
mod queues;
mod recorded;
mod seen;
pub(crate) mod servers;
mod stores;
mod web;

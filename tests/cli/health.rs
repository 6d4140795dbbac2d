//! `planyard health` against real servers.

mod certificates;
mod config;
mod machine;
mod modes;
mod names;
mod proposals;
mod queues;
mod seen;
mod servers;
mod stores;
mod web;

//! `planyard health` against real servers.

mod config;
mod machine;
mod modes;
mod proposals;
mod queues;
mod servers;
mod stores;
mod web;

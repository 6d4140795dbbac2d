//! `planyard dispatch`, from the plan to the target branch, with real processes and real git.

mod chaos;
mod crash;
mod escape;
mod labels;
mod landing;
mod life;
pub(crate) mod machines;
mod merge;
mod money;
pub(crate) mod namespaces;
mod people;
mod reboot;
pub(crate) mod server;
pub(crate) mod site;
mod stops;
mod trust;

//! A language server over standard input and output: what the gates find while a plan is typed, what can be done about it,
//! and the ways between tasks, stories and paths.
//!
//! `server` reads messages and answers them one by one · `world` knows the files that are
//! open and the features around them · `text` counts as editors do · the others answer one kind of question
//! each, from a feature that is read anew: that costs less than keeping one up to date.

mod actions;
mod find;
mod mentions;
mod outline;
mod server;
mod text;
mod world;

pub use server::serve;

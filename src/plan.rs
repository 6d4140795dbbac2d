//! The planning model. Pure: no file, clock, environment or printing. Reads [`Source`](model::Source) texts, gives a
//! [`Feature`](model::Feature), and answers every change with edits to splice into those texts.
//!
//! [`document`] text, spans, edits · [`outline`] blocks of a markdown file · [`fields`] `Key: value` lines ·
//! [`estimate`] times · [`depends`] dependency lists · [`model`] features, tasks, stories, checklists ·
//! [`progress`] stated and computed · [`graph`] what waits for what · [`dialects`] who reads what ·
//! [`layout`] where features lie · [`sections`] tasks that are headings · [`items`] tasks that are items with boxes ·
//! [`json`] data with spans · [`rules`] what a gate asks · [`trace`] from stories to the results of tests

pub mod backlog;
pub mod change;
pub mod check;
pub mod convert;
pub mod depends;
pub mod dialects;
pub mod document;
pub mod estimate;
pub mod fields;
pub mod front_matter;
pub mod graph;
mod inspect;
pub mod items;
pub mod json;
pub mod layout;
pub mod merge;
pub mod model;
pub mod openspec;
pub mod outline;
mod placeholder;
pub mod progress;
pub mod rules;
pub mod sections;
pub mod suppress;
pub mod taskmaster;
pub mod trace;

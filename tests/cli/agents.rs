//! `planyard dispatch` with the real coding agents, and a model that follows a script.

mod both;
mod life;
mod machines;
mod place;
mod trouble;

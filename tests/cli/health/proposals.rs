//! What health proposes where nothing is configured.

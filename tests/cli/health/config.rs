//! What is wrong with the services that are written.

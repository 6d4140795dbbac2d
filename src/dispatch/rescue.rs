//! Keeps work under a ref before anything is reset or removed.

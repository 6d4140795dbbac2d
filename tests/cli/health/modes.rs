//! wait, watch and serve.

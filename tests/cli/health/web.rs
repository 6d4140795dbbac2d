//! HTTP, TLS and DNS, with a real web server.

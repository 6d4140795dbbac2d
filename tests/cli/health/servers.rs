//! Real servers, started on free ports, each in a folder of its own.

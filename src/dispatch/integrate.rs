//! Merge, tick, gate, compare and swap: the one way by which work reaches the target branch.

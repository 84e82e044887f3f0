//! minigo runtime.

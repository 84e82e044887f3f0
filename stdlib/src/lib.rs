//! minigo stdlib.

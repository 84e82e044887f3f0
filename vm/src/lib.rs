//! minigo vm.

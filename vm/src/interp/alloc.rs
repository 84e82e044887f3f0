//! Allocation.

use crate::frame::{NEXT, Step, cold};

fn missing(_: &mut Step) {
    minigo_runtime::throw!("this instruction is not there yet");
}

ops! { s:
    New { let _ = &s; return cold(missing); }
    Newclosure { let _ = &s; return cold(missing); }
}

//! Interfaces.

use crate::frame::{NEXT, Step, cold};

fn missing(_: &mut Step) {
    minigo_runtime::throw!("this instruction is not there yet");
}

ops! { s:
    Box8 { let _ = &s; return cold(missing); }
    Box16 { let _ = &s; return cold(missing); }
    Box32 { let _ = &s; return cold(missing); }
    Box64 { let _ = &s; return cold(missing); }
    BoxStr { let _ = &s; return cold(missing); }
    BoxSlice { let _ = &s; return cold(missing); }
    BoxMem { let _ = &s; return cold(missing); }
    Itabtype { let _ = &s; return cold(missing); }
    Istype { let _ = &s; return cold(missing); }
    Asserttype { let _ = &s; return cold(missing); }
    Assertiface { let _ = &s; return cold(missing); }
    Assertiface2 { let _ = &s; return cold(missing); }
    Conviface { let _ = &s; return cold(missing); }
}

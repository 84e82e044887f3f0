//! Strings.

use crate::frame::{NEXT, Step, cold};

fn missing(_: &mut Step) {
    minigo_runtime::throw!("this instruction is not there yet");
}

ops! { s:
    Concat { let _ = &s; return cold(missing); }
    Strnext { let _ = &s; return cold(missing); }
    StrBytes { let _ = &s; return cold(missing); }
    BytesStr { let _ = &s; return cold(missing); }
    StrRunes { let _ = &s; return cold(missing); }
    RunesStr { let _ = &s; return cold(missing); }
    StrRune { let _ = &s; return cold(missing); }
    SliceStr { let _ = &s; return cold(missing); }
}

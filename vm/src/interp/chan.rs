//! Channels.

use crate::frame::{NEXT, Step, cold};

fn missing(_: &mut Step) {
    minigo_runtime::throw!("this instruction is not there yet");
}

ops! { s:
    Makechan { let _ = &s; return cold(missing); }
    Send { let _ = &s; return cold(missing); }
    Recv { let _ = &s; return cold(missing); }
    Close { let _ = &s; return cold(missing); }
    Chanlen { let _ = &s; return cold(missing); }
    Chancap { let _ = &s; return cold(missing); }
    Select { let _ = &s; return cold(missing); }
}

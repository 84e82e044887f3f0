//! Slices.

use crate::frame::{NEXT, Step, cold};

fn missing(_: &mut Step) {
    minigo_runtime::throw!("this instruction is not there yet");
}

ops! { s:
    SliceSlice { let _ = &s; return cold(missing); }
    SliceArray { let _ = &s; return cold(missing); }
    Makeslice { let _ = &s; return cold(missing); }
    Grow { let _ = &s; return cold(missing); }
    Append8 { let _ = &s; return cold(missing); }
    Append16 { let _ = &s; return cold(missing); }
    Append32 { let _ = &s; return cold(missing); }
    Append64 { let _ = &s; return cold(missing); }
    AppendPtr { let _ = &s; return cold(missing); }
    AppendStr { let _ = &s; return cold(missing); }
    AppendIface { let _ = &s; return cold(missing); }
    AppendSlice { let _ = &s; return cold(missing); }
    AppendSlices { let _ = &s; return cold(missing); }
    AppendBytes { let _ = &s; return cold(missing); }
    Copy { let _ = &s; return cold(missing); }
    CopyStr { let _ = &s; return cold(missing); }
    ClearSlice { let _ = &s; return cold(missing); }
    Slicetoarray { let _ = &s; return cold(missing); }
}

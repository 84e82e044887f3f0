//! Maps.

use crate::frame::{NEXT, Step, cold};

fn missing(_: &mut Step) {
    minigo_runtime::throw!("this instruction is not there yet");
}

ops! { s:
    Makemap { let _ = &s; return cold(missing); }
    Maplen { let _ = &s; return cold(missing); }
    Mapget32 { let _ = &s; return cold(missing); }
    Mapget64 { let _ = &s; return cold(missing); }
    MapgetStr { let _ = &s; return cold(missing); }
    MapgetMem { let _ = &s; return cold(missing); }
    Mapget232 { let _ = &s; return cold(missing); }
    Mapget264 { let _ = &s; return cold(missing); }
    Mapget2Str { let _ = &s; return cold(missing); }
    Mapget2Mem { let _ = &s; return cold(missing); }
    Mapset32 { let _ = &s; return cold(missing); }
    Mapset64 { let _ = &s; return cold(missing); }
    MapsetStr { let _ = &s; return cold(missing); }
    MapsetMem { let _ = &s; return cold(missing); }
    Mapdelete32 { let _ = &s; return cold(missing); }
    Mapdelete64 { let _ = &s; return cold(missing); }
    MapdeleteStr { let _ = &s; return cold(missing); }
    MapdeleteMem { let _ = &s; return cold(missing); }
    Mapclear { let _ = &s; return cold(missing); }
    Mapiter { let _ = &s; return cold(missing); }
    Mapnext { let _ = &s; return cold(missing); }
}

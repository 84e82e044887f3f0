//! Stubs: where calls made by the VM itself return to.

use crate::frame::{NEXT, cold};
use crate::{defer, panic, sched};

ops! { s:
    StubEnd {
        return cold(sched::end);
    }

    StubDefer {
        return cold(defer::returned);
    }

    StubPanic {
        return cold(panic::returned);
    }
}

//! Channels.

use crate::chan;
use crate::frame::{NEXT, cold};

ops! { s:
    Makechan {
        return cold(chan::make);
    }

    Send {
        return cold(chan::send);
    }

    Recv {
        return cold(chan::receive);
    }

    Close {
        return cold(chan::close);
    }

    Chanlen {
        s.set(s.a(), chan::len(s.addr(s.b())));
    }

    Chancap {
        s.set(s.a(), chan::capacity(s.addr(s.b())));
    }

    Select {
        return cold(chan::select);
    }
}

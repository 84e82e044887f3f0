//! Allocation.

use crate::frame::{NEXT, cold, store_64};
use crate::sched::stops_to_allocate;

ops! { s:
    New {
        let plan = s.cx().plan(s.index());
        match s.cx().runtime().mcache().try_planned(plan) {
            Some(object) => s.set_addr(s.a(), object),
            None => return cold(|s| {
                if stops_to_allocate(s) {
                    return;
                }
                let plan = s.cx().plan(s.index());
                let object = s.cx().runtime().mcache().new_planned_slow(plan);
                s.set_addr(s.a(), object);
            }),
        }
    }

    Newclosure {
        let plan = s.cx().plan(s.x32(1));
        match s.cx().runtime().mcache().try_planned(plan) {
            Some(object) => {
                store_64(object, s.cx().code_of(s.x32(0)));
                s.set_addr(s.a(), object);
                s.skip();
            }
            None => return cold(|s| {
                if stops_to_allocate(s) {
                    return;
                }
                let plan = s.cx().plan(s.x32(1));
                let object = s.cx().runtime().mcache().new_planned_slow(plan);
                store_64(object, s.cx().code_of(s.x32(0)));
                s.set_addr(s.a(), object);
                s.skip();
            }),
        }
    }
}

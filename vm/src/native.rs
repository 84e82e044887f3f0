//! Calls of natives.

use minigo_runtime::native::Words;

use crate::frame::Step;
use crate::image::NativeCode;
use crate::raise;

/// `call.native`.
pub fn call(step: &mut Step) {
    let native = step.cx().native(step.index());
    match native.code {
        NativeCode::Library(func) => {
            let runtime = step.cx().runtime();
            func(runtime, Words::new(step.window(step.a(), native.words)));
            if runtime.has_request()
                && let Some(request) = runtime.take_request()
            {
                raise::request(step, request);
            }
        }
        NativeCode::Machine(func) => func(step),
    }
}

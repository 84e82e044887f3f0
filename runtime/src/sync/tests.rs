//! Notes and word locks on real threads. (Their files are also compiled for shuttle's, in
//! `tests/interleavings.rs`.)

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::sync::note::Note;
use crate::sync::word_lock::WordLock;

#[test]
fn a_wake_up_before_the_sleep_counts() {
    let note = Note::new();
    note.wake();
    note.sleep();
    note.clear();
    assert!(!note.sleep_for(Duration::from_millis(1)));
}

#[test]
fn a_sleeper_is_woken() {
    let note = Arc::new(Note::new());
    let other = Arc::clone(&note);
    let sleeper = std::thread::spawn(move || other.sleep());
    std::thread::sleep(Duration::from_millis(5));
    note.wake();
    sleeper.join().expect("it ends");
}

#[test]
fn only_one_holds_a_word_lock() {
    let (lock, counter) = (WordLock::default(), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..20_000 {
                    lock.lock();
                    counter.store(counter.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
                    lock.unlock();
                }
            });
        }
    });
    assert_eq!(counter.into_inner(), 80_000);
}

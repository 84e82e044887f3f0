package time

import (
	"sync"
	"unsafe"
)

// A timer is a goroutine that sleeps.
//
// TODO: timers of the scheduler, of which no goroutine can be seen; they take the place of
// newTimer, stopTimer and resetTimer.

// timer is what stands behind a Timer or Ticker.
type timer struct {
	Timer // as the program sees it; first, so that one's address is the other's
	mu    sync.Mutex
	f     func(arg any, seq uintptr, delta int64)
	arg   any
	c     chan Time // of timers that send
	runs  bool
	turn  int // number of times it was started or stopped: who sleeps for an old one ends
}

// newTimer starts a timer: at when, and every period nanoseconds from then on if that is
// not 0, it calls f with arg and the nanoseconds that it is late. c is the channel that f
// sends on, if it does.
func newTimer(when, period int64, f func(arg any, seq uintptr, delta int64), arg any, c unsafe.Pointer) *Timer {
	t := &timer{f: f, arg: arg}
	t.initTimer = true
	t.c = *(*chan Time)(unsafe.Pointer(&c))
	t.start(when, period)
	return &t.Timer
}

// stopTimer stops it and throws away what it has sent; whether it was running.
func stopTimer(visible *Timer) bool {
	t := (*timer)(unsafe.Pointer(visible))
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.stop()
}

// resetTimer is stopTimer, then starts it again.
func resetTimer(visible *Timer, when, period int64) bool {
	t := (*timer)(unsafe.Pointer(visible))
	t.mu.Lock()
	defer t.mu.Unlock()
	runs := t.stop()
	t.start(when, period)
	return runs
}

func (t *timer) stop() bool {
	runs := t.runs
	t.runs = false
	t.turn++
	select {
	case <-t.c:
		// Sent, but not received: as if it had not ended.
		runs = true
	default:
	}
	return runs
}

func (t *timer) start(when, period int64) {
	t.runs = true
	t.turn++
	go t.run(t.turn, when, period)
}

func (t *timer) run(turn int, when, period int64) {
	for {
		_, _, mono := now()
		Sleep(Duration(when - mono))
		t.mu.Lock()
		if t.turn != turn {
			t.mu.Unlock()
			return
		}
		_, _, mono = now()
		late := mono - when
		t.f(t.arg, 0, late)
		if period == 0 {
			t.runs = false
			t.mu.Unlock()
			return
		}
		t.mu.Unlock()
		when += period * (1 + late/period)
	}
}

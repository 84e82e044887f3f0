package time

import "unsafe"

// timer is what stands behind a Timer or Ticker. The scheduler knows its layout
// (runtime/src/object/timer.rs) and alone uses what has no comment here.
type timer struct {
	Timer    // as the program sees it; first, so that one's address is the other's
	sendLock uint32
	lock     uint32
	when     int64
	period   int64
	number   uint64
	sequence uint64
	home     uint32
	nwaiters uint32
	f        func()     // what AfterFunc calls, nil if it sends
	local    **Location // the zone of the times that it sends
	nsending uint32
	index    uint32
	_        [3]uintptr // the size of Go's, so that programs allocate the same
}

// newTimer starts a timer: at when, and every period nanoseconds from then on if that is
// not 0, it calls f in a goroutine of its own, or sends the time if f is nil.
func newTimer(when, period int64, f func()) *Timer {
	t := &timer{f: f, local: &Local}
	t.initTimer = true
	if f == nil {
		t.C = make(chan Time, 1)
	}
	startTimer(t, when, period)
	return &t.Timer
}

// newTicker is newTimer for a Ticker, which looks the same.
func newTicker(period int64) *Ticker {
	return (*Ticker)(unsafe.Pointer(newTimer(when(Duration(period)), period, nil)))
}

func (t *Timer) timer() *timer { return (*timer)(unsafe.Pointer(t)) }

func (t *Ticker) timer() *timer { return (*timer)(unsafe.Pointer(t)) }

// startTimer makes a new timer run.
func startTimer(t *timer, when, period int64)

// stopTimer stops it and throws away what it has sent; whether it was running, or had sent
// what nobody has received.
func stopTimer(t *timer) bool

// resetTimer is stopTimer, then starts it again.
func resetTimer(t *timer, when, period int64) bool

package time

// Sleep pauses the goroutine for at least d.
func Sleep(d Duration)

// A Timer sends the time on C, or calls a function, once its duration has passed.
type Timer struct {
	C         <-chan Time
	initTimer bool
}

// A Ticker sends the time on C at intervals.
type Ticker struct {
	C          <-chan Time
	initTicker bool
}

// when is the reading of the monotonic clock d from now.
func when(d Duration) int64 {
	mono := nanotime()
	if d <= 0 {
		return mono
	}
	t := mono + int64(d)
	if t < 0 {
		t = 1<<63 - 1
	}
	return t
}

// NewTimer is a timer that sends the time after d.
func NewTimer(d Duration) *Timer { return newTimer(when(d), 0, nil) }

// After is NewTimer(d).C.
func After(d Duration) <-chan Time { return NewTimer(d).C }

// AfterFunc is a timer that calls f in a goroutine of its own after d.
func AfterFunc(d Duration, f func()) *Timer {
	if f == nil {
		// The call fails, not this one.
		f = func() {
			var none func()
			none()
		}
	}
	return newTimer(when(d), 0, f)
}

// Stop ends the timer; false if it has ended already. After Stop nothing comes from C.
func (t *Timer) Stop() bool {
	if !t.initTimer {
		panic("time: Stop called on uninitialized Timer")
	}
	return stopTimer(t.timer())
}

// Reset makes the timer end d from now; whether it was running.
func (t *Timer) Reset(d Duration) bool {
	if !t.initTimer {
		panic("time: Reset called on uninitialized Timer")
	}
	return resetTimer(t.timer(), when(d), 0)
}

// NewTicker is a ticker with interval d.
func NewTicker(d Duration) *Ticker {
	if d <= 0 {
		panic("non-positive interval for NewTicker")
	}
	return newTicker(int64(d))
}

// Stop ends the ticker; it does not close C.
func (t *Ticker) Stop() {
	if t.initTicker {
		stopTimer(t.timer())
	}
}

// Reset starts the ticker over with interval d.
func (t *Ticker) Reset(d Duration) {
	if d <= 0 {
		panic("non-positive interval for Ticker.Reset")
	}
	if !t.initTicker {
		panic("time: Reset called on uninitialized Ticker")
	}
	resetTimer(t.timer(), when(d), int64(d))
}

// Tick is the channel of a ticker, nil if d is not positive.
func Tick(d Duration) <-chan Time {
	if d <= 0 {
		return nil
	}
	return NewTicker(d).C
}

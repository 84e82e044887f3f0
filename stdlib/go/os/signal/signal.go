// Package signal gives the signals of the system to channels.
package signal

import (
	"context"
	"os"
	"sync"
	"syscall"
)

// watch lets a signal come to wait.
func watch(sig int)

// ignore makes a signal do nothing.
func ignore(sig int)

// reset makes a signal do what it did at first.
func reset(sig int)

// wait waits for the next signal.
func wait() int

// nsignals bounds the numbers of signals.
const nsignals = 65

var handlers struct {
	sync.Mutex
	wants   map[chan<- os.Signal]*[nsignals]bool
	users   [nsignals]int // channels that want the signal
	ignored [nsignals]bool
	running bool
}

// number is the number of a signal, -1 for what is none.
func number(sig os.Signal) int {
	s, ok := sig.(syscall.Signal)
	if !ok || s < 0 || s >= nsignals {
		return -1
	}
	return int(s)
}

// each calls f for the signals; all, if there are none.
func each(sigs []os.Signal, f func(n int)) {
	if len(sigs) == 0 {
		for n := 1; n < nsignals; n++ {
			f(n)
		}
		return
	}
	for _, sig := range sigs {
		if n := number(sig); n > 0 {
			f(n)
		}
	}
}

// loop hands signals out. Who is not ready to receive misses one.
func loop() {
	for {
		n := wait()
		handlers.Lock()
		for c, wants := range handlers.wants {
			if wants[n] {
				select {
				case c <- syscall.Signal(n):
				default:
				}
			}
		}
		handlers.Unlock()
	}
}

// caught tells whether a program may catch a signal by asking for all; others would break
// the program's threads.
func caught(n int) bool {
	switch syscall.Signal(n) {
	case syscall.SIGKILL, syscall.SIGSTOP, syscall.SIGPROF, syscall.SIGURG, syscall.SIGSEGV, syscall.SIGBUS, syscall.SIGFPE, syscall.SIGILL, syscall.SIGTRAP:
		return false
	}
	return n < 32
}

// Notify sends the signals (all, if there are none) to c, as far as c is ready.
func Notify(c chan<- os.Signal, sigs ...os.Signal) {
	if c == nil {
		panic("os/signal: Notify using nil channel")
	}
	handlers.Lock()
	defer handlers.Unlock()
	if handlers.wants == nil {
		handlers.wants = map[chan<- os.Signal]*[nsignals]bool{}
	}
	wants := handlers.wants[c]
	if wants == nil {
		wants = new([nsignals]bool)
		handlers.wants[c] = wants
	}
	each(sigs, func(n int) {
		if wants[n] || len(sigs) == 0 && !caught(n) {
			return
		}
		wants[n] = true
		handlers.ignored[n] = false
		if handlers.users[n]++; handlers.users[n] == 1 {
			watch(n)
		}
	})
	if !handlers.running {
		handlers.running = true
		go loop()
	}
}

// drop forgets that a channel wants a signal.
func drop(wants *[nsignals]bool, n int) {
	if wants[n] {
		wants[n] = false
		if handlers.users[n]--; handlers.users[n] == 0 {
			reset(n)
		}
	}
}

// Stop sends nothing more to c.
func Stop(c chan<- os.Signal) {
	handlers.Lock()
	defer handlers.Unlock()
	if wants := handlers.wants[c]; wants != nil {
		for n := range nsignals {
			drop(wants, n)
		}
		delete(handlers.wants, c)
	}
}

// Reset undoes Notify for the signals, all if there are none.
func Reset(sigs ...os.Signal) {
	handlers.Lock()
	defer handlers.Unlock()
	each(sigs, func(n int) {
		for _, wants := range handlers.wants {
			drop(wants, n)
		}
		if handlers.ignored[n] {
			handlers.ignored[n] = false
			reset(n)
		}
	})
}

// Ignore makes the signals do nothing, all if there are none.
func Ignore(sigs ...os.Signal) {
	handlers.Lock()
	defer handlers.Unlock()
	each(sigs, func(n int) {
		if len(sigs) == 0 && !caught(n) {
			return
		}
		for _, wants := range handlers.wants {
			drop(wants, n)
		}
		handlers.ignored[n] = true
		ignore(n)
	})
}

// Ignored tells whether the signal does nothing.
func Ignored(sig os.Signal) bool {
	handlers.Lock()
	defer handlers.Unlock()
	n := number(sig)
	return n >= 0 && handlers.ignored[n]
}

// NotifyContext is a context that is canceled when one of the signals comes.
func NotifyContext(parent context.Context, signals ...os.Signal) (ctx context.Context, stop context.CancelFunc) {
	inner, cancel := context.WithCancelCause(parent)
	c := &signalCtx{Context: inner, signals: signals}
	ch := make(chan os.Signal, 1)
	Notify(ch, signals...)
	if c.Err() == nil {
		go func() {
			select {
			case sig := <-ch:
				cancel(signalError(sig.String() + " signal received"))
			case <-c.Done():
			}
		}()
	}
	return c, func() {
		cancel(nil)
		Stop(ch)
	}
}

// signalError is the cause of a context that a signal canceled.
type signalError string

func (s signalError) Error() string { return string(s) }

type signalCtx struct {
	context.Context
	signals []os.Signal
}

func (c *signalCtx) String() string {
	name := "signal.NotifyContext("
	if s, ok := c.Context.(interface{ String() string }); ok {
		parent := s.String()
		const suffix = ".WithCancel"
		name += parent[:len(parent)-len(suffix)]
	}
	if len(c.signals) > 0 {
		name += ", ["
		for i, s := range c.signals {
			name += s.String()
			if i < len(c.signals)-1 {
				name += " "
			}
		}
		name += "]"
	}
	return name + ")"
}

// Package nettrace is how net tells what it does to who asked by a context.
package nettrace

// TraceKey is the key of a context's value that is a *Trace.
type TraceKey struct{}

// Trace is what to call; each may be nil.
type Trace struct {
	// DNSStart is called before a host is looked up.
	DNSStart func(name string)
	// DNSDone is called afterwards; the addresses are net.IPAddr. Lookups are never
	// coalesced here.
	DNSDone func(netIPs []any, coalesced bool, err error)
	// ConnectStart is called before connecting with an address, possibly from several
	// goroutines; not when that is for looking up.
	ConnectStart func(network, addr string)
	// ConnectDone is called afterwards.
	ConnectDone func(network, addr string, err error)
}

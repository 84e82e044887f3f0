// Package poll reads and writes descriptors that do not block: goroutines wait for them, threads
// do not.
package poll

// What the runtime says of a descriptor.
const (
	pollNoError        = 0
	pollErrClosing     = 1
	pollErrTimeout     = 2
	pollErrNotPollable = 3
)

// runtimeNano is the monotonic clock, in nanoseconds.
func runtimeNano() int64

// runtime_Semacquire waits until *sema is not 0, and takes 1 from it.
func runtime_Semacquire(sema *uint32) { semacquire(sema, false, "semacquire") }

// runtime_Semrelease adds 1 to *sema, and wakes a goroutine that waits for it.
func runtime_Semrelease(sema *uint32) { semrelease(sema, false) }

func semacquire(sema *uint32, lifo bool, reason string)

func semrelease(sema *uint32, handoff bool)

// runtime_pollOpen begins to poll a descriptor; what it is known by, or the system's error: EPERM if it
// cannot be polled.
func runtime_pollOpen(fd uintptr) (ctx uintptr, errno int)

// runtime_pollClose ends it. The descriptor was unblocked and is still open.
func runtime_pollClose(ctx uintptr)

// runtime_pollReset prepares an operation; mode is 'r' or 'w'.
func runtime_pollReset(ctx uintptr, mode int) int

// runtime_pollWait waits until the operation may go on.
func runtime_pollWait(ctx uintptr, mode int) int

// runtime_pollSetDeadline says when operations fail, by runtimeNano; 0 is never. Mode is 'r', 'w' or 'r'+'w'.
func runtime_pollSetDeadline(ctx uintptr, d int64, mode int)

// runtime_pollUnblock ends all waiting, for good.
func runtime_pollUnblock(ctx uintptr)

// runtime_isPollServerDescriptor tells whether a descriptor is the poller's own.
func runtime_isPollServerDescriptor(fd uintptr) bool

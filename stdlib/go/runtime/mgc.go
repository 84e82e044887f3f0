package runtime

// A gcBgMarkWorkerStart is the closure with which a mark worker begins (runtime/src/gc/workers.rs).
type gcBgMarkWorkerStart struct {
	code  uintptr
	ready chan struct{}
}

// A gcBgMarkWorkerNode is a mark worker's entry in the pool of those that rest. No word of it
// counts as a pointer; it is as large as Go's, which aligns it for tagged pointers.
type gcBgMarkWorkerNode struct {
	next uintptr
	g    uintptr
	mode uintptr
	_    [512 - 3*8]byte
}

// gcBgMarkRest parks the worker until the scheduler lets it mark.
func gcBgMarkRest(node *gcBgMarkWorkerNode)

// gcBgMarkWork marks as long as the worker was told to.
func gcBgMarkWork(node *gcBgMarkWorkerNode)

// gcBgMarkWorker marks in the background, for ever. The pool does not keep the node alive,
// its being used here does.
func gcBgMarkWorker(start *gcBgMarkWorkerStart) {
	node := new(gcBgMarkWorkerNode)
	start.ready <- struct{}{}
	for {
		gcBgMarkRest(node)
		gcBgMarkWork(node)
	}
}

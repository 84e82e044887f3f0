package runtime

// initTask tells that what follows initialises the package, or with "" that all are done.
//
//go:noescape
func initTask(pkg string)

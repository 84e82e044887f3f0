// Package internal is what packages log and log/slog share.
package internal

// DefaultOutput writes a line with the default logger of package log, for a call at pc.
var DefaultOutput func(pc uintptr, data []byte) error

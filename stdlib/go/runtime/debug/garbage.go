package debug

import (
	"slices"
	"time"
)

// GCStats tells about recent collections.
type GCStats struct {
	LastGC         time.Time       // end of the last collection
	NumGC          int64           // number of collections
	PauseTotal     time.Duration   // sum of all pauses
	Pause          []time.Duration // pauses, the last one first
	PauseEnd       []time.Time     // when they ended
	PauseQuantiles []time.Duration
}

// readGCStats fills words with the pauses (the last one first), their ends, the end of the
// last collection, the number of collections and the sum of all pauses; it returns how many
// words that are.
//
//go:noescape
func readGCStats(words []uint64) int

// maxPauses is how many collections are remembered.
const maxPauses = 256

// ReadGCStats fills stats. If PauseQuantiles is not empty it gets the quantiles of the
// pauses, from the shortest to the longest.
func ReadGCStats(stats *GCStats) {
	words := make([]uint64, 2*maxPauses+3)
	words = words[:readGCStats(words)]
	n := (len(words) - 3) / 2
	sums := words[2*n:]
	stats.LastGC = time.Unix(0, int64(sums[0]))
	stats.NumGC = int64(sums[1])
	stats.PauseTotal = time.Duration(sums[2])
	stats.Pause = slices.Grow(stats.Pause[:0], n)
	stats.PauseEnd = slices.Grow(stats.PauseEnd[:0], n)
	for i := range n {
		stats.Pause = append(stats.Pause, time.Duration(words[i]))
		stats.PauseEnd = append(stats.PauseEnd, time.Unix(0, int64(words[n+i])))
	}
	fillQuantiles(stats.PauseQuantiles, stats.Pause)
}

// fillQuantiles sets q[i] to the i-th of len(q)-1 equal parts of the sorted pauses.
func fillQuantiles(q, pauses []time.Duration) {
	if len(q) == 0 {
		return
	}
	if len(pauses) == 0 {
		clear(q)
		return
	}
	sorted := slices.Clone(pauses)
	slices.Sort(sorted)
	last := len(q) - 1
	for i := range last {
		q[i] = sorted[len(sorted)*i/last]
	}
	q[last] = sorted[len(sorted)-1]
}

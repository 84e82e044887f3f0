// run

package main

// The words of a time.Time, and what keeps or loses the monotonic reading.

import (
	"fmt"
	"strings"
	"time"
	"unsafe"
)

type holder struct {
	name string
	at   time.Time
}

func mono(t time.Time) bool { return strings.Contains(t.String(), " m=") }

func main() {
	fmt.Println(unsafe.Sizeof(time.Time{}), unsafe.Sizeof(time.Timer{}))
	now := time.Now()
	fmt.Println(mono(now), mono(now.UTC()), mono(now.Local()), mono(now.In(time.UTC)), mono(now.Round(0)), mono(now.Truncate(time.Second)))
	fmt.Println(mono(now.Add(time.Hour)), mono(now.AddDate(0, 0, 1)), mono(now.Add(200*365*24*time.Hour)), mono(now.Add(-200*365*24*time.Hour)))
	fmt.Println(now.Equal(now.UTC()), now == now.Round(0), now.Sub(now.Round(0)), now.Add(5).Sub(now))
	fmt.Println(now.Add(290*365*24*time.Hour).Sub(now.Round(0)).Hours() / 24 / 365)

	t := time.Date(2024, 2, 29, 23, 59, 59, 999999999, time.UTC)
	fmt.Println(t, t.Unix(), t.UnixNano(), t.Nanosecond(), t.Add(1), t.Add(-time.Hour*24*366))
	fmt.Printf("%v %+v\n", holder{"a", t}, holder{"b", time.Unix(0, 0).UTC()})
	fmt.Printf("%#v\n", t)
	zero := time.Time{}
	fmt.Println(zero, zero.IsZero(), zero.Unix(), zero.Add(-1), zero.Add(-1).IsZero(), t.Sub(zero), zero.Sub(t))
	far := time.Unix(1<<62, 5)
	fmt.Println(far.Unix(), far.Add(1<<62).Unix(), far.After(t), t.Before(far), far.Compare(far))
	b, _ := t.MarshalBinary()
	var u time.Time
	fmt.Println(b, u.UnmarshalBinary(b), u.Equal(t), u)
	early := time.Date(-5, 1, 1, 0, 0, 0, 1, time.UTC)
	b, _ = early.MarshalBinary()
	fmt.Println(b, u.UnmarshalBinary(b), u == early, u)
	p, err := time.Parse(time.RFC3339Nano, "1884-12-31T23:59:59.5+05:30")
	fmt.Println(p, err, p.UTC(), p.Truncate(time.Minute), p.Round(time.Hour))
	m := map[time.Time]int{t: 1, t.Add(1): 2}
	fmt.Println(m[time.Date(2024, 2, 29, 23, 59, 59, 999999999, time.UTC)], len(m))
	tick := <-time.After(time.Millisecond)
	fmt.Println(mono(tick), tick.After(now), tick.Sub(now) >= time.Millisecond, time.Since(tick) >= 0)
}

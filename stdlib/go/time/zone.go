package time

import (
	"errors"
	"sync"
	"syscall"
)

// Location is a time zone.
type Location struct {
	name  string
	zones []zone
	trans []transition // by ascending time; before the first, zones[0] holds
	tail  string       // rule for times after the last transition
}

type zone struct {
	name   string
	offset int
	dst    bool
}

type transition struct {
	when  int64 // seconds since 1970
	index uint8 // in zones
}

var utcLoc = Location{name: "UTC"}

// UTC is Universal Coordinated Time.
var UTC *Location = &utcLoc

var localLoc = Location{name: "Local"}

// Local is the system's zone.
var Local *Location = &localLoc

const (
	alpha = -1 << 63
	omega = 1<<63 - 1
)

func (l *Location) get() *Location {
	if l == nil {
		return &utcLoc
	}
	if l == &localLoc {
		localOnce.Do(loadLocal)
	}
	return l
}

var localOnce sync.Once

// loadLocal finds the zone that TZ names, or the system's.
func loadLocal() {
	l := &localLoc
	tz, set := syscall.Getenv("TZ")
	switch {
	case !set:
		if data, ok := readFile("/etc/localtime"); ok {
			parseZone(l, data)
		}
	case tz != "":
		if tz[0] == ':' {
			tz = tz[1:]
		}
		path := tz
		if path == "" || path[0] != '/' {
			path = zoneDir + tz
		}
		if data, ok := readFile(path); ok {
			parseZone(l, data)
		} else {
			l.name = "UTC"
		}
	default:
		l.name = "UTC"
	}
	if len(l.zones) == 0 {
		l.name = "UTC"
	}
}

const zoneDir = "/usr/share/zoneinfo/"

// String is the zone's name.
func (l *Location) String() string { return l.get().name }

// FixedZone is a zone with one offset, in seconds east of UTC.
func FixedZone(name string, offset int) *Location {
	return &Location{name: name, zones: []zone{{name, offset, false}}}
}

// LoadLocation finds a zone by name: "", "UTC", "Local", "Europe/Berlin".
func LoadLocation(name string) (*Location, error) {
	if name == "" || name == "UTC" {
		return UTC, nil
	}
	if name == "Local" {
		return Local, nil
	}
	if name[0] == '/' || name[0] == '\\' {
		return nil, errors.New("time: invalid location name")
	}
	for i := 0; i+1 < len(name); i++ {
		if name[i] == '.' && name[i+1] == '.' {
			return nil, errors.New("time: invalid location name")
		}
	}
	data, ok := readFile(zoneDir + name)
	l := &Location{name: name}
	if !ok || !parseZone(l, data) {
		return nil, errors.New("unknown time zone " + name)
	}
	return l, nil
}

// LoadLocationFromTZData is a zone of a name from a TZif file.
func LoadLocationFromTZData(name string, data []byte) (*Location, error) {
	l := &Location{name: name}
	if !parseZone(l, string(data)) {
		return nil, errors.New("malformed time zone information")
	}
	return l, nil
}

// ZoneBounds are the times between which the zone at t holds; a zero Time is no bound.
func (t Time) ZoneBounds() (start, end Time) {
	_, _, from, to := t.loc.lookup(t.Unix())
	if from != alpha {
		start = Unix(from, 0)
		start.loc = t.loc
	}
	if to != omega {
		end = Unix(to, 0)
		end.loc = t.loc
	}
	return start, end
}

// lookup is the zone in force at a time in seconds since 1970, and the range it holds for.
func (l *Location) lookup(sec int64) (name string, offset int, start, end int64) {
	z, start, end := l.at(sec)
	return z.name, z.offset, start, end
}

func (l *Location) isDST(sec int64) bool {
	z, _, _ := l.at(sec)
	return z.dst
}

func (l *Location) at(sec int64) (z zone, start, end int64) {
	l = l.get()
	start, end = alpha, omega
	if len(l.zones) == 0 {
		return zone{name: "UTC"}, start, end
	}
	lo, hi := 0, len(l.trans)
	for lo < hi {
		m := int(uint(lo+hi) >> 1)
		if l.trans[m].when <= sec {
			lo = m + 1
		} else {
			hi = m
		}
	}
	if lo < len(l.trans) {
		end = l.trans[lo].when
	}
	if lo == 0 {
		for _, z := range l.zones {
			if !z.dst {
				return z, start, end
			}
		}
		return l.zones[0], start, end
	}
	start = l.trans[lo-1].when
	z = l.zones[l.trans[lo-1].index]
	if lo == len(l.trans) && l.tail != "" {
		if tz, ts, te, ok := tailZone(l.tail, sec); ok {
			return tz, max(ts, start), te
		}
	}
	return z, start, end
}

func readFile(name string) (string, bool) {
	fd, e := syscall.Open(name, 0, 0)
	if e != 0 {
		return "", false
	}
	defer syscall.Close(fd)
	var data []byte
	buf := make([]byte, 4096)
	for {
		n, e := syscall.Read(fd, buf)
		if e != 0 {
			return "", false
		}
		if n == 0 {
			return string(data), true
		}
		data = append(data, buf[:n]...)
	}
}

// parseZone reads a TZif file: a header and data with 32-bit times, then, from version 2
// on, the same with 64-bit times and a rule for what comes after.
func parseZone(l *Location, data string) bool {
	be := func(s string) int64 {
		var n uint64
		for i := 0; i < len(s); i++ {
			n = n<<8 | uint64(s[i])
		}
		if len(s) == 4 {
			return int64(int32(n))
		}
		return int64(n)
	}
	size := 4
	for {
		if len(data) < 44 || data[:4] != "TZif" {
			return false
		}
		version := data[4]
		var n [6]int // isutc, isstd, leap, time, type, char
		for i := range n {
			n[i] = int(be(data[20+4*i : 24+4*i]))
		}
		body := n[3]*size + n[3] + n[4]*6 + n[5] + n[2]*(size+4) + n[1] + n[0]
		if len(data) < 44+body {
			return false
		}
		if size == 4 && version >= '2' {
			data = data[44+body:]
			size = 8
			continue
		}
		times := data[44:]
		indices := times[n[3]*size:]
		types := indices[n[3]:]
		names := types[n[4]*6:][:n[5]]
		for i := 0; i < n[4]; i++ {
			t := types[i*6:]
			at := int(t[5])
			if at > len(names) {
				return false
			}
			end := at
			for end < len(names) && names[end] != 0 {
				end++
			}
			l.zones = append(l.zones, zone{names[at:end], int(be(t[:4])), t[4] != 0})
		}
		for i := 0; i < n[3]; i++ {
			if int(indices[i]) >= len(l.zones) {
				return false
			}
			l.trans = append(l.trans, transition{be(times[i*size : (i+1)*size]), indices[i]})
		}
		if len(l.trans) == 0 {
			l.trans = []transition{{alpha, 0}}
		}
		if size == 8 {
			rest := data[44+body:]
			if len(rest) > 2 && rest[0] == '\n' && rest[len(rest)-1] == '\n' {
				l.tail = rest[1 : len(rest)-1]
			}
		}
		return len(l.zones) > 0
	}
}

// tailZone applies a POSIX rule like "CET-1CEST,M3.5.0,M10.5.0/3".
func tailZone(s string, sec int64) (z zone, start, end int64, ok bool) {
	std, s, ok := tailName(s)
	if !ok {
		return
	}
	stdOff, s, ok := tailOffset(s)
	if !ok {
		return
	}
	stdOff = -stdOff
	if s == "" {
		return zone{std, stdOff, false}, alpha, omega, true
	}
	dst, s, ok := tailName(s)
	if !ok {
		return
	}
	dstOff := stdOff + 3600
	if s != "" && s[0] != ',' {
		dstOff, s, ok = tailOffset(s)
		if !ok {
			return
		}
		dstOff = -dstOff
	}
	year, _, _, _ := civil((sec + unixToInternal) / secondsPerDay)
	yearStart := dayOf(year, January, 1)*secondsPerDay - unixToInternal
	yearEnd := dayOf(year+1, January, 1)*secondsPerDay - unixToInternal
	on, s, ok := tailRule(s, year)
	if !ok {
		return
	}
	off, s, ok := tailRule(s, year)
	if !ok || s != "" {
		return z, 0, 0, false
	}
	on += yearStart - int64(stdOff)
	off += yearStart - int64(dstOff)
	zs, zd := zone{std, stdOff, false}, zone{dst, dstOff, true}
	if on > off {
		on, off = off, on
		zs, zd = zd, zs
	}
	switch {
	case sec < on:
		return zs, yearStart, on, true
	case sec < off:
		return zd, on, off, true
	}
	return zs, off, yearEnd, true
}

func tailName(s string) (name, rest string, ok bool) {
	if s != "" && s[0] == '<' {
		for i := 1; i < len(s); i++ {
			if s[i] == '>' {
				return s[1:i], s[i+1:], true
			}
		}
		return "", "", false
	}
	i := 0
	for i < len(s) && (s[i] < '0' || s[i] > '9') && s[i] != ',' && s[i] != '-' && s[i] != '+' {
		i++
	}
	return s[:i], s[i:], i >= 3
}

func tailNum(s string) (n int, rest string, ok bool) {
	i := 0
	for i < len(s) && '0' <= s[i] && s[i] <= '9' {
		n = n*10 + int(s[i]-'0')
		i++
	}
	return n, s[i:], i > 0
}

// tailOffset reads [+-]hh[:mm[:ss]] in seconds.
func tailOffset(s string) (offset int, rest string, ok bool) {
	neg := false
	if s != "" && (s[0] == '+' || s[0] == '-') {
		neg = s[0] == '-'
		s = s[1:]
	}
	unit := 3600
	for {
		n, rest, found := tailNum(s)
		if !found {
			return 0, "", false
		}
		offset += n * unit
		s = rest
		unit /= 60
		if unit == 0 || s == "" || s[0] != ':' {
			break
		}
		s = s[1:]
	}
	if neg {
		offset = -offset
	}
	return offset, s, true
}

// tailRule reads ",Mm.w.d/time", ",Jn/time" or ",n/time" as seconds from the year's start.
func tailRule(s string, year int) (at int64, rest string, ok bool) {
	if len(s) < 2 || s[0] != ',' {
		return 0, "", false
	}
	s = s[1:]
	start := dayOf(year, January, 1)
	var day int64
	switch s[0] {
	case 'M':
		var v [3]int
		s = s[1:]
		for i := range v {
			v[i], s, ok = tailNum(s)
			if !ok {
				return 0, "", false
			}
			if i < 2 {
				if s == "" || s[0] != '.' {
					return 0, "", false
				}
				s = s[1:]
			}
		}
		first := dayOf(year, Month(v[0]), 1)
		next := dayOf(year+1, January, 1)
		if v[0] < 12 {
			next = dayOf(year, Month(v[0]+1), 1)
		}
		day = first + (int64(v[2])-(first+1)%7+7)%7 + int64(v[1]-1)*7
		for day >= next {
			day -= 7
		}
		day -= start
	case 'J':
		n, r, found := tailNum(s[1:])
		if !found {
			return 0, "", false
		}
		s = r
		day = int64(n - 1)
		if n >= 60 && dayOf(year, March, 1)-start == 60 {
			day++
		}
	default:
		n, r, found := tailNum(s)
		if !found {
			return 0, "", false
		}
		s = r
		day = int64(n)
	}
	clock := 2 * 3600
	if s != "" && s[0] == '/' {
		clock, s, ok = tailOffset(s[1:])
		if !ok {
			return 0, "", false
		}
	}
	return day*secondsPerDay + int64(clock), s, true
}

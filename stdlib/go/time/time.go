// Package time measures and shows time.
package time

// Month is a month, January = 1.
type Month int

const (
	January Month = 1 + iota
	February
	March
	April
	May
	June
	July
	August
	September
	October
	November
	December
)

var monthNames = [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}

func (m Month) String() string {
	if January <= m && m <= December {
		return monthNames[m-1]
	}
	return "%!Month(" + itoa(int64(m)) + ")"
}

// Weekday is a day of the week, Sunday = 0.
type Weekday int

const (
	Sunday Weekday = iota
	Monday
	Tuesday
	Wednesday
	Thursday
	Friday
	Saturday
)

var dayNames = [...]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}

func (d Weekday) String() string {
	if Sunday <= d && d <= Saturday {
		return dayNames[d]
	}
	return "%!Weekday(" + itoa(int64(d)) + ")"
}

func itoa(n int64) string {
	var buf [20]byte
	u := uint64(n)
	if n < 0 {
		u = -u
	}
	w := fmtInt(buf[:], u)
	if n < 0 {
		w--
		buf[w] = '-'
	}
	return string(buf[w:])
}

// Time is an instant with nanosecond precision. The zero value is January 1, year 1, UTC.
type Time struct {
	// From the top: whether there is a monotonic reading; then, if so, 33 bits of seconds
	// since 1885; the nanoseconds in 30 bits.
	wall uint64
	// The monotonic clock since the process began, if there is one; else the seconds since
	// year 1.
	ext int64
	loc *Location // nil for UTC
}

const (
	secondsPerDay = 86400
	// unixToInternal is the number of seconds from year 1 to 1970.
	unixToInternal = (1969*365 + 1969/4 - 1969/100 + 1969/400) * secondsPerDay
	// wallToInternal is the number of seconds from year 1 to 1885.
	wallToInternal = (1884*365 + 1884/4 - 1884/100 + 1884/400) * secondsPerDay

	hasMonotonic = 1 << 63
	nsecBits     = 30
	nsecMask     = 1<<nsecBits - 1
)

// now reads the clocks: seconds and nanoseconds since 1970, and the monotonic clock since the
// process began.
func now() (sec int64, nsec int32, mono int64)

// nanotime is the monotonic clock of timers.
func nanotime() int64

// Now is the current time, with a monotonic clock reading.
func Now() Time {
	sec, nsec, mono := now()
	sec += unixToInternal - wallToInternal
	if uint64(sec)>>33 != 0 {
		return Time{uint64(nsec), sec + wallToInternal, Local}
	}
	return Time{hasMonotonic | uint64(sec)<<nsecBits | uint64(nsec), mono, Local}
}

func (t *Time) nsec() int32 { return int32(t.wall & nsecMask) }

// sec is the number of seconds since year 1, UTC.
func (t *Time) sec() int64 {
	if t.wall&hasMonotonic != 0 {
		return wallToInternal + int64(t.wall<<1>>(nsecBits+1))
	}
	return t.ext
}

// strip removes the monotonic reading.
func (t *Time) strip() {
	if t.wall&hasMonotonic != 0 {
		t.ext = t.sec()
		t.wall &= nsecMask
	}
}

// addSec adds seconds to the wall clock; out of the range of readings with a monotonic one,
// that is lost.
func (t *Time) addSec(d int64) {
	if t.wall&hasMonotonic != 0 {
		sec := int64(t.wall<<1>>(nsecBits+1)) + d
		if 0 <= sec && sec < 1<<33 {
			t.wall = t.wall&nsecMask | uint64(sec)<<nsecBits | hasMonotonic
			return
		}
		t.strip()
	}
	sum := t.ext + d
	switch {
	case (sum > t.ext) == (d > 0):
		t.ext = sum
	case d > 0:
		t.ext = 1<<63 - 1
	default:
		t.ext = -(1<<63 - 1)
	}
}

// setLoc shows the instant in a zone, which is not nil.
func (t *Time) setLoc(loc *Location) {
	t.strip()
	if loc == &utcLoc {
		loc = nil
	}
	t.loc = loc
}

// Unix is the time sec seconds and nsec nanoseconds after 1970.
func Unix(sec int64, nsec int64) Time {
	if nsec < 0 || nsec >= 1e9 {
		n := nsec / 1e9
		sec += n
		nsec -= n * 1e9
		if nsec < 0 {
			nsec += 1e9
			sec--
		}
	}
	return Time{uint64(nsec), sec + unixToInternal, Local}
}

// UnixMilli is the time msec milliseconds after 1970.
func UnixMilli(msec int64) Time { return Unix(msec/1e3, (msec%1e3)*1e6) }

// UnixMicro is the time usec microseconds after 1970.
func UnixMicro(usec int64) Time { return Unix(usec/1e6, (usec%1e6)*1e3) }

func (t Time) After(u Time) bool  { return t.Compare(u) > 0 }
func (t Time) Before(u Time) bool { return t.Compare(u) < 0 }
func (t Time) Equal(u Time) bool  { return t.Compare(u) == 0 }

// Compare orders two instants: -1, 0 or 1.
func (t Time) Compare(u Time) int {
	a, b := t.ext, u.ext
	if t.wall&u.wall&hasMonotonic == 0 {
		a, b = t.sec(), u.sec()
		if a == b {
			a, b = int64(t.nsec()), int64(u.nsec())
		}
	}
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// IsZero tells whether t is the zero instant.
func (t Time) IsZero() bool { return t.sec() == 0 && t.nsec() == 0 }

// Add is t+d.
func (t Time) Add(d Duration) Time {
	sec := int64(d / 1e9)
	nsec := t.nsec() + int32(d%1e9)
	if nsec >= 1e9 {
		sec++
		nsec -= 1e9
	} else if nsec < 0 {
		sec--
		nsec += 1e9
	}
	t.wall = t.wall&^nsecMask | uint64(nsec)
	t.addSec(sec)
	if t.wall&hasMonotonic != 0 {
		m := t.ext + int64(d)
		if d < 0 && m > t.ext || d > 0 && m < t.ext {
			t.strip()
		} else {
			t.ext = m
		}
	}
	return t
}

// Sub is t-u; the largest or smallest Duration if it does not fit.
func (t Time) Sub(u Time) Duration {
	if t.wall&u.wall&hasMonotonic != 0 {
		d := Duration(t.ext - u.ext)
		if d < 0 && t.ext > u.ext {
			return maxDuration
		}
		if d > 0 && t.ext < u.ext {
			return minDuration
		}
		return d
	}
	d := Duration(t.sec()-u.sec())*Second + Duration(t.nsec()-u.nsec())
	switch {
	case u.Add(d).Equal(t):
		return d
	case t.Before(u):
		return minDuration
	}
	return maxDuration
}

// Since is the time passed since t.
func Since(t Time) Duration { return Now().Sub(t) }

// Until is the time left until t.
func Until(t Time) Duration { return t.Sub(Now()) }

func (t Time) Unix() int64      { return t.sec() - unixToInternal }
func (t Time) UnixMilli() int64 { return t.Unix()*1e3 + int64(t.nsec())/1e6 }
func (t Time) UnixMicro() int64 { return t.Unix()*1e6 + int64(t.nsec())/1e3 }
func (t Time) UnixNano() int64  { return t.Unix()*1e9 + int64(t.nsec()) }
func (t Time) Nanosecond() int  { return int(t.nsec()) }

// abs is the number of seconds since year 1 on a clock in t's zone.
func (t Time) abs() int64 {
	if t.loc == nil {
		return t.sec()
	}
	_, offset := t.Zone()
	return t.sec() + int64(offset)
}

// days splits seconds since year 1 into days and seconds of the day.
func days(sec int64) (day, rest int64) {
	day, rest = sec/secondsPerDay, sec%secondsPerDay
	if rest < 0 {
		day--
		rest += secondsPerDay
	}
	return
}

// civil is the date of a day counted from January 1, year 1.
func civil(day int64) (year int, month Month, mday, yday int) {
	// Count from March 1, year 0, so that leap days end the years.
	z := day + 306
	era := z / 146097
	if z < 0 {
		era = (z - 146096) / 146097
	}
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	y := yoe + era*400
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	mday = int(doy - (153*mp+2)/5 + 1)
	m := mp + 3
	if m > 12 {
		m -= 12
		y++
	}
	year, month = int(y), Month(m)
	yday = int(day-dayOf(year, January, 1)) + 1
	return
}

// dayOf counts days from January 1, year 1; month and day must be normal.
func dayOf(year int, month Month, day int) int64 {
	y, m := int64(year), int64(month)
	if m <= 2 {
		y--
		m += 12
	}
	era := y / 400
	if y < 0 {
		era = (y - 399) / 400
	}
	yoe := y - era*400
	doy := (153*(m-3)+2)/5 + int64(day) - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return era*146097 + doe - 306
}

// Date is the date in t's zone.
func (t Time) Date() (year int, month Month, day int) {
	d, _ := days(t.abs())
	year, month, day, _ = civil(d)
	return
}

func (t Time) Year() int {
	y, _, _ := t.Date()
	return y
}

func (t Time) Month() Month {
	_, m, _ := t.Date()
	return m
}

func (t Time) Day() int {
	_, _, d := t.Date()
	return d
}

func (t Time) YearDay() int {
	d, _ := days(t.abs())
	_, _, _, yday := civil(d)
	return yday
}

func (t Time) Weekday() Weekday {
	d, _ := days(t.abs())
	w := (d + 1) % 7
	if w < 0 {
		w += 7
	}
	return Weekday(w)
}

// ISOWeek is the ISO 8601 year and week number.
func (t Time) ISOWeek() (year, week int) {
	d, _ := days(t.abs())
	// Go to the Thursday of the week, whose year is the week's.
	d += 3 - (int64(t.Weekday())+6)%7
	year, _, _, yday := civil(d)
	return year, (yday-1)/7 + 1
}

// Clock is the time of the day in t's zone.
func (t Time) Clock() (hour, min, sec int) {
	_, s := days(t.abs())
	return int(s / 3600), int(s % 3600 / 60), int(s % 60)
}

func (t Time) Hour() int {
	h, _, _ := t.Clock()
	return h
}

func (t Time) Minute() int {
	_, m, _ := t.Clock()
	return m
}

func (t Time) Second() int {
	_, _, s := t.Clock()
	return s
}

// Date is the instant of a date and time in a zone; values out of range carry over.
func Date(year int, month Month, day, hour, min, sec, nsec int, loc *Location) Time {
	if loc == nil {
		panic("time: missing Location in call to Date")
	}
	m := int(month) - 1
	year, m = norm(year, m, 12)
	sec, nsec = norm(sec, nsec, 1e9)
	min, sec = norm(min, sec, 60)
	hour, min = norm(hour, min, 60)
	day, hour = norm(day, hour, 24)
	abs := (dayOf(year, Month(m+1), 1)+int64(day)-1)*secondsPerDay + int64(hour*3600+min*60+sec)
	t := Time{uint64(nsec), abs, nil}
	if loc != &utcLoc {
		t.loc = loc
		_, offset, start, end := loc.lookup(abs - unixToInternal)
		if offset != 0 {
			// The offset of the instant meant, not of the same clock reading in UTC.
			utc := abs - unixToInternal - int64(offset)
			if utc < start || utc >= end {
				_, offset, _, _ = loc.lookup(utc)
			}
			t.addSec(-int64(offset))
		}
	}
	return t
}

// norm carries lo into hi so that 0 <= lo < base.
func norm(hi, lo, base int) (nhi, nlo int) {
	if lo < 0 {
		n := (-lo-1)/base + 1
		hi -= n
		lo += n * base
	}
	if lo >= base {
		n := lo / base
		hi += n
		lo -= n * base
	}
	return hi, lo
}

// AddDate adds years, months and days to the date.
func (t Time) AddDate(years int, months int, days int) Time {
	year, month, day := t.Date()
	hour, min, sec := t.Clock()
	return Date(year+years, month+Month(months), day+days, hour, min, sec, int(t.nsec()), t.Location())
}

// Truncate rounds down to a multiple of d since the zero time.
func (t Time) Truncate(d Duration) Time {
	t.strip()
	if d <= 0 {
		return t
	}
	return t.Add(-t.mod(d))
}

// Round rounds to the nearest multiple of d since the zero time, halves up.
func (t Time) Round(d Duration) Time {
	t.strip()
	if d <= 0 {
		return t
	}
	r := t.mod(d)
	if r+r < d {
		return t.Add(-r)
	}
	return t.Add(d - r)
}

// mod is the time since the zero time modulo d.
func (t Time) mod(d Duration) Duration {
	// (sec*1e9 + nsec) mod d by long division of the seconds, bit by bit.
	sec, neg := t.sec(), t.sec() < 0
	nsec := int64(t.nsec())
	if neg {
		sec = -sec
		nsec = -nsec
		if nsec < 0 {
			nsec += 1e9
			sec--
		}
	}
	r, unit := uint64(0), uint64(1e9)%uint64(d)
	for b := 62; b >= 0; b-- {
		r = r * 2 % uint64(d)
		if sec>>uint(b)&1 != 0 {
			r = (r + unit) % uint64(d)
		}
	}
	r = (r + uint64(nsec)%uint64(d)) % uint64(d)
	if neg && r != 0 {
		return d - Duration(r)
	}
	return Duration(r)
}

// UTC is the same instant shown in UTC.
func (t Time) UTC() Time {
	t.setLoc(&utcLoc)
	return t
}

// Local is the same instant shown in the local zone.
func (t Time) Local() Time {
	t.setLoc(Local)
	return t
}

// In is the same instant shown in a zone.
func (t Time) In(loc *Location) Time {
	if loc == nil {
		panic("time: missing Location in call to Time.In")
	}
	t.setLoc(loc)
	return t
}

// Location is t's zone.
func (t Time) Location() *Location {
	if t.loc == nil {
		return UTC
	}
	return t.loc
}

// Zone is the abbreviated name and offset east of UTC, in seconds, of t's zone at t.
func (t Time) Zone() (name string, offset int) {
	name, offset, _, _ = t.Location().lookup(t.Unix())
	return
}

// IsDST tells whether daylight saving is in force.
func (t Time) IsDST() bool { return t.Location().isDST(t.Unix()) }

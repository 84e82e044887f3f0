package time

// Layouts: the reference time is Mon Jan 2 15:04:05 MST 2006.
const (
	Layout      = "01/02 03:04:05PM '06 -0700"
	ANSIC       = "Mon Jan _2 15:04:05 2006"
	UnixDate    = "Mon Jan _2 15:04:05 MST 2006"
	RubyDate    = "Mon Jan 02 15:04:05 -0700 2006"
	RFC822      = "02 Jan 06 15:04 MST"
	RFC822Z     = "02 Jan 06 15:04 -0700"
	RFC850      = "Monday, 02-Jan-06 15:04:05 MST"
	RFC1123     = "Mon, 02 Jan 2006 15:04:05 MST"
	RFC1123Z    = "Mon, 02 Jan 2006 15:04:05 -0700"
	RFC3339     = "2006-01-02T15:04:05Z07:00"
	RFC3339Nano = "2006-01-02T15:04:05.999999999Z07:00"
	Kitchen     = "3:04PM"
	Stamp       = "Jan _2 15:04:05"
	StampMilli  = "Jan _2 15:04:05.000"
	StampMicro  = "Jan _2 15:04:05.000000"
	StampNano   = "Jan _2 15:04:05.000000000"
	DateTime    = "2006-01-02 15:04:05"
	DateOnly    = "2006-01-02"
	TimeOnly    = "15:04:05"
)

// Elements of layouts.
const (
	elemNone = iota
	elemLongMonth
	elemMonth
	elemNumMonth
	elemZeroMonth
	elemLongWeekDay
	elemWeekDay
	elemDay
	elemUnderDay
	elemZeroDay
	elemUnderYearDay
	elemZeroYearDay
	elemHour
	elemHour12
	elemZeroHour12
	elemMinute
	elemZeroMinute
	elemSecond
	elemZeroSecond
	elemLongYear
	elemYear
	elemPM
	elempm
	elemTZ
	elemISO8601TZ
	elemISO8601SecondsTZ
	elemISO8601ShortTZ
	elemISO8601ColonTZ
	elemISO8601ColonSecondsTZ
	elemNumTZ
	elemNumSecondsTz
	elemNumShortTZ
	elemNumColonTZ
	elemNumColonSecondsTZ
	elemFracSecond0 // a point or comma and zeros
	elemFracSecond9 // a point or comma and nines
)

var plainElems = [...]struct {
	text string
	elem int
}{
	{"January", elemLongMonth}, {"Jan", elemMonth}, {"Monday", elemLongWeekDay}, {"Mon", elemWeekDay}, {"MST", elemTZ},
	{"002", elemZeroYearDay}, {"01", elemZeroMonth}, {"02", elemZeroDay}, {"03", elemZeroHour12}, {"04", elemZeroMinute}, {"05", elemZeroSecond}, {"06", elemYear},
	{"15", elemHour}, {"1", elemNumMonth}, {"2006", elemLongYear}, {"2", elemDay},
	{"__2", elemUnderYearDay}, {"_2", elemUnderDay}, {"3", elemHour12}, {"4", elemMinute}, {"5", elemSecond}, {"PM", elemPM}, {"pm", elempm},
	{"-07:00:00", elemNumColonSecondsTZ}, {"-070000", elemNumSecondsTz}, {"-07:00", elemNumColonTZ}, {"-0700", elemNumTZ}, {"-07", elemNumShortTZ},
	{"Z07:00:00", elemISO8601ColonSecondsTZ}, {"Z070000", elemISO8601SecondsTZ}, {"Z07:00", elemISO8601ColonTZ}, {"Z0700", elemISO8601TZ}, {"Z07", elemISO8601ShortTZ},
}

func hasPrefix(s, prefix string) bool { return len(s) >= len(prefix) && s[:len(prefix)] == prefix }

func isDigit(s string, i int) bool { return i < len(s) && '0' <= s[i] && s[i] <= '9' }

// nextElem finds the first element of a layout; digits is the length of a fraction.
func nextElem(layout string) (prefix string, elem, digits int, suffix string) {
	for i := 0; i < len(layout); i++ {
		rest := layout[i:]
		switch c := rest[0]; c {
		case '.', ',':
			if len(rest) > 1 && (rest[1] == '0' || rest[1] == '9') {
				j := 1
				for j < len(rest) && rest[j] == rest[1] {
					j++
				}
				if !isDigit(rest, j) {
					elem = elemFracSecond0
					if rest[1] == '9' {
						elem = elemFracSecond9
					}
					return layout[:i], elem, j - 1, rest[j:]
				}
			}
			continue
		case 'J', 'M', 'P', 'p', '0', '1', '2', '3', '4', '5', '_', '-', 'Z':
		default:
			continue
		}
		if hasPrefix(rest, "_2006") {
			return layout[:i+1], elemLongYear, 0, rest[5:]
		}
		for k := range plainElems {
			e := &plainElems[k]
			if !hasPrefix(rest, e.text) {
				continue
			}
			if e.elem == elemMonth || e.elem == elemWeekDay {
				if n := len(e.text); len(rest) > n && 'a' <= rest[n] && rest[n] <= 'z' {
					continue
				}
			}
			return layout[:i], e.elem, 0, rest[len(e.text):]
		}
	}
	return layout, elemNone, 0, ""
}

func appendInt(b []byte, x, width int) []byte {
	if x < 0 {
		b = append(b, '-')
		x = -x
	}
	var buf [20]byte
	w := fmtInt(buf[:], uint64(x))
	for n := len(buf) - w; n < width; n++ {
		b = append(b, '0')
	}
	return append(b, buf[w:]...)
}

// Format shows t as the layout shows the reference time.
func (t Time) Format(layout string) string {
	// Most texts fit the frame, so that only the result is made.
	var b []byte
	if size := len(layout) + 10; size < 64 {
		var buf [64]byte
		b = buf[:0]
	} else {
		b = make([]byte, 0, size)
	}
	return string(t.AppendFormat(b, layout))
}

// AppendFormat is Format, appended to b.
func (t Time) AppendFormat(b []byte, layout string) []byte {
	name, offset := t.Zone()
	day, clock := days(t.sec() + int64(offset))
	year, month, mday, yday := civil(day)
	hour, min, sec := int(clock/3600), int(clock%3600/60), int(clock%60)
	for layout != "" {
		prefix, elem, digits, suffix := nextElem(layout)
		b = append(b, prefix...)
		sep := byte('.')
		if len(prefix) < len(layout) {
			sep = layout[len(prefix)]
		}
		layout = suffix
		switch elem {
		case elemNone:
			return b
		case elemYear:
			y := year
			if y < 0 {
				y = -y
			}
			b = appendInt(b, y%100, 2)
		case elemLongYear:
			b = appendInt(b, year, 4)
		case elemMonth:
			b = append(b, month.String()[:3]...)
		case elemLongMonth:
			b = append(b, month.String()...)
		case elemNumMonth:
			b = appendInt(b, int(month), 0)
		case elemZeroMonth:
			b = appendInt(b, int(month), 2)
		case elemWeekDay:
			b = append(b, t.Weekday().String()[:3]...)
		case elemLongWeekDay:
			b = append(b, t.Weekday().String()...)
		case elemDay:
			b = appendInt(b, mday, 0)
		case elemUnderDay:
			if mday < 10 {
				b = append(b, ' ')
			}
			b = appendInt(b, mday, 0)
		case elemZeroDay:
			b = appendInt(b, mday, 2)
		case elemUnderYearDay:
			if yday < 100 {
				b = append(b, ' ')
				if yday < 10 {
					b = append(b, ' ')
				}
			}
			b = appendInt(b, yday, 0)
		case elemZeroYearDay:
			b = appendInt(b, yday, 3)
		case elemHour:
			b = appendInt(b, hour, 2)
		case elemHour12, elemZeroHour12:
			h := hour % 12
			if h == 0 {
				h = 12
			}
			width := 0
			if elem == elemZeroHour12 {
				width = 2
			}
			b = appendInt(b, h, width)
		case elemMinute:
			b = appendInt(b, min, 0)
		case elemZeroMinute:
			b = appendInt(b, min, 2)
		case elemSecond:
			b = appendInt(b, sec, 0)
		case elemZeroSecond:
			b = appendInt(b, sec, 2)
		case elemPM, elempm:
			s := "AM"
			if hour >= 12 {
				s = "PM"
			}
			if elem == elempm {
				s = "am"
				if hour >= 12 {
					s = "pm"
				}
			}
			b = append(b, s...)
		case elemTZ:
			if name != "" {
				b = append(b, name...)
				break
			}
			b = appendOffset(b, offset, false, false, true)
		case elemISO8601TZ, elemISO8601SecondsTZ, elemISO8601ShortTZ, elemISO8601ColonTZ, elemISO8601ColonSecondsTZ,
			elemNumTZ, elemNumSecondsTz, elemNumShortTZ, elemNumColonTZ, elemNumColonSecondsTZ:
			if offset == 0 && elem <= elemISO8601ColonSecondsTZ {
				b = append(b, 'Z')
				break
			}
			colon := elem == elemISO8601ColonTZ || elem == elemNumColonTZ || elem == elemISO8601ColonSecondsTZ || elem == elemNumColonSecondsTZ
			seconds := elem == elemISO8601SecondsTZ || elem == elemNumSecondsTz || elem == elemISO8601ColonSecondsTZ || elem == elemNumColonSecondsTZ
			minutes := elem != elemNumShortTZ && elem != elemISO8601ShortTZ
			b = appendOffset(b, offset, colon, seconds, minutes)
		case elemFracSecond0, elemFracSecond9:
			var frac [9]byte
			u := t.nsec()
			for i := 8; i >= 0; i-- {
				frac[i] = byte(u%10) + '0'
				u /= 10
			}
			n := digits
			if n > 9 {
				n = 9
			}
			if elem == elemFracSecond9 {
				for n > 0 && frac[n-1] == '0' {
					n--
				}
				if n == 0 {
					break
				}
			}
			b = append(b, sep)
			b = append(b, frac[:n]...)
		}
	}
	return b
}

func appendOffset(b []byte, offset int, colon, seconds, minutes bool) []byte {
	z := offset / 60
	abs := offset
	if z < 0 || offset < 0 {
		b = append(b, '-')
		z = -z
		abs = -abs
	} else {
		b = append(b, '+')
	}
	b = appendInt(b, z/60, 2)
	if minutes || seconds {
		if colon {
			b = append(b, ':')
		}
		b = appendInt(b, z%60, 2)
	}
	if seconds {
		if colon {
			b = append(b, ':')
		}
		b = appendInt(b, abs%60, 2)
	}
	return b
}

// String shows t for debugging, with the monotonic clock.
func (t Time) String() string {
	s := t.Format("2006-01-02 15:04:05.999999999 -0700 MST")
	if t.wall&hasMonotonic != 0 {
		m := t.ext
		sign := byte('+')
		if m < 0 {
			sign = '-'
			m = -m
		}
		frac := "000000000" + itoa(m%1e9)
		s += " m=" + string(sign) + itoa(m/1e9) + "." + frac[len(frac)-9:]
	}
	return s
}

// GoString shows t as Go source.
func (t Time) GoString() string {
	year, month, day := t.Date()
	hour, min, sec := t.Clock()
	s := "time.Date(" + itoa(int64(year)) + ", "
	if January <= month && month <= December {
		s += "time." + month.String()
	} else {
		s += itoa(int64(month))
	}
	for _, n := range [...]int{day, hour, min, sec, int(t.nsec())} {
		s += ", " + itoa(int64(n))
	}
	switch t.loc {
	case nil, UTC:
		s += ", time.UTC)"
	case Local:
		s += ", time.Local)"
	default:
		s += ", time.Location(" + quote(t.loc.name) + "))"
	}
	return s
}

// ParseError tells what part of a value does not fit what part of a layout.
type ParseError struct {
	Layout     string
	Value      string
	LayoutElem string
	ValueElem  string
	Message    string
}

func (e *ParseError) Error() string {
	if e.Message == "" {
		return "parsing time " + quote(e.Value) + " as " + quote(e.Layout) + ": cannot parse " + quote(e.ValueElem) + " as " + quote(e.LayoutElem)
	}
	return "parsing time " + quote(e.Value) + e.Message
}

type syntaxError struct{}

func (syntaxError) Error() string { return "bad value for field" }

var errBad error = syntaxError{}

// getnum reads one or two digits (two if fixed).
func getnum(s string, fixed bool) (int, string, error) {
	if !isDigit(s, 0) {
		return 0, s, errBad
	}
	if !isDigit(s, 1) {
		if fixed {
			return 0, s, errBad
		}
		return int(s[0] - '0'), s[1:], nil
	}
	return int(s[0]-'0')*10 + int(s[1]-'0'), s[2:], nil
}

func getdigits(s string, n int) (int, string, error) {
	v := 0
	for i := 0; i < n; i++ {
		if !isDigit(s, i) {
			return 0, s, errBad
		}
		v = v*10 + int(s[i]-'0')
	}
	return v, s[n:], nil
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// lookupName finds the name that val begins with, without regard to case.
func lookupName(names []string, short bool, val string) (int, string, error) {
	for i, name := range names {
		if short {
			name = name[:3]
		}
		if len(val) < len(name) {
			continue
		}
		same := true
		for j := 0; j < len(name); j++ {
			same = same && lower(name[j]) == lower(val[j])
		}
		if same {
			return i, val[len(name):], nil
		}
	}
	return -1, val, errBad
}

// skip drops prefix from value; white space in it matches any.
func skip(value, prefix string) (string, error) {
	for len(prefix) > 0 {
		if prefix[0] == ' ' {
			if len(value) > 0 && value[0] != ' ' {
				return value, errBad
			}
			for len(prefix) > 0 && prefix[0] == ' ' {
				prefix = prefix[1:]
			}
			for len(value) > 0 && value[0] == ' ' {
				value = value[1:]
			}
			continue
		}
		if len(value) == 0 || value[0] != prefix[0] {
			return value, errBad
		}
		prefix = prefix[1:]
		value = value[1:]
	}
	return value, nil
}

// parseFrac reads a point and digits as nanoseconds.
func parseFrac(s string) int {
	if len(s) > 10 {
		s = s[:10]
	}
	n := 0
	for i := 1; i < 10; i++ {
		n *= 10
		if i < len(s) {
			n += int(s[i] - '0')
		}
	}
	return n
}

// zoneAbbrev is the length of the zone abbreviation that s begins with, 0 if none.
func zoneAbbrev(s string) int {
	if len(s) < 3 {
		return 0
	}
	if hasPrefix(s, "ChST") || hasPrefix(s, "MeST") {
		return 4
	}
	if s[0] == '+' || s[0] == '-' || hasPrefix(s, "GMT") {
		at := 0
		if s[0] == 'G' {
			at = 3
		}
		if at < len(s) && (s[at] == '+' || s[at] == '-') {
			n, j := 0, at+1
			for isDigit(s, j) {
				n = n*10 + int(s[j]-'0')
				j++
			}
			if j > at+1 && n <= 23 {
				return j
			}
		}
		return at
	}
	n := 0
	for n < 6 && n < len(s) && 'A' <= s[n] && s[n] <= 'Z' {
		n++
	}
	switch n {
	case 5:
		if s[4] == 'T' {
			return 5
		}
	case 4:
		if s[3] == 'T' || hasPrefix(s, "WITA") {
			return 4
		}
	case 3:
		return 3
	}
	return 0
}

// Parse reads a time shown by the layout; without a zone it is UTC.
func Parse(layout, value string) (Time, error) { return parse(layout, value, UTC, Local) }

// ParseInLocation is Parse with a zone for times without one.
func ParseInLocation(layout, value string, loc *Location) (Time, error) {
	return parse(layout, value, loc, loc)
}

func parse(layout, value string, deflt, local *Location) (Time, error) {
	allLayout, allValue := layout, value
	rangeErr := ""
	pm, pmSet := false, false
	year, month, day, yday := 0, -1, -1, -1
	hour, min, sec, nsec := 0, 0, 0, 0
	var z *Location
	zoneOffset := -1
	zoneName := ""
	for {
		var err error
		prefix, elem, digits, suffix := nextElem(layout)
		elemText := layout[len(prefix) : len(layout)-len(suffix)]
		rest, err := skip(value, prefix)
		if err != nil {
			return Time{}, &ParseError{allLayout, allValue, prefix, rest, ""}
		}
		value = rest
		if elem == elemNone {
			if len(value) != 0 {
				return Time{}, &ParseError{allLayout, allValue, "", value, ": extra text: " + quote(value)}
			}
			break
		}
		layout = suffix
		hold := value
		n := 0
		switch elem {
		case elemYear:
			if len(value) < 2 {
				err = errBad
				break
			}
			// A sign counts as one of the two characters.
			sign := 1
			switch value[0] {
			case '-':
				sign = -1
				fallthrough
			case '+':
				year, value, err = getdigits(value[1:], 1)
				year *= sign
			default:
				year, value, err = getdigits(value, 2)
			}
			if year >= 69 {
				year += 1900
			} else {
				year += 2000
			}
		case elemLongYear:
			year, value, err = getdigits(value, 4)
		case elemMonth:
			month, value, err = lookupName(monthNames[:], true, value)
			month++
		case elemLongMonth:
			month, value, err = lookupName(monthNames[:], false, value)
			month++
		case elemNumMonth, elemZeroMonth:
			month, value, err = getnum(value, elem == elemZeroMonth)
			if err == nil && (month <= 0 || 12 < month) {
				rangeErr = "month"
			}
		case elemWeekDay:
			_, value, err = lookupName(dayNames[:], true, value)
		case elemLongWeekDay:
			_, value, err = lookupName(dayNames[:], false, value)
		case elemDay, elemUnderDay, elemZeroDay:
			if elem == elemUnderDay && len(value) > 0 && value[0] == ' ' {
				value = value[1:]
			}
			day, value, err = getnum(value, elem == elemZeroDay)
		case elemUnderYearDay, elemZeroYearDay:
			for i := 0; i < 2; i++ {
				if elem == elemUnderYearDay && len(value) > 0 && value[0] == ' ' {
					value = value[1:]
				}
			}
			for n < 3 && isDigit(value, n) {
				n++
			}
			if n == 0 || elem == elemZeroYearDay && n < 3 {
				err = errBad
				break
			}
			yday, value, err = getdigits(value, n)
		case elemHour:
			hour, value, err = getnum(value, false)
			if hour < 0 || 24 <= hour {
				rangeErr = "hour"
			}
		case elemHour12, elemZeroHour12:
			hour, value, err = getnum(value, elem == elemZeroHour12)
			if hour < 0 || 12 < hour {
				rangeErr = "hour"
			}
		case elemMinute, elemZeroMinute:
			min, value, err = getnum(value, elem == elemZeroMinute)
			if min < 0 || 60 <= min {
				rangeErr = "minute"
			}
		case elemSecond, elemZeroSecond:
			sec, value, err = getnum(value, elem == elemZeroSecond)
			if err != nil {
				break
			}
			if sec < 0 || 60 <= sec {
				rangeErr = "second"
				break
			}
			// A fraction may follow although the layout has none.
			if len(value) >= 2 && (value[0] == '.' || value[0] == ',') && isDigit(value, 1) {
				if _, next, _, _ := nextElem(layout); next == elemFracSecond0 || next == elemFracSecond9 {
					break
				}
				n = 2
				for isDigit(value, n) {
					n++
				}
				nsec = parseFrac(value[:n])
				value = value[n:]
			}
		case elemPM, elempm:
			if len(value) < 2 {
				err = errBad
				break
			}
			s := value[:2]
			value = value[2:]
			switch {
			case elem == elemPM && s == "PM", elem == elempm && s == "pm":
				pmSet, pm = true, true
			case elem == elemPM && s == "AM", elem == elempm && s == "am":
				pmSet = true
			default:
				err = errBad
			}
		case elemISO8601TZ, elemISO8601ShortTZ, elemISO8601ColonTZ, elemISO8601SecondsTZ, elemISO8601ColonSecondsTZ,
			elemNumTZ, elemNumShortTZ, elemNumColonTZ, elemNumSecondsTz, elemNumColonSecondsTZ:
			if elem <= elemISO8601ColonSecondsTZ && len(value) >= 1 && value[0] == 'Z' {
				value = value[1:]
				z = UTC
				break
			}
			colon := elem == elemISO8601ColonTZ || elem == elemNumColonTZ || elem == elemISO8601ColonSecondsTZ || elem == elemNumColonSecondsTZ
			parts := 2
			if elem == elemNumShortTZ || elem == elemISO8601ShortTZ {
				parts = 1
			} else if elem == elemISO8601SecondsTZ || elem == elemISO8601ColonSecondsTZ || elem == elemNumSecondsTz || elem == elemNumColonSecondsTZ {
				parts = 3
			}
			width := 1 + 2*parts
			if colon {
				width += parts - 1
			}
			if len(value) < width || colon && (value[3] != ':' || parts == 3 && value[6] != ':') {
				err = errBad
				break
			}
			sign := value[0]
			offset := value[1:width]
			value = value[width:]
			var v [3]int
			for i := 0; i < parts && err == nil; i++ {
				at := 2 * i
				if colon {
					at += i
				}
				v[i], _, err = getnum(offset[at:], true)
			}
			// A number out of range counts more than what is wrong behind it.
			switch {
			case v[2] > 60:
				rangeErr = "time zone offset second"
			case v[1] > 60:
				rangeErr = "time zone offset minute"
			case v[0] > 24:
				rangeErr = "time zone offset hour"
			}
			zoneOffset = (v[0]*60+v[1])*60 + v[2]
			switch sign {
			case '+':
			case '-':
				zoneOffset = -zoneOffset
			default:
				err = errBad
			}
		case elemTZ:
			if hasPrefix(value, "UTC") {
				z = UTC
				value = value[3:]
				break
			}
			n = zoneAbbrev(value)
			if n == 0 {
				err = errBad
				break
			}
			zoneName, value = value[:n], value[n:]
		case elemFracSecond0:
			n = 1 + digits
			if len(value) < n || value[0] != '.' && value[0] != ',' {
				err = errBad
				break
			}
			for i := 1; i < n; i++ {
				if !isDigit(value, i) {
					err = errBad
				}
			}
			if err == nil {
				nsec = parseFrac(value[:n])
				value = value[n:]
			}
		case elemFracSecond9:
			if len(value) < 2 || value[0] != '.' && value[0] != ',' || !isDigit(value, 1) {
				break
			}
			n = 2
			for isDigit(value, n) {
				n++
			}
			nsec = parseFrac(value[:n])
			value = value[n:]
		}
		if rangeErr != "" {
			return Time{}, &ParseError{allLayout, allValue, elemText, value, ": " + rangeErr + " out of range"}
		}
		if err != nil {
			return Time{}, &ParseError{allLayout, allValue, elemText, hold, ""}
		}
	}
	if pmSet {
		if pm && hour < 12 {
			hour += 12
		} else if !pm && hour == 12 {
			hour = 0
		}
	}
	if yday >= 0 {
		leap := dayOf(year+1, January, 1)-dayOf(year, January, 1) == 366
		if yday < 1 || yday > 365 && !(leap && yday == 366) {
			return Time{}, &ParseError{allLayout, allValue, "", value, ": day-of-year out of range"}
		}
		_, m, d, _ := civil(dayOf(year, January, 1) + int64(yday-1))
		if month >= 0 && month != int(m) {
			return Time{}, &ParseError{allLayout, allValue, "", value, ": day-of-year does not match month"}
		}
		month = int(m)
		if day >= 0 && day != d {
			return Time{}, &ParseError{allLayout, allValue, "", value, ": day-of-year does not match day"}
		}
		day = d
	} else {
		if month < 0 {
			month = int(January)
		}
		if day < 0 {
			day = 1
		}
	}
	y, m := year, Month(month+1)
	if month == 12 {
		y, m = year+1, January
	}
	if day < 1 || day > int(dayOf(y, m, 1)-dayOf(year, Month(month), 1)) {
		return Time{}, &ParseError{allLayout, allValue, "", value, ": day out of range"}
	}
	if z != nil {
		return Date(year, Month(month), day, hour, min, sec, nsec, z), nil
	}
	if zoneOffset != -1 {
		t := Date(year, Month(month), day, hour, min, sec, nsec, UTC)
		t.addSec(-int64(zoneOffset))
		name, offset, _, _ := local.lookup(t.Unix())
		if offset == zoneOffset && (zoneName == "" || name == zoneName) {
			return t.In(local), nil
		}
		return t.In(FixedZone(zoneName, zoneOffset)), nil
	}
	if zoneName != "" {
		t := Date(year, Month(month), day, hour, min, sec, nsec, UTC)
		for _, known := range local.get().zones {
			if known.name == zoneName {
				t.addSec(-int64(known.offset))
				return t.In(local), nil
			}
		}
		offset := 0
		if len(zoneName) > 3 && zoneName[:3] == "GMT" {
			offset, _, _ = tailOffset(zoneName[3:])
		}
		t.addSec(-int64(offset))
		return t.In(FixedZone(zoneName, offset)), nil
	}
	return Date(year, Month(month), day, hour, min, sec, nsec, deflt), nil
}

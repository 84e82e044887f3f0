package tar

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// Names of PAX records that stand for fields of a header.
const (
	recordPath     = "path"
	recordLinkpath = "linkpath"
	recordSize     = "size"
	recordUid      = "uid"
	recordGid      = "gid"
	recordUname    = "uname"
	recordGname    = "gname"
	recordMtime    = "mtime"
	recordAtime    = "atime"
	recordCtime    = "ctime"
	recordXattr    = "SCHILY.xattr." // and the attribute's name
)

// isField tells whether a record stands for a field.
func isField(key string) bool {
	switch key {
	case recordPath, recordLinkpath, recordSize, recordUid, recordGid, recordUname, recordGname,
		recordMtime, recordAtime, recordCtime:
		return true
	}
	return false
}

// isValidRecord tells whether a record can be written. Values may hold anything, since many
// programs write anything, but the strings that are fields.
func isValidRecord(key, value string) bool {
	if key == "" || strings.Contains(key, "=") {
		return false
	}
	switch key {
	case recordPath, recordLinkpath, recordUname, recordGname:
		return !hasNUL(value)
	}
	return !hasNUL(key)
}

// record is "length key=value\n", where the length counts itself.
func record(key, value string) (string, error) {
	if !isValidRecord(key, value) {
		return "", ErrHeader
	}
	rest := " " + key + "=" + value + "\n"
	length := strconv.Itoa(len(rest))
	for length != strconv.Itoa(len(length)+len(rest)) {
		length = strconv.Itoa(len(length) + len(rest))
	}
	return length + rest, nil
}

// cutRecord takes the first record off.
func cutRecord(s string) (key, value, rest string, err error) {
	digits, after, ok := strings.Cut(s, " ")
	n, failed := strconv.ParseInt(digits, 10, 0)
	if !ok || failed != nil || n < 5 || n > int64(len(s)) {
		return "", "", s, ErrHeader
	}
	n -= int64(len(digits) + 1)
	if n <= 0 || after[n-1] != '\n' {
		return "", "", s, ErrHeader
	}
	key, value, ok = strings.Cut(after[:n-1], "=")
	if !ok || !isValidRecord(key, value) {
		return "", "", s, ErrHeader
	}
	return key, value, after[n:], nil
}

// readRecords reads a PAX header.
func readRecords(r io.Reader) (map[string]string, error) {
	data, err := readSpecial(r)
	if err != nil {
		return nil, err
	}
	// The first form of maps of sparse files has two records for each piece, with the same
	// names each time; they become the record of the second.
	var pieces []string
	records := make(map[string]string)
	for rest := string(data); rest != ""; {
		var key, value string
		if key, value, rest, err = cutRecord(rest); err != nil {
			return nil, err
		}
		want := sparseOffset
		if len(pieces)%2 == 1 {
			want = sparseNumBytes
		}
		switch {
		case key != sparseOffset && key != sparseNumBytes:
			records[key] = value
		case key != want || strings.Contains(value, ","):
			return nil, ErrHeader
		default:
			pieces = append(pieces, value)
		}
	}
	if len(pieces) > 0 {
		records[sparseMap] = strings.Join(pieces, ",")
	}
	return records, nil
}

// readSpecial reads an entry that belongs to another's header.
func readSpecial(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxSpecial+1))
	if len(data) > maxSpecial {
		return nil, ErrFieldTooLong
	}
	return data, err
}

// merge puts records into the fields that they stand for.
func (h *Header) merge(records map[string]string) error {
	for key, value := range records {
		if value == "" {
			continue
		}
		var err error
		var n int64
		switch key {
		case recordPath:
			h.Name = value
		case recordLinkpath:
			h.Linkname = value
		case recordUname:
			h.Uname = value
		case recordGname:
			h.Gname = value
		case recordUid:
			n, err = strconv.ParseInt(value, 10, 64)
			h.Uid = int(n)
		case recordGid:
			n, err = strconv.ParseInt(value, 10, 64)
			h.Gid = int(n)
		case recordSize:
			h.Size, err = strconv.ParseInt(value, 10, 64)
		case recordAtime:
			h.AccessTime, err = parseTime(value)
		case recordMtime:
			h.ModTime, err = parseTime(value)
		case recordCtime:
			h.ChangeTime, err = parseTime(value)
		default:
			if name, ok := strings.CutPrefix(key, recordXattr); ok {
				if h.Xattrs == nil {
					h.Xattrs = make(map[string]string)
				}
				h.Xattrs[name] = value
			}
		}
		if err != nil {
			return ErrHeader
		}
	}
	h.PAXRecords = records
	return nil
}

// parseTime reads seconds with a fraction.
func parseTime(s string) (time.Time, error) {
	whole, fraction, _ := strings.Cut(s, ".")
	sec, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return time.Time{}, ErrHeader
	}
	var nsec int64
	unit := int64(1e8)
	for _, c := range []byte(fraction) {
		if c < '0' || c > '9' {
			return time.Time{}, ErrHeader
		}
		nsec += int64(c-'0') * unit
		unit /= 10
	}
	if strings.HasPrefix(whole, "-") {
		nsec = -nsec
	}
	return time.Unix(sec, nsec), nil
}

func formatTime(t time.Time) string {
	sec, nsec := t.Unix(), t.Nanosecond()
	if nsec == 0 {
		return strconv.FormatInt(sec, 10)
	}
	sign := ""
	if sec < 0 {
		sign, sec, nsec = "-", -(sec + 1), 1e9-nsec
	}
	return strings.TrimRight(fmt.Sprintf("%s%d.%09d", sign, sec, nsec), "0")
}

package tar

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// headerError says why no form can express a header.
type headerError []string

func (e headerError) Error() string {
	var reasons []string
	for _, reason := range e {
		if reason != "" {
			reasons = append(reasons, reason)
		}
	}
	const text = "archive/tar: cannot encode header"
	if len(reasons) == 0 {
		return text
	}
	return text + ": " + strings.Join(reasons, "; and ")
}

// choice finds out which forms can express a header.
type choice struct {
	h       *Header
	formats Format
	records map[string]string // that PAX needs
	// exact is set if ustar would lose parts of seconds.
	exact bool
	// The last reason against each form, and for one only.
	noUSTAR, noPAX, noGNU, onlyPAX string
}

func (c *choice) notUSTAR(format string, args ...any) {
	c.noUSTAR = "USTAR cannot encode " + fmt.Sprintf(format, args...)
	c.formats &^= FormatUSTAR
}

func (c *choice) notGNU(format string, args ...any) {
	c.noGNU = "GNU cannot encode " + fmt.Sprintf(format, args...)
	c.formats &^= FormatGNU
}

// needsRecord says that PAX needs a record, which it has not for all fields.
func (c *choice) needsRecord(key, value, format string, args ...any) {
	if key != "" {
		c.records[key] = value
		return
	}
	c.noPAX = "PAX cannot encode " + fmt.Sprintf(format, args...)
	c.formats &^= FormatPAX
}

// keep writes a record that the header has already and that agrees with the field.
func (c *choice) keep(key, value string) {
	if old, ok := c.h.PAXRecords[key]; ok && old == value {
		c.records[key] = value
	}
}

func (c *choice) text(s string, f field, name, key string) {
	const format = "%s=%q"
	isLong := len(s) > f.size
	if hasNUL(s) || isLong && key != recordPath && key != recordLinkpath {
		c.notGNU(format, name, s)
	}
	if isLong || !isASCII(s) {
		_, _, ok := splitPath(s)
		if key != recordPath || !ok {
			c.notUSTAR(format, name, s)
		}
		c.needsRecord(key, s, format, name, s)
	}
	c.keep(key, s)
}

func (c *choice) number(n int64, f field, name, key string) {
	const format = "%s=%d"
	if !fitsBinary(f.size, n) {
		c.notGNU(format, name, n)
	}
	digits := strconv.FormatInt(n, 10)
	if !fitsOctal(f.size, n) {
		c.notUSTAR(format, name, n)
		c.needsRecord(key, digits, format, name, n)
	}
	c.keep(key, digits)
}

func (c *choice) time(t time.Time, f field, name, key string) {
	if t.IsZero() {
		return
	}
	const format = "%s=%v"
	if !fitsBinary(f.size, t.Unix()) {
		c.notGNU(format, name, t)
	}
	fits := key == recordMtime && fitsOctal(f.size, t.Unix())
	if !fits {
		c.notUSTAR(format, name, t)
	}
	if !fits || t.Nanosecond() != 0 {
		c.exact = true
		c.records[key] = formatTime(t)
	}
	c.keep(key, formatTime(t))
}

// choose tells which forms can express the header, and the records that PAX needs.
func (h *Header) choose() (Format, map[string]string, error) {
	c := &choice{h: h, formats: anyFormat, records: make(map[string]string)}
	c.text(h.Name, fieldName, "Name", recordPath)
	c.text(h.Linkname, fieldLinkname, "Linkname", recordLinkpath)
	c.text(h.Uname, fieldUname, "Uname", recordUname)
	c.text(h.Gname, fieldGname, "Gname", recordGname)
	c.number(h.Mode, fieldMode, "Mode", "")
	c.number(int64(h.Uid), fieldUid, "Uid", recordUid)
	c.number(int64(h.Gid), fieldGid, "Gid", recordGid)
	c.number(h.Size, fieldSize, "Size", recordSize)
	c.number(h.Devmajor, fieldDevmajor, "Devmajor", "")
	c.number(h.Devminor, fieldDevminor, "Devminor", "")
	c.time(h.ModTime, fieldModTime, "ModTime", recordMtime)
	c.time(h.AccessTime, gnuAccessTime, "AccessTime", recordAtime)
	c.time(h.ChangeTime, gnuChangeTime, "ChangeTime", recordCtime)

	if err := c.kind(); err != nil {
		return FormatUnknown, nil, err
	}
	c.extras()
	for key, value := range c.records {
		if !isValidRecord(key, value) {
			return FormatUnknown, nil, headerError{fmt.Sprintf("invalid PAX record: %q", key+" = "+value)}
		}
	}
	if want := h.Format; want != FormatUnknown {
		if want&FormatPAX != 0 && !c.exact {
			// PAX without records is ustar.
			want |= FormatUSTAR
		}
		c.formats &= want
	}
	if c.formats != FormatUnknown {
		return c.formats, c.records, nil
	}
	switch h.Format {
	case FormatUSTAR:
		return FormatUnknown, nil, headerError{"Format specifies USTAR", c.noUSTAR, c.onlyPAX}
	case FormatPAX:
		return FormatUnknown, nil, headerError{"Format specifies PAX", c.noPAX}
	case FormatGNU:
		return FormatUnknown, nil, headerError{"Format specifies GNU", c.noGNU, c.onlyPAX}
	}
	return FormatUnknown, nil, headerError{c.noUSTAR, c.noPAX, c.noGNU, c.onlyPAX}
}

// kind checks what the kind of the entry asks for.
func (c *choice) kind() error {
	h := c.h
	switch h.Typeflag {
	case TypeReg, TypeChar, TypeBlock, TypeFifo, TypeGNUSparse:
		if strings.HasSuffix(h.Name, "/") {
			return headerError{"filename may not have trailing slash"}
		}
	case TypeXHeader, TypeGNULongName, TypeGNULongLink:
		return headerError{"cannot manually encode TypeXHeader, TypeGNULongName, or TypeGNULongLink headers"}
	case TypeXGlobalHeader:
		only := Header{Name: h.Name, Typeflag: h.Typeflag, Xattrs: h.Xattrs, PAXRecords: h.PAXRecords, Format: h.Format}
		if !reflect.DeepEqual(*h, only) {
			return headerError{"only PAXRecords should be set for TypeXGlobalHeader"}
		}
		c.onlyPAX = "only PAX supports TypeXGlobalHeader"
		c.formats &= FormatPAX
	}
	if !hasNoData(h.Typeflag) && h.Size < 0 {
		return headerError{"negative size on header-only type"}
	}
	return nil
}

// extras adds attributes and records that are no fields.
func (c *choice) extras() {
	h := c.h
	if len(h.Xattrs) > 0 {
		for name, value := range h.Xattrs {
			c.records[recordXattr+name] = value
		}
		c.onlyPAX = "only PAX supports Xattrs"
		c.formats &= FormatPAX
	}
	if len(h.PAXRecords) > 0 {
		for key, value := range h.PAXRecords {
			_, isThere := c.records[key]
			isOwn := !isField(key) && !strings.HasPrefix(key, sparsePrefix)
			if !isThere && (isOwn || h.Typeflag == TypeXGlobalHeader) {
				c.records[key] = value
			}
		}
		c.onlyPAX = "only PAX supports PAXRecords"
		c.formats &= FormatPAX
	}
}

// splitPath splits a name into ustar's prefix and name.
func splitPath(name string) (prefix, suffix string, ok bool) {
	length := len(name)
	switch {
	case length <= fieldName.size || !isASCII(name):
		return "", "", false
	case length > ustarPrefix.size+1:
		length = ustarPrefix.size + 1
	case name[length-1] == '/':
		length--
	}
	i := strings.LastIndex(name[:length], "/")
	rest := len(name) - i - 1
	if i <= 0 || i > ustarPrefix.size || rest == 0 || rest > fieldName.size {
		return "", "", false
	}
	return name[:i], name[i+1:], true
}

package net

import (
	"errors"
	"strings"
)

// Kinds of DNS records.
const (
	dnsA     = 1
	dnsNS    = 2
	dnsCNAME = 5
	dnsPTR   = 12
	dnsMX    = 15
	dnsTXT   = 16
	dnsAAAA  = 28
	dnsSRV   = 33
	dnsOPT   = 41
)

// What servers answer.
const (
	dnsSuccess       = 0
	dnsServerFailure = 2
	dnsNameError     = 3
)

const (
	dnsInternet = 1 // The class of all records.
	// maxDNSPacket is how long answers over UDP may be.
	maxDNSPacket = 1232
	dnsHeader    = 12
)

var (
	errCannotMarshal   = errors.New("cannot marshal DNS message")
	errCannotUnmarshal = errors.New("cannot unmarshal DNS message")
)

// dnsMessage is an answer.
type dnsMessage struct {
	id                 uint16
	isResponse         bool
	isAuthoritative    bool
	isTruncated        bool
	recursionAvailable bool
	code               int // Of the header and of the OPT record.
	hasAdditionals     bool
	question           dnsQuestion
	answers            []dnsRecord
}

// dnsQuestion is what is asked for.
type dnsQuestion struct {
	name string
	kind uint16
}

// dnsRecord is a record: which fields it has depends on the kind.
type dnsRecord struct {
	name   string
	kind   uint16
	ip     IP       // A, AAAA.
	target string   // CNAME, NS, PTR, MX, SRV.
	texts  []string // TXT.
	// Preference (MX); priority, weight, port (SRV).
	numbers [3]uint16
}

func appendUint16(b []byte, n uint16) []byte { return append(b, byte(n>>8), byte(n)) }

// appendName writes a name that ends in a dot.
func appendName(b []byte, name string) ([]byte, bool) {
	if name == "." {
		return append(b, 0), true
	}
	if len(name) > 255 || !strings.HasSuffix(name, ".") {
		return nil, false
	}
	for label := range strings.SplitSeq(name[:len(name)-1], ".") {
		if label == "" || len(label) > 63 {
			return nil, false
		}
		b = append(append(b, byte(len(label))), label...)
	}
	return append(b, 0), true
}

// newDNSQuery is a message that asks the question.
func newDNSQuery(id uint16, q dnsQuestion, authenticData bool) ([]byte, bool) {
	b := appendUint16(nil, id)
	flags := byte(0)
	if authenticData {
		flags = 0x20
	}
	// Recursion is desired; one question, no answers, no authorities, one additional.
	b = append(b, 1, flags, 0, 1, 0, 0, 0, 0, 0, 1)
	b, ok := appendName(b, q.name)
	if !ok {
		return nil, false
	}
	b = appendUint16(appendUint16(b, q.kind), dnsInternet)
	// The root's OPT record says how long answers may be.
	b = appendUint16(append(b, 0), dnsOPT)
	b = appendUint16(b, maxDNSPacket)
	return append(b, 0, 0, 0, 0, 0, 0), true
}

// dnsReader reads a message. Once something is wrong it stays so, and all is zero.
type dnsReader struct {
	message []byte
	at      int
	failed  bool
}

func (r *dnsReader) bytes(n int) []byte {
	if r.failed || n > len(r.message)-r.at {
		r.failed = true
		return make([]byte, n)
	}
	r.at += n
	return r.message[r.at-n : r.at]
}

func (r *dnsReader) uint16() uint16 {
	b := r.bytes(2)
	return uint16(b[0])<<8 | uint16(b[1])
}

// name reads a name, whose rest may stand elsewhere in the message.
func (r *dnsReader) name() string {
	var name []byte
	back := -1
	for jumps := 0; !r.failed; {
		size := int(r.bytes(1)[0])
		switch {
		case size == 0:
			if back >= 0 {
				r.at = back
			}
			if len(name) == 0 {
				return "."
			}
			return string(name)
		case size&0xc0 == 0xc0:
			at := size&0x3f<<8 | int(r.bytes(1)[0])
			if back < 0 {
				back = r.at
			}
			r.at = at
			if jumps++; jumps > 10 || at > len(r.message) {
				r.failed = true
			}
		case size > 63 || len(name)+size+1 > 254:
			r.failed = true
		default:
			label := r.bytes(size)
			if strings.Contains(string(label), ".") {
				r.failed = true
			}
			name = append(append(name, label...), '.')
		}
	}
	return ""
}

// record reads a record; for OPT the upper bits of the code.
func (r *dnsReader) record() (record dnsRecord, upperCode int) {
	record.name = r.name()
	record.kind = r.uint16()
	r.uint16() // Class; for OPT a length.
	upperCode = int(r.bytes(1)[0])
	r.bytes(3)
	size := int(r.uint16())
	end := r.at + size
	switch record.kind {
	case dnsA:
		if size != 4 {
			r.failed = true
		}
		record.ip = append(IP(nil), r.bytes(4)...)
	case dnsAAAA:
		if size != 16 {
			r.failed = true
		}
		record.ip = append(IP(nil), r.bytes(16)...)
	case dnsCNAME, dnsNS, dnsPTR:
		record.target = r.name()
	case dnsMX:
		record.numbers[0] = r.uint16()
		record.target = r.name()
	case dnsSRV:
		record.numbers = [3]uint16{r.uint16(), r.uint16(), r.uint16()}
		record.target = r.name()
	case dnsTXT:
		for r.at < end && !r.failed {
			record.texts = append(record.texts, string(r.bytes(int(r.bytes(1)[0]))))
		}
	default:
		r.bytes(size)
	}
	if r.at != end {
		r.failed = true
	}
	return record, upperCode
}

// parseDNS reads a message.
func parseDNS(b []byte) (m dnsMessage, ok bool) {
	r := dnsReader{message: b}
	m.id = r.uint16()
	flags := r.uint16()
	m.isResponse = flags&0x8000 != 0
	m.isAuthoritative = flags&0x0400 != 0
	m.isTruncated = flags&0x0200 != 0
	m.recursionAvailable = flags&0x0080 != 0
	m.code = int(flags & 15)
	questions, answers, authorities, additionals := r.uint16(), r.uint16(), r.uint16(), r.uint16()
	if questions != 1 {
		return m, false
	}
	m.question = dnsQuestion{r.name(), r.uint16()}
	r.uint16()
	for i := 0; i < int(answers) && !r.failed; i++ {
		record, _ := r.record()
		m.answers = append(m.answers, record)
	}
	if r.failed {
		return m, m.isTruncated // What was cut off, TCP will bring.
	}
	for i := 0; i < int(authorities)+int(additionals) && !r.failed; i++ {
		record, code := r.record()
		if i >= int(authorities) && !r.failed {
			m.hasAdditionals = true
			if record.kind == dnsOPT {
				m.code |= code << 4
				break
			}
		}
	}
	return m, true
}

package net

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
)

var (
	errLameReferral           = errors.New("lame referral")
	errServerMisbehaving      = errors.New("server misbehaving")
	errInvalidDNSResponse     = errors.New("invalid DNS response")
	errNoAnswerFromServer     = errors.New("no answer from DNS server")
	errTemporarilyMisbehaving = &temporaryError{"server misbehaving"}
)

// isDomainName tells whether the text can be a name of DNS: letters, digits, - and _, with
// dots between, and not digits only.
func isDomainName(s string) bool {
	if s == "." {
		return true
	}
	isRooted := strings.HasSuffix(s, ".")
	if s == "" || len(s) > 254 || len(s) == 254 && !isRooted {
		return false
	}
	hasLetter := false
	for label := range strings.SplitSeq(strings.TrimSuffix(s, "."), ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, c := range []byte(label) {
			switch {
			case '0' <= c && c <= '9':
			case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '_', c == '-':
				hasLetter = true
			default:
				return false
			}
		}
	}
	return hasLetter
}

func (r *Resolver) strictErrors() bool { return r != nil && r.StrictErrors }

func (r *Resolver) dial(ctx context.Context, network, server string) (Conn, error) {
	dial := new(Dialer).DialContext
	if r != nil && r.Dial != nil {
		dial = r.Dial
	}
	c, err := dial(ctx, network, server)
	if err != nil {
		return nil, mapErr(err)
	}
	return c, nil
}

// isAnswerTo tells whether the message answers the question.
func (m *dnsMessage) isAnswerTo(id uint16, q dnsQuestion) bool {
	return m.isResponse && m.id == id && m.question.kind == q.kind && strings.EqualFold(m.question.name, q.name)
}

// askPacket asks over UDP. Packets that do not answer are passed over.
func askPacket(c Conn, id uint16, q dnsQuestion, query []byte) (m dnsMessage, err error) {
	if _, err := c.Write(query); err != nil {
		return m, err
	}
	b := make([]byte, maxDNSPacket)
	for {
		n, err := c.Read(b)
		if err != nil {
			return m, err
		}
		if m, ok := parseDNS(b[:n]); ok && m.isAnswerTo(id, q) {
			return m, nil
		}
	}
}

// askStream asks over TCP, where messages have their lengths before them.
func askStream(c Conn, id uint16, q dnsQuestion, query []byte) (m dnsMessage, err error) {
	if _, err := c.Write(append(appendUint16(nil, uint16(len(query))), query...)); err != nil {
		return m, err
	}
	var size [2]byte
	if _, err := io.ReadFull(c, size[:]); err != nil {
		return m, err
	}
	b := make([]byte, int(size[0])<<8|int(size[1]))
	if _, err := io.ReadFull(c, b); err != nil {
		return m, err
	}
	m, ok := parseDNS(b)
	if !ok {
		return m, errCannotUnmarshal
	}
	if !m.isAnswerTo(id, q) {
		return m, errInvalidDNSResponse
	}
	return m, nil
}

// ask asks one server, with TCP if the answer is too long for UDP.
func (r *Resolver) ask(ctx context.Context, c *dnsConfig, server string, q dnsQuestion) (m dnsMessage, err error) {
	id := uint16(rand.Uint32())
	query, ok := newDNSQuery(id, q, c.trustAD)
	if !ok {
		return m, errCannotMarshal
	}
	for _, network := range []string{"udp", "tcp"} {
		if network == "udp" && c.useTCP {
			continue
		}
		m, err = r.askOver(ctx, c, network, server, id, q, query)
		if err != nil || !m.isTruncated || network == "tcp" {
			return m, err
		}
	}
	return m, errNoAnswerFromServer
}

func (r *Resolver) askOver(ctx context.Context, config *dnsConfig, network, server string, id uint16, q dnsQuestion, query []byte) (m dnsMessage, err error) {
	ctx, cancel := context.WithTimeout(ctx, config.timeout)
	defer cancel()
	c, err := r.dial(ctx, network, server)
	if err != nil {
		return m, err
	}
	defer c.Close()
	if deadline, ok := ctx.Deadline(); ok {
		c.SetDeadline(deadline)
	}
	stop := context.AfterFunc(ctx, func() { c.SetDeadline(pastTime) })
	defer stop()
	if _, ok := c.(PacketConn); ok {
		m, err = askPacket(c, id, q, query)
	} else {
		m, err = askStream(c, id, q, query)
	}
	return m, mapErr(err)
}

// check tells what is wrong with an answer, if there is something.
func (m *dnsMessage) check(kind uint16) error {
	switch {
	case m.code == dnsNameError:
		return errNoSuchHost
	case m.code == dnsServerFailure:
		return errTemporarilyMisbehaving
	case m.code != dnsSuccess:
		return errServerMisbehaving
	case !m.isAuthoritative && !m.recursionAvailable && len(m.answers) == 0 && !m.hasAdditionals:
		return errLameReferral
	}
	for _, answer := range m.answers {
		if answer.kind == kind {
			return nil
		}
	}
	return errNoSuchHost
}

// dnsAnswer is a good answer and who gave it.
type dnsAnswer struct {
	records []dnsRecord
	server  string
}

// askAll asks the servers in turn for one name, until one answers.
func (r *Resolver) askAll(ctx context.Context, c *dnsConfig, name string, kind uint16) (dnsAnswer, error) {
	if len(name) > 255 {
		return dnsAnswer{}, &DNSError{Err: errCannotMarshal.Error(), Name: name}
	}
	var lastErr error
	first := c.firstServer()
	for range c.attempts {
		for i := range c.servers {
			server := c.servers[(first+i)%len(c.servers)]
			m, err := r.ask(ctx, c, server, dnsQuestion{name, kind})
			if err == nil {
				err = m.check(kind)
			}
			switch {
			case err == nil:
				return dnsAnswer{m.answers, server}, nil
			case err == error(errNoSuchHost):
				return dnsAnswer{server: server}, newDNSError(err, name, server)
			}
			dnsErr := newDNSError(err, name, server)
			if _, ok := err.(*OpError); ok {
				dnsErr.IsTemporary = true
			}
			lastErr = dnsErr
			if ctx.Err() != nil {
				return dnsAnswer{}, lastErr
			}
		}
	}
	return dnsAnswer{}, lastErr
}

func isTemporary(err error) bool {
	netErr, ok := err.(Error)
	return ok && netErr.Temporary()
}

// query looks for records of a kind, with the suffixes of the configuration.
func (r *Resolver) query(ctx context.Context, name string, kind uint16) (dnsAnswer, error) {
	if !isDomainName(name) {
		return dnsAnswer{}, newDNSError(errNoSuchHost, name, "")
	}
	c := currentDNSConfig()
	var answer dnsAnswer
	var err error = newDNSError(errNoSuchHost, name, "")
	for _, full := range c.names(name) {
		answer, err = r.askAll(ctx, c, full, kind)
		if err == nil || isTemporary(err) && r.strictErrors() {
			break
		}
	}
	if dnsErr, ok := err.(*DNSError); ok {
		dnsErr.Name = name
	}
	return answer, err
}

// queryHost looks for addresses of a host; kinds are of the records to ask for. The first
// name that has some counts.
func (r *Resolver) queryHost(ctx context.Context, c *dnsConfig, name string, kinds []uint16) (addrs []IPAddr, canonical string, err error) {
	type result struct {
		answer dnsAnswer
		err    error
	}
	for _, full := range c.names(name) {
		results := make([]chan result, len(kinds))
		for i, kind := range kinds {
			results[i] = make(chan result, 1)
			ask := func() {
				answer, err := r.askAll(ctx, c, full, kind)
				results[i] <- result{answer, err}
			}
			if c.singleRequest {
				ask()
			} else {
				go ask()
			}
		}
		isStrict := false
		for _, channel := range results {
			result := <-channel
			if result.err != nil {
				if isTemporary(result.err) && r.strictErrors() {
					isStrict = true
					err = result.err
				} else if err == nil || full == name+"." {
					err = result.err
				}
				continue
			}
			for _, record := range result.answer.records {
				switch record.kind {
				case dnsA, dnsAAAA:
					addrs = append(addrs, IPAddr{IP: record.ip})
					if canonical == "" {
						canonical = record.name
					}
				case dnsCNAME:
					if canonical == "" && len(kinds) > 2 {
						canonical = record.target
					}
				}
			}
		}
		if isStrict {
			return nil, "", err
		}
		if len(addrs) > 0 || canonical != "" {
			sortAddrs(addrs)
			return addrs, canonical, nil
		}
	}
	if dnsErr, ok := err.(*DNSError); ok {
		dnsErr.Name = name
	}
	return nil, "", err
}

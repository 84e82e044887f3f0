package base64

import "io"

type encoder struct {
	enc  *Encoding
	w    io.Writer
	err  error
	rest []byte // fewer than 3 bytes
}

// NewEncoder writes the encoding of what is written to it to w; Close writes the last
// group.
func NewEncoder(enc *Encoding, w io.Writer) io.WriteCloser { return &encoder{enc: enc, w: w} }

func (e *encoder) Write(p []byte) (n int, err error) {
	if e.err != nil {
		return 0, e.err
	}
	n = len(p)
	all := append(e.rest, p...)
	whole := len(all) / 3 * 3
	if whole > 0 {
		if _, e.err = e.w.Write(e.enc.AppendEncode(nil, all[:whole])); e.err != nil {
			return 0, e.err
		}
	}
	e.rest = append([]byte(nil), all[whole:]...)
	return n, nil
}

func (e *encoder) Close() error {
	if e.err == nil && len(e.rest) > 0 {
		_, e.err = e.w.Write(e.enc.AppendEncode(nil, e.rest))
		e.rest = nil
	}
	return e.err
}

type decoder struct {
	enc  *Encoding
	r    io.Reader
	err  error  // of the decoding, or of r
	in   []byte // read, not yet decoded; no line ends
	out  []byte // decoded, not yet given
	at   int    // characters decoded
	buf  [1024]byte
	ends bool // r is at its end
}

// NewDecoder reads what the text of r encodes.
func NewDecoder(enc *Encoding, r io.Reader) io.Reader { return &decoder{enc: enc, r: r} }

func (d *decoder) Read(p []byte) (n int, err error) {
	if len(p) == 0 {
		return 0, nil
	}
	for len(d.out) == 0 && d.err == nil {
		d.fill()
	}
	if len(d.out) > 0 {
		n = copy(p, d.out)
		d.out = d.out[n:]
		return n, nil
	}
	return 0, d.err
}

// fill reads and decodes some more, or sets the error.
func (d *decoder) fill() {
	for len(d.in) < 4 && !d.ends {
		n, err := d.r.Read(d.buf[:])
		for _, c := range d.buf[:n] {
			if c != '\n' && c != '\r' {
				d.in = append(d.in, c)
			}
		}
		if err == io.EOF {
			d.ends = true
		} else if err != nil {
			d.err = err
			return
		}
	}
	whole := len(d.in) / 4 * 4
	if whole == 0 {
		if len(d.in) == 0 {
			d.err = io.EOF
			return
		}
		if d.enc.pad != NoPadding {
			d.err = io.ErrUnexpectedEOF
			return
		}
		whole = len(d.in)
	}
	out, err := d.enc.AppendDecode(nil, d.in[:whole])
	d.out = out
	if corrupt, ok := err.(CorruptInputError); ok {
		d.err = corrupt + CorruptInputError(d.at)
	}
	d.at += whole
	d.in = d.in[whole:]
}

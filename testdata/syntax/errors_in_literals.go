// errors
package p

var (
	a = 08
	b = 0x
	c = 1__0
	d = 0b12
	e = 1e
	f = 0x1.0
	g = ''
	h = 'ab'
	i = '\q'
	j = "\xg"
	k = "\400"
	l = "\ud800"
	m = 0b1.0
	n = @ # ?
	o = a·b
	p = “x”
	q = 1_
	r = "unterminated
	s = 'x
)

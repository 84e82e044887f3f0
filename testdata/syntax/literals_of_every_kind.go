// tokens
package p

var (
	ints   = 0 + 42 + 0600 + 0o17 + 0xBad_Face + 0b1010 + 1_000
	floats = 0. + 72.40 + .25 + 1e+0 + 6.67428e-11 + 0x1p-2 + 0X.8p+1 + 0x_1FFFP-16
	imags  = 0i + 0123i + 0x123i + 2.71i + .12345E+5i
	runes  = 'a' + 'ä' + '\t' + '\000' + '\x07' + '\u12e4' + '\U00101234' + '\''
	strs   = `a\b` + "" + "\"\\" + "日本\u65e5\xff"
	αβγ, x2, _y9 = &^x<<1 &^= 3
)

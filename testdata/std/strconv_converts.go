// run
package main

import (
	"fmt"
	"math"
	"strconv"
)

func main() {
	for _, s := range []string{"0", "-1", "+7", "42", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
		"", "x", "1_000", "0x1f", "0b101", "0o17", "017", "1e3", " 1", "1.5", "0x", "_1", "1__0", "-"} {
		i, err := strconv.Atoi(s)
		fmt.Println(i, err)
		v, err := strconv.ParseInt(s, 0, 16)
		fmt.Println(v, err)
		u, err := strconv.ParseUint(s, 16, 8)
		fmt.Println(u, err)
		f, err := strconv.ParseFloat(s, 64)
		fmt.Println(f, err)
	}
	_, err := strconv.ParseInt("1", 1, 0)
	fmt.Println(err)
	_, err = strconv.ParseInt("1", 10, 65)
	fmt.Println(err)
	for _, s := range []string{"inf", "-Infinity", "nan", "+nan", "1e400", "-1e400", "1e-400", "0x1p-2", "0x1.8p1", ".5", "5.", ".", "1e", "0x1",
		"2.2250738585072011e-308", "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880"} {
		f, err := strconv.ParseFloat(s, 64)
		fmt.Println(f, err)
		g, err := strconv.ParseFloat(s, 32)
		fmt.Println(g, err)
	}
	for _, f := range []float64{0, math.Copysign(0, -1), 1, 0.1, 1.0 / 3, 100, 1e6, 1e20, 1e21, 123456789, 5e-324, math.MaxFloat64, math.Pi, 0.000001, 2.5, 3.5, 288809.625} {
		for _, c := range "befgGxX" {
			fmt.Print(strconv.FormatFloat(f, byte(c), -1, 64), " ", strconv.FormatFloat(f, byte(c), 3, 64), " ", strconv.FormatFloat(f, byte(c), -1, 32), " ")
		}
		fmt.Println()
	}
	for _, base := range []int{2, 8, 10, 16, 36} {
		fmt.Println(strconv.FormatInt(-255, base), strconv.FormatUint(math.MaxUint64, base), string(strconv.AppendInt([]byte("x"), 12345, base)))
	}
	for _, s := range []string{"", "plain", "a\"b'c`d\\e", "\a\b\f\n\r\t\v\x00\x7f", "héllo\u200b\U0001F600", "\xff\xfe", "世界"} {
		fmt.Println(strconv.Quote(s), strconv.QuoteToASCII(s), strconv.QuoteToGraphic(s), strconv.CanBackquote(s))
	}
	fmt.Println(strconv.QuoteRune('☺'), strconv.QuoteRuneToASCII('☺'), strconv.QuoteRune('\''), strconv.QuoteRune(0x10FFFF))
	for _, s := range []string{`"a\tb"`, "`raw\r`", `'x'`, `'xy'`, `"\u00e9\x41\101"`, `"bad`, `"\q"`, `""`, `x`, `'\''`, `"\'"`, `"\ud800"`} {
		u, err := strconv.Unquote(s)
		fmt.Printf("%q %v\n", u, err)
	}
	fmt.Println(strconv.ParseBool("T"))
	fmt.Println(strconv.ParseBool("yes"))
}

// run

package main

import (
	"bytes"
	"encoding/base32"
	"fmt"
	"html"
	"io"
	"net/url"
	"strings"
)

func main() {
	for _, s := range []string{"", "/", "http://www.go.dev", "https://user:pa%20ss@host.com:8080/a/b%2Fc?q=1&r=a+b#frag%20x", "mailto:joe@x.org", "//host/path", "///x", "a/b:c", "a:b", ":x", "1a:b", "http://[::1]:80/", "http://[fe80::1%25en0]/", "http://[::1", "http://host:port/", "http://a b/", "http://%41/", "/%zz", "/a%2", "http://x/é?ü#ß", "?q", "#f", "http://h?", "http://h?x?", "http://h/a?b=c;d", "*", "http:path", "HTTP://H/", "file:///etc/x", "a b", "http://u@/p", "http://u:@h/", "http://h:/", "http://h\x01/", "http://a@b@c/", "x://h/%2f/../.", "./a:b", "http://ho%20st/", "http://h/*", "http:", "http://<h>", "http://a:1:2/"} {
		u, err := url.Parse(s)
		if err != nil {
			fmt.Printf("%q: %v\n", s, err)
			continue
		}
		pw, has := u.User.Password()
		fmt.Printf("%q: %q scheme=%q opaque=%q user=%q %q %v host=%q %q %q path=%q %q query=%q %v frag=%q %q force=%v omit=%v uri=%q red=%q\n", s, u, u.Scheme, u.Opaque, u.User.Username(), pw, has,
			u.Host, u.Hostname(), u.Port(), u.Path, u.RawPath, u.RawQuery, u.Query(), u.Fragment, u.RawFragment, u.ForceQuery, u.OmitHost, u.RequestURI(), u.Redacted())
		_, err = url.ParseRequestURI(s)
		fmt.Println(err)
	}
	base, _ := url.Parse("http://a/b/c/d;p?q")
	for _, ref := range []string{"g:h", "g", "./g", "g/", "/g", "//g", "?y", "g?y", "#s", "g#s", "g?y#s", ";x", "g;x", "", ".", "./", "..", "../", "../g", "../..", "../../", "../../g", "../../../g", "/./g", "/../g", "g.", "..g", "./../g", "g/./h", "g/../h", "http:g", "mailto:x"} {
		u, err := base.Parse(ref)
		fmt.Println(ref, u, err)
	}
	for _, elem := range [][]string{{}, {"x"}, {"../x/"}, {"/x", "y/"}, {"../../../z"}, {""}} {
		fmt.Println(url.JoinPath("http://h/a/b", elem...))
		fmt.Println(url.JoinPath("rel/p/", elem...))
	}
	fmt.Println(url.QueryEscape("a b&c=d/é+~*!"), url.PathEscape("a b/c?d;e,f:@&=+$"))
	fmt.Println(url.QueryUnescape("a+b%26%zz"))
	fmt.Println(url.PathUnescape("a+b%26"))
	v, err := url.ParseQuery("a=1&b=2&a=3&c&d=%&e=x;y&=z")
	fmt.Println(v, err, v.Get("a"), v.Has("c"), v.Encode())
	v.Add("a", "4 5")
	v.Set("b", "ü")
	v.Del("c")
	fmt.Println(v.Encode(), url.UserPassword("a:b", "c@d/é"), url.User(""))
	fmt.Println((&url.URL{Path: "a:b"}).String(), (&url.URL{Host: "h", Path: "p q"}).String(), (&url.URL{Scheme: "s", Opaque: "o"}).String())

	fmt.Println(html.EscapeString(`<a href="x">'&'</a>`))
	fmt.Println(html.UnescapeString(`&lt;&gt;&amp;&quot;&#39;&#x41;&#65&euro;&notit;&nosuch;&&#0;&#x110000;&#x80;&ampx&Aacute &CounterClockwiseContourIntegral;&NotEqualTilde;&#;&#x;& &copy2&lt`))

	for n := range 12 {
		b := []byte("hello world!")[:n]
		s := base32.StdEncoding.EncodeToString(b)
		r := base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(b)
		d, err := base32.StdEncoding.DecodeString(s)
		d2, err2 := base32.HexEncoding.WithPadding(base32.NoPadding).DecodeString(r)
		fmt.Printf("%s %s %q %v %q %v\n", s, r, d, err, d2, err2)
	}
	for _, s := range []string{"NBSWY3DP", "NBSWY3D", "NB=====", "NB======", "NB=====A", "!BSWY3DP", "NBSWY3DP\nNBSWY3DP", "N=======", "NBSWY3=A", "NBSWY3DP!", "A", "nb======", "========"} {
		d, err := base32.StdEncoding.DecodeString(s)
		fmt.Printf("%q %q %v\n", s, d, err)
	}
	var buf bytes.Buffer
	w := base32.NewEncoder(base32.StdEncoding, &buf)
	for _, s := range []string{"he", "llo wor", "ld"} {
		w.Write([]byte(s))
	}
	w.Close()
	fmt.Println(buf.String())
	b, err := io.ReadAll(base32.NewDecoder(base32.StdEncoding, strings.NewReader(buf.String()[:8]+"\n"+buf.String()[8:])))
	fmt.Printf("%q %v\n", b, err)
	b, err = io.ReadAll(base32.NewDecoder(base32.StdEncoding, strings.NewReader("NBSWY3DP!AAAAAAA")))
	fmt.Printf("%q %v\n", b, err)
}

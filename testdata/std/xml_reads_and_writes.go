// run

package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

type Address struct {
	City, State string
}

type Color int

func (c Color) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "#%06x", int(c)), nil }
func (c *Color) UnmarshalText(b []byte) error {
	_, err := fmt.Sscanf(string(b), "#%x", (*int)(c))
	return err
}

type Custom struct{ V int }

func (c Custom) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	start.Attr = append(start.Attr, xml.Attr{Name: xml.Name{Local: "v"}, Value: fmt.Sprint(c.V)})
	return e.EncodeElement("custom", start)
}

func (c *Custom) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	for _, a := range start.Attr {
		if a.Name.Local == "v" {
			fmt.Sscan(a.Value, &c.V)
		}
	}
	return d.Skip()
}

type Person struct {
	XMLName xml.Name `xml:"person"`
	Id      int      `xml:"id,attr"`
	Opt     *int     `xml:"opt,attr,omitempty"`
	First   string   `xml:"name>first"`
	Last    string   `xml:"name>last"`
	Age     int      `xml:"age"`
	Height  float32  `xml:"height,omitempty"`
	Married bool
	Emails  []string `xml:"contact>email"`
	Address
	Comment string `xml:",comment"`
	Note    []byte
	Color   Color  `xml:"color,attr"`
	Custom  Custom `xml:"custom"`
	When    time.Time
	Skip    string `xml:"-"`
	Any     any    `xml:"any"`
	Ptr     *Address
	Rest    []Other `xml:",any"`
}

type Other struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Text    string     `xml:",chardata"`
}

type Inner struct {
	Raw  string `xml:",innerxml"`
	Data string `xml:"data"`
}

type CData struct {
	Text string `xml:",cdata"`
}

type NS struct {
	XMLName xml.Name `xml:"http://x.org/ns root"`
	A       string   `xml:"http://x.org/a attr,attr"`
	B       string   `xml:"http://x.org/b el"`
	C       string   `xml:"plain"`
}

func main() {
	p := &Person{Id: 13, First: "Ada", Last: "<Love>", Age: 36, Emails: []string{"a@b", "c&d"}, Address: Address{"London", "\"UK\"\t"}, Comment: " hi ", Note: []byte("no'te"), Color: 0xff0001, Custom: Custom{7}, When: time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC), Any: 5}
	b, err := xml.Marshal(p)
	fmt.Println(string(b), err)
	b, err = xml.MarshalIndent(p, ">", "  ")
	fmt.Println(string(b), err)
	var back Person
	err = xml.Unmarshal(b, &back)
	fmt.Printf("%v %+v\n", err, back)
	for _, v := range []any{1, "a<b", true, 1.5, []int{1, 2}, nil, struct{ A int }{1}, CData{"x]]>y"}, &NS{A: "1", B: "2", C: "3"}, map[string]int{}, func() {}, []byte("x"), [2]byte{65, 66}, Color(5), Custom{1}, Inner{Raw: "<b/>"}, (*Person)(nil), Other{XMLName: xml.Name{Local: "o"}, Text: "t", Attrs: []xml.Attr{{Name: xml.Name{Space: "http://q/p", Local: "z"}, Value: "v"}}}} {
		b, err := xml.Marshal(v)
		fmt.Printf("%s %v\n", b, err)
	}
	var ns NS
	fmt.Println(xml.Unmarshal([]byte(`<x:root xmlns:x="http://x.org/ns" xmlns:a="http://x.org/a" a:attr="1"><el xmlns="http://x.org/b">2</el><plain>3</plain></x:root>`), &ns), ns)
	fmt.Println(xml.Unmarshal([]byte(`<root/>`), &ns))
	fmt.Println(xml.Unmarshal([]byte(`<other xmlns="http://x.org/ns"/>`), &ns))
	var in Inner
	fmt.Println(xml.Unmarshal([]byte(`<Inner> a <data>1</data><!-- c --> &amp; </Inner>`), &in), in)
	var other Person
	fmt.Println(xml.Unmarshal([]byte(`<person id="5" extra="x"><unknown a="1" b="2">text</unknown><age> 7 </age><contact><email>1</email><x/><email>2</email></contact></person>`), &other))
	fmt.Printf("%+v\n", other.Rest)
	for _, s := range []string{"", "<", "<a", "<a>", "<a></b>", "</a>", "<a b></a>", "<a b=c/>", "<a b='<'/>", "<a>&x;</a>", "<a>&lt</a>", "<a>&#x41;&#65;&#0;</a>", "<a>]]></a>", "<a><!-- -- --></a>", "<a><![CDATA[x<y]]></a>", "<a><![CDATA[x", "<?xml version='2.0'?><a/>", "<?xml version='1.0' encoding='latin1'?><a/>", "<a:b:c/>", "<1/>", "<a>\x01</a>", "<a>\xff</a>", "<a/><b/>", "<!DOCTYPE x [<!ENTITY y \">\">]><a/>", "<!-x>", "<![x", "<?>", "<a>x</a >", "<a>x</a b>", "<a x='1' x='2'/>", "<a", "text", "<x:a xmlns:x='u'></y:a>", "<a>\r\nx\r</a>", "<a b='&#10;x\ny'/>", "<a b=\"1\"c='2'/>"} {
		d := xml.NewDecoder(strings.NewReader(s))
		fmt.Printf("%q:", s)
		for {
			t, err := d.Token()
			if err != nil {
				fmt.Printf(" %v", err)
				break
			}
			switch t := t.(type) {
			case xml.StartElement:
				fmt.Printf(" <%v %q>", t.Name, t.Attr)
			case xml.EndElement:
				fmt.Printf(" </%v>", t.Name)
			case xml.CharData:
				fmt.Printf(" %q", []byte(t))
			case xml.Comment:
				fmt.Printf(" comment %q", []byte(t))
			case xml.ProcInst:
				fmt.Printf(" proc %s %q", t.Target, t.Inst)
			case xml.Directive:
				fmt.Printf(" dir %q", []byte(t))
			}
		}
		line, col := d.InputPos()
		fmt.Println("", d.InputOffset(), line, col)
	}
	d := xml.NewDecoder(strings.NewReader("<p>a<br>b&nbsp;&foo;<img src=x y></p>"))
	d.Strict = false
	d.AutoClose = xml.HTMLAutoClose
	d.Entity = xml.HTMLEntity
	for {
		t, err := d.Token()
		if err != nil {
			fmt.Println(err)
			break
		}
		fmt.Printf("%T %v ", t, t)
	}
	for _, v := range []any{new(int), new(bool), new(uint8), new(float64), new(string), new([]byte), new(chan int), new(any)} {
		fmt.Println(xml.Unmarshal([]byte("<a> x </a>"), v), xml.Unmarshal([]byte("<a></a>"), v))
	}
	fmt.Println(xml.Unmarshal([]byte("<a/>"), Person{}), xml.Unmarshal([]byte("<a/>"), (*Person)(nil)), xml.Unmarshal([]byte("<a/>"), new(Person)), xml.Unmarshal(nil, new(Person)) == io.EOF)
	fmt.Println(xml.Unmarshal([]byte("<person><age>x</age></person>"), new(Person)))
	var se *xml.SyntaxError
	fmt.Println(errors.As(xml.Unmarshal([]byte("<person>\n<age>"), new(Person)), &se), se)
	type Bad struct {
		A string `xml:"a>b"`
		B string `xml:"a"`
	}
	_, err = xml.Marshal(Bad{})
	fmt.Println(err)
	_, err = xml.Marshal(struct {
		A string `xml:",chardata,attr"`
	}{})
	fmt.Println(err)
	var buf bytes.Buffer
	e := xml.NewEncoder(&buf)
	e.Indent("", " ")
	a := xml.StartElement{Name: xml.Name{Local: "a"}, Attr: []xml.Attr{{Name: xml.Name{Local: "k"}, Value: "<v>"}}}
	fmt.Println(e.EncodeToken(xml.ProcInst{Target: "xml", Inst: []byte(`version="1.0"`)}), e.EncodeToken(a), e.EncodeToken(xml.CharData("t\n&")), e.EncodeToken(xml.Comment("c")), e.EncodeToken(xml.Directive("D <x>")), e.EncodeElement(5, xml.StartElement{Name: xml.Name{Local: "n"}}))
	fmt.Println(e.EncodeToken(xml.EndElement{Name: xml.Name{Local: "b"}}), e.EncodeToken(xml.Comment("-->")), e.EncodeToken(xml.Directive(">")), e.EncodeToken(5), e.Close())
	fmt.Println(e.EncodeToken(a.End()), e.Flush())
	fmt.Println(buf.String())
	xml.EscapeText(os.Stdout, []byte("a<b>\"'&\t\n\r\x01é"))
	fmt.Println()
}

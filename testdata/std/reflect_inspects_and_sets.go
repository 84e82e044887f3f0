// run
package main

import (
	"fmt"
	"reflect"
)

type inner struct{ N int }

func (i inner) Double(k int) int { return i.N * k }
func (i *inner) Add(n ...int) (int, error) {
	for _, x := range n {
		i.N += x
	}
	return i.N, nil
}

type outer struct {
	Name string `json:"name,omitempty" xml:"n"`
	inner
	P     *inner
	L     []int
	M     map[string]float64
	I     fmt.Stringer
	F     func(int, ...string) error
	C     chan<- int
	A     [2]uint8
	small int8
}

type kind int

func (k kind) String() string { return fmt.Sprint("kind#", int(k)) }

func main() {
	t := reflect.TypeOf(outer{})
	fmt.Println(t, t.Kind(), t.Name(), t.PkgPath(), t.Size(), t.NumField(), t.NumMethod(), t.Comparable())
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		fmt.Println(f.Name, f.Type, f.Type.Kind(), f.Offset, f.Anonymous, f.IsExported(), f.Tag.Get("json"), f.Index)
	}
	pt := reflect.TypeOf(&outer{})
	fmt.Println(pt, pt.Elem() == t, pt.NumMethod())
	for i := 0; i < pt.NumMethod(); i++ {
		m := pt.Method(i)
		fmt.Println(m.Name, m.Type.NumIn(), m.Type.NumOut(), m.Type.IsVariadic())
	}
	ft, _ := t.FieldByName("F")
	fmt.Println(ft.Type.NumIn(), ft.Type.In(1), ft.Type.Out(0), ft.Type.IsVariadic())
	nf, ok := t.FieldByName("N")
	fmt.Println(nf.Index, ok)

	o := outer{Name: "x", L: []int{1, 2}, M: map[string]float64{"a": 1}}
	v := reflect.ValueOf(&o).Elem()
	v.Field(0).SetString("changed")
	v.FieldByName("N").SetInt(5)
	v.FieldByName("L").Index(1).SetInt(20)
	v.FieldByName("L").Set(reflect.Append(v.FieldByName("L"), reflect.ValueOf(30)))
	v.FieldByName("M").SetMapIndex(reflect.ValueOf("b"), reflect.ValueOf(2.5))
	v.FieldByName("I").Set(reflect.ValueOf(kind(3)))
	v.FieldByName("A").Index(1).SetUint(9)
	fmt.Println(o.Name, o.N, o.L, o.M, o.I, o.A, v.FieldByName("small").CanSet())
	fmt.Println(v.FieldByName("I").Elem().Type(), v.FieldByName("I").Kind(), v.FieldByName("P").IsNil())

	out := v.Addr().MethodByName("Add").Call([]reflect.Value{reflect.ValueOf(1), reflect.ValueOf(2)})
	fmt.Println(out[0].Int(), out[1].IsNil(), o.N)
	fmt.Println(v.MethodByName("Double").Call([]reflect.Value{reflect.ValueOf(3)})[0].Int())
	add := reflect.ValueOf(func(a string, b float64, c []int) (string, int8) { return a + fmt.Sprint(b), int8(-len(c)) })
	r := add.Call([]reflect.Value{reflect.ValueOf("s"), reflect.ValueOf(1.5), reflect.ValueOf([]int{1, 2})})
	fmt.Println(r[0], r[1])
	swap := reflect.MakeFunc(reflect.TypeOf(func(int, string) (string, int) { return "", 0 }), func(a []reflect.Value) []reflect.Value {
		return []reflect.Value{a[1], a[0]}
	}).Interface().(func(int, string) (string, int))
	fmt.Println(swap(1, "one"))

	fmt.Println(reflect.DeepEqual(o, o), reflect.DeepEqual([]int{1}, []int{1}), reflect.DeepEqual(map[int][]string{1: {"a"}}, map[int][]string{1: {"a"}}),
		reflect.DeepEqual([]int(nil), []int{}), reflect.DeepEqual(1, int8(1)))
	fmt.Println(reflect.Zero(t).Field(0).String() == "", reflect.New(reflect.TypeOf(0)).Elem().Int(), reflect.ValueOf(3.7).Convert(reflect.TypeOf(0)).Int())
	fmt.Println(reflect.TypeOf(kind(0)).Implements(reflect.TypeOf((*fmt.Stringer)(nil)).Elem()), reflect.TypeOf(0).ConvertibleTo(reflect.TypeOf("")))
	s := reflect.MakeSlice(reflect.TypeOf([]string{}), 1, 3)
	s.Index(0).SetString("made")
	fmt.Println(s, s.Len(), s.Cap(), reflect.MakeMap(reflect.TypeOf(map[string]int{})).Len())
	fmt.Println(reflect.TypeOf((*error)(nil)).Elem(), reflect.TypeOf([]any{}), reflect.TypeOf(map[kind]*inner{}), reflect.TypeOf((<-chan int)(nil)), reflect.TypeOf(struct{ A, b int }{}))
	defer func() { fmt.Println(recover()) }()
	reflect.ValueOf(1).SetInt(2)
}

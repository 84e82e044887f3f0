// run

package main

import (
	"fmt"
	"iter"
	"reflect"
	"unsafe"
)

type E struct{ X, Y int }
type P struct{ Y, Z string }
type S struct {
	A int
	E
	*P
	b string
}

func seq(yield func(int, string) bool) {
	_ = yield(1, "a") && yield(2, "b") && yield(3, "c")
}

func main() {
	t := reflect.StructOf([]reflect.StructField{
		{Name: "A", Type: reflect.TypeOf(0), Tag: `json:"a"`},
		{Name: "B", Type: reflect.TypeOf("")},
		{Name: "C", Type: reflect.TypeOf([]byte(nil))},
		{Name: "D", Type: reflect.TypeOf(byte(0))},
	})
	fmt.Println(t, t.Size(), t.Align(), t.NumField(), t.Field(2).Offset, t.Comparable(), t.Kind())
	v := reflect.New(t).Elem()
	v.Field(0).SetInt(42)
	v.Field(1).SetString("hello")
	v.FieldByName("C").SetBytes([]byte("bytes"))
	fmt.Printf("%v %+v\n", v.Interface(), v.Interface())
	t2 := reflect.StructOf([]reflect.StructField{{Name: "X", Type: reflect.TypeOf(0)}, {Name: "Y", Type: reflect.TypeOf(0)}})
	fmt.Println(t2 == reflect.TypeOf(struct{ X, Y int }{}), t2)
	mt := reflect.MapOf(t2, reflect.TypeOf([]string(nil)))
	m := reflect.MakeMap(mt)
	for i := 0; i < 100; i++ {
		k := reflect.New(t2).Elem()
		k.Field(0).SetInt(int64(i))
		m.SetMapIndex(k, reflect.ValueOf([]string{fmt.Sprint(i)}))
	}
	k := reflect.New(t2).Elem()
	k.Field(0).SetInt(7)
	fmt.Println(mt, m.Len(), m.MapIndex(k))
	type big [200]byte
	mb := reflect.MakeMap(reflect.MapOf(reflect.TypeOf(big{}), reflect.TypeOf(big{})))
	mb.SetMapIndex(reflect.ValueOf(big{1}), reflect.ValueOf(big{2}))
	fmt.Println(mb.MapIndex(reflect.ValueOf(big{1})).Index(0), mb.MapIndex(reflect.ValueOf(big{})).IsValid())
	me := reflect.MakeMap(reflect.MapOf(reflect.TypeFor[any](), reflect.TypeFor[struct{}]()))
	me.SetMapIndex(reflect.ValueOf("x"), reflect.ValueOf(struct{}{}))
	fmt.Println(me.Len(), me.Type(), reflect.TypeFor[error]())
	for _, f := range reflect.VisibleFields(reflect.TypeFor[S]()) {
		fmt.Println(f.Name, f.Index, f.Anonymous, f.IsExported())
	}
	reflect.TypeFor[S]().Fields()(func(f reflect.StructField) bool {
		fmt.Print(f.Name, " ")
		return true
	})
	fmt.Println()
	reflect.ValueOf(seq).Seq2()(func(a, b reflect.Value) bool {
		fmt.Println(a, b)
		return a.Int() != 2
	})
	reflect.ValueOf("héy").Seq2()(func(a, b reflect.Value) bool {
		fmt.Println(a, b)
		return true
	})
	reflect.ValueOf(int8(3)).Seq()(func(a reflect.Value) bool {
		fmt.Println(a, a.Type())
		return true
	})
	s, ok := reflect.TypeAssert[fmt.Stringer](reflect.ValueOf(3))
	fmt.Println(s, ok)
	str := "abc"
	sh := (*reflect.StringHeader)(unsafe.Pointer(&str))
	fmt.Println(sh.Len)
	arr := [3]int{1, 2, 3}
	fmt.Println(reflect.SliceAt(reflect.TypeOf(0), unsafe.Pointer(&arr), 3))
	fmt.Println(reflect.ArrayOf(3, t2), reflect.ChanOf(reflect.RecvDir, t2), reflect.FuncOf([]reflect.Type{t2}, nil, false), reflect.SliceOf(t))
	_, err := reflect.ValueOf(S{}).FieldByIndexErr([]int{2, 1})
	fmt.Println(err)
	for _, fs := range [][]reflect.StructField{{{Name: "a", Type: t}}, {{Type: t}}, {{Name: "A"}}, {{Name: "A", Type: t}, {Name: "A", Type: t}}, {{Name: "A b", Type: t}}} {
		func() {
			defer func() { fmt.Println(recover()) }()
			reflect.StructOf(fs)
		}()
	}
	func() {
		defer func() { fmt.Println(recover()) }()
		reflect.MapOf(reflect.TypeOf([]int{}), t)
	}()

	next, stop := iter.Pull2(seq)
	fmt.Println(next())
	fmt.Println(next())
	stop()
	fmt.Println(next())
	n1, s1 := iter.Pull(func(yield func(int) bool) {
		defer fmt.Println("cleanup")
		for i := 0; yield(i); i++ {
			if i == 1 {
				panic("oops")
			}
		}
	})
	func() {
		defer func() { fmt.Println(recover()) }()
		defer s1()
		for {
			fmt.Println(n1())
		}
	}()
	fmt.Println(n1())
}

package gob

import (
	"fmt"
	"reflect"
	"sync"
)

var (
	typesByName sync.Map // reflect.Type by string
	namesByType sync.Map // string by the base reflect.Type
)

// RegisterName gives the type of the value a name, under which values in interfaces are
// sent. It panics if the name or the type has another already.
func RegisterName(name string, value any) {
	if name == "" {
		panic("attempt to register empty name")
	}
	ut := mustTypeOf(reflect.TypeOf(value))
	if t, known := typesByName.LoadOrStore(name, reflect.TypeOf(value)); known && t != ut.user {
		panic(fmt.Sprintf("gob: registering duplicate types for %q: %s != %s", name, t, ut.user))
	}
	if n, known := namesByType.LoadOrStore(ut.base, name); known && n != name {
		typesByName.Delete(name)
		panic(fmt.Sprintf("gob: registering duplicate names for %s: %q != %q", ut.user, n, name))
	}
}

// Register gives the type of the value its own name: with the import path, but pointer types
// with the package's name only.
func Register(value any) {
	t := reflect.TypeOf(value)
	name := t.String()
	if t.Name() != "" && t.PkgPath() != "" {
		name = t.PkgPath() + "." + t.Name()
	}
	RegisterName(name, value)
}

func init() {
	for _, value := range []any{
		int(0), int8(0), int16(0), int32(0), int64(0), uint(0), uint8(0), uint16(0), uint32(0), uint64(0), float32(0), float64(0),
		complex64(0), complex128(0), uintptr(0), false, "",
		[]byte(nil), []int(nil), []int8(nil), []int16(nil), []int32(nil), []int64(nil), []uint(nil), []uint16(nil), []uint32(nil), []uint64(nil),
		[]float32(nil), []float64(nil), []complex64(nil), []complex128(nil), []uintptr(nil), []bool(nil), []string(nil),
	} {
		Register(value)
	}
}

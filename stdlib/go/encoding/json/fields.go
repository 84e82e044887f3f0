package json

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// field is a field of a struct type that is encoded.
type field struct {
	name      string
	index     []int
	typ       reflect.Type
	tagged    bool
	omitEmpty bool
	omitZero  bool
	quoted    bool // numbers and so on inside a string
	prefix    [2][]byte
}

// structFields are the fields of a struct type in the order of their declaration.
type structFields struct {
	list   []field
	byName map[string]*field
	byFold map[string]*field // names without regard to case
}

var fieldCache sync.Map // of *structFields by reflect.Type

func fieldsOf(t reflect.Type) *structFields {
	if f, ok := fieldCache.Load(t); ok {
		return f.(*structFields)
	}
	f, _ := fieldCache.LoadOrStore(t, makeFields(t))
	return f.(*structFields)
}

// find gives the field for a name, preferring the same case.
func (f *structFields) find(name string) *field {
	if found := f.byName[name]; found != nil {
		return found
	}
	return f.byFold[foldName(name)]
}

// foldName is the same for names that differ in case only.
func foldName(s string) string {
	return strings.Map(func(c rune) rune {
		for {
			next := unicode.SimpleFold(c)
			if next <= c {
				return next
			}
			c = next
		}
	}, s)
}

func validName(s string) bool {
	for _, c := range s {
		if !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", c) && !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			return false
		}
	}
	return s != ""
}

// makeFields searches level by level through embedded structs: a name belongs to the
// shallowest field, on one level to the only one with a tag; else to none.
func makeFields(t reflect.Type) *structFields {
	type level struct {
		t    reflect.Type
		path []int
	}
	var all []field
	next := []level{{t: t}}
	visited := map[reflect.Type]bool{}
	counts := map[reflect.Type]int{}
	for len(next) > 0 {
		current := next
		next = nil
		count := counts
		counts = map[reflect.Type]int{}
		for _, l := range current {
			if visited[l.t] {
				continue
			}
			visited[l.t] = true
			for i := range l.t.NumField() {
				sf := l.t.Field(i)
				ft := sf.Type
				if sf.Anonymous && ft.Kind() == reflect.Pointer {
					ft = ft.Elem()
				}
				if !sf.IsExported() && !(sf.Anonymous && ft.Kind() == reflect.Struct) {
					continue
				}
				tag := sf.Tag.Get("json")
				if tag == "-" {
					continue
				}
				name, options, _ := strings.Cut(tag, ",")
				if !validName(name) {
					name = ""
				}
				path := append(slices.Clone(l.path), i)
				if sf.Anonymous && ft.Kind() == reflect.Struct && name == "" {
					if counts[ft]++; counts[ft] == 1 {
						next = append(next, level{ft, path})
					}
					continue
				}
				f := field{name: name, index: path, typ: sf.Type, tagged: name != ""}
				if name == "" {
					f.name = sf.Name
				}
				for _, option := range strings.Split(options, ",") {
					switch option {
					case "omitempty":
						f.omitEmpty = true
					case "omitzero":
						f.omitZero = true
					case "string":
						f.quoted = canQuote(sf.Type)
					}
				}
				for i, html := range []bool{false, true} {
					f.prefix[i] = append(appendString(nil, f.name, html), ':')
				}
				all = append(all, f)
				if count[l.t] > 1 {
					// The type is embedded twice on its level: its names are ambiguous.
					all = append(all, f)
				}
			}
		}
	}
	out := &structFields{byName: map[string]*field{}, byFold: map[string]*field{}}
	byName := map[string][]field{}
	for _, f := range all {
		byName[f.name] = append(byName[f.name], f)
	}
	for _, fields := range byName {
		if f, ok := dominant(fields); ok {
			out.list = append(out.list, f)
		}
	}
	slices.SortFunc(out.list, func(a, b field) int { return slices.Compare(a.index, b.index) })
	for i := range out.list {
		f := &out.list[i]
		out.byName[f.name] = f
		if fold := foldName(f.name); out.byFold[fold] == nil {
			out.byFold[fold] = f
		}
	}
	return out
}

// dominant is the field that a name stands for.
func dominant(fields []field) (best field, ok bool) {
	better := func(a, b field) bool {
		if len(a.index) != len(b.index) {
			return len(a.index) < len(b.index)
		}
		return a.tagged && !b.tagged
	}
	best, ok = fields[0], true
	for _, f := range fields[1:] {
		if better(f, best) {
			best, ok = f, true
		} else if !better(best, f) {
			ok = false
		}
	}
	return best, ok
}

// canQuote tells whether the option "string" has an effect on the type.
func canQuote(t reflect.Type) bool {
	if t.Name() == "" && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Bool, reflect.String, reflect.Float32, reflect.Float64,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return true
	}
	return false
}

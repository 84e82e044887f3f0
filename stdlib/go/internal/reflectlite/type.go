package reflectlite

import "internal/abi"

// TypeString is the name of v's dynamic type, "<nil>" for nil.
func TypeString(v any) string {
	t := abi.TypeOf(v)
	if t == nil {
		return "<nil>"
	}
	return t.Str
}

// Comparable tells whether values of v's dynamic type can be compared.
func Comparable(v any) bool { return abi.TypeOf(v).TFlag&abi.TFlagComparable != 0 }

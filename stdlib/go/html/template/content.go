package template

import (
	"fmt"
	"reflect"
)

// Strings of these types are known to be safe where they belong and are not escaped there.
// Only constants and checked text should become one.
type (
	// CSS is a style sheet, a rule, a declaration or a value.
	CSS string
	// HTML is a fragment of a document.
	HTML string
	// HTMLAttr is an attribute with its value.
	HTMLAttr string
	// JS is an expression.
	JS string
	// JSStr is what stands between the quotes of a JavaScript string.
	JSStr string
	// URL is a URL or a part of one.
	URL string
	// Srcset is the value of an attribute srcset.
	Srcset string
)

// content is what a text is known to be.
type content uint8

const (
	plain content = iota
	contentCSS
	contentHTML
	contentHTMLAttr
	contentJS
	contentJSStr
	contentURL
	contentSrcset
	// unsafe is for attributes that change what others mean; templates cannot name them.
	unsafe
)

var (
	errorType    = reflect.TypeFor[error]()
	stringerType = reflect.TypeFor[fmt.Stringer]()
)

// indirect follows pointers.
func indirect(a any) any { return follow(a, func(reflect.Type) bool { return false }) }

// follow follows pointers to a type that is wanted, or to their end.
func follow(a any, isWanted func(reflect.Type) bool) any {
	if a == nil {
		return nil
	}
	v := reflect.ValueOf(a)
	for v.Kind() == reflect.Pointer && !v.IsNil() && !isWanted(v.Type()) {
		v = v.Elem()
	}
	return v.Interface()
}

func indirectToText(a any) any {
	return follow(a, func(t reflect.Type) bool { return t.Implements(stringerType) || t.Implements(errorType) })
}

// stringify is the text of a pipeline's value, as Sprint prints it.
func stringify(args ...any) (string, content) {
	if len(args) == 1 {
		switch s := indirect(args[0]).(type) {
		case string:
			return s, plain
		case CSS:
			return string(s), contentCSS
		case HTML:
			return string(s), contentHTML
		case HTMLAttr:
			return string(s), contentHTMLAttr
		case JS:
			return string(s), contentJS
		case JSStr:
			return string(s), contentJSStr
		case URL:
			return string(s), contentURL
		case Srcset:
			return string(s), contentSrcset
		}
	}
	texts := make([]any, 0, len(args))
	for _, arg := range args {
		// A nil is printed as nothing.
		if arg != nil {
			texts = append(texts, indirectToText(arg))
		}
	}
	return fmt.Sprint(texts...), plain
}

// evalArgs takes the arguments of a predefined escaper that got another in front of it.
func evalArgs(args ...any) string {
	if len(args) == 1 {
		if s, ok := args[0].(string); ok {
			return s
		}
	}
	for i, arg := range args {
		args[i] = indirectToText(arg)
	}
	return fmt.Sprint(args...)
}

package template

import (
	"fmt"
	"text/template/parse"
)

// Error is why a template cannot be escaped.
type Error struct {
	ErrorCode   ErrorCode
	Node        parse.Node // where, if it is known
	Name        string     // of the template
	Line        int        // or 0
	Description string
}

// ErrorCode is the kind of an Error.
type ErrorCode int

const (
	OK                   ErrorCode = iota
	ErrAmbigContext                // "... appears in an ambiguous context within a URL"
	ErrBadHTML                     // "expected space, attr name, or end of tag, but got ..."
	ErrBranchEnd                   // "{{if}} branches end in different contexts"
	ErrEndContext                  // "... ends in a non-text context: ..."
	ErrNoSuchTemplate              // "no such template ..."
	ErrOutputContext               // "cannot compute output context for template ..."
	ErrPartialCharset              // "unfinished JS regexp charset in ..."
	ErrPartialEscape               // "unfinished escape sequence in ..."
	ErrRangeLoopReentry            // "on range loop re-entry: ..."
	ErrSlashAmbig                  // '/' could start a division or regexp.
	ErrPredefinedEscaper           // "predefined escaper ... disallowed in template"
	ErrJSTemplate                  // no longer used
)

func (e *Error) Error() string {
	switch {
	case e.Node != nil:
		at, _ := (*parse.Tree)(nil).ErrorContext(e.Node)
		return "html/template:" + at + ": " + e.Description
	case e.Line != 0:
		return fmt.Sprintf("html/template:%s:%d: %s", e.Name, e.Line, e.Description)
	case e.Name != "":
		return "html/template:" + e.Name + ": " + e.Description
	}
	return "html/template: " + e.Description
}

// failed is the context behind an error.
func failed(code ErrorCode, node parse.Node, line int, format string, args ...any) context {
	return context{state: stateError, err: &Error{code, node, "", line, fmt.Sprintf(format, args...)}}
}

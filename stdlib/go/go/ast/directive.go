package ast

import (
	"fmt"
	"go/token"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Directive is a comment //tool:name args.
type Directive struct {
	Tool    string
	Name    string
	Args    string    // without spaces around them
	Slash   token.Pos // of the comment
	ArgsPos token.Pos
}

// DirectiveArg is one argument.
type DirectiveArg struct {
	Arg string // without quotes
	Pos token.Pos
}

func (d *Directive) Pos() token.Pos { return d.Slash }
func (d *Directive) End() token.Pos { return d.ArgsPos + token.Pos(len(d.Args)) }

// ParseDirective parses a comment that starts at pos; false if it is no directive.
func ParseDirective(pos token.Pos, c string) (Directive, bool) {
	text, ok := strings.CutPrefix(c, "//")
	tool, rest, hasColon := strings.Cut(text, ":")
	if !ok || !hasColon || tool == "" || rest == "" || !isLowerOrDigit(tool) || !isLowerOrDigit(rest[:1]) {
		return Directive{}, false
	}
	end := spaceIn(rest)
	args := strings.TrimLeftFunc(rest[end:], unicode.IsSpace)
	return Directive{
		Tool: tool, Name: rest[:end], Args: strings.TrimRightFunc(args, unicode.IsSpace),
		Slash: pos, ArgsPos: pos + token.Pos(len(c)-len(args)),
	}, true
}

func isLowerOrDigit(s string) bool {
	for _, c := range []byte(s) {
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9') {
			return false
		}
	}
	return true
}

// spaceIn is where the first space is, or the end.
func spaceIn(s string) int {
	if i := strings.IndexFunc(s, unicode.IsSpace); i >= 0 {
		return i
	}
	return len(s)
}

// ParseArgs splits the arguments: words, and quoted strings, behind which a space must be.
func (d *Directive) ParseArgs() ([]DirectiveArg, error) {
	list := []DirectiveArg{}
	for rest := d.Args; ; {
		rest = strings.TrimLeftFunc(rest, unicode.IsSpace)
		if rest == "" {
			return list, nil
		}
		arg := DirectiveArg{Pos: d.ArgsPos + token.Pos(len(d.Args)-len(rest))}
		n := spaceIn(rest)
		arg.Arg = rest[:n]
		if rest[0] == '`' || rest[0] == '"' {
			quoted, err := strconv.QuotedPrefix(rest)
			after := rest[len(quoted):]
			if r, _ := utf8.DecodeRuneInString(after); err != nil || after != "" && !unicode.IsSpace(r) {
				if err == nil {
					rest = after
				}
				return nil, fmt.Errorf("invalid quoted string in //%s:%s: %s", d.Tool, d.Name, rest)
			}
			n = len(quoted)
			arg.Arg, _ = strconv.Unquote(quoted)
		}
		list = append(list, arg)
		rest = rest[n:]
	}
}

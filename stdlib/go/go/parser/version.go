package parser

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// constraint reads the expression of a //go:build line to find the least version of Go that
// all its ways ask for.
type constraint struct{ rest string }

// fileVersion is that version as go1.N, "" if there is none or the line is wrong.
func fileVersion(line string) (version string) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(line), "//go:build")
	if !ok || rest == "" || rest[0] != ' ' && rest[0] != '\t' {
		return ""
	}
	defer func() {
		if recover() != nil {
			version = ""
		}
	}()
	c := &constraint{rest}
	n := c.or(false)
	if c.peek() != "" {
		panic("more")
	}
	switch {
	case n < 0:
		return ""
	case n == 0:
		return "go1"
	}
	return fmt.Sprintf("go1.%d", n)
}

// peek is the next operator or tag; next takes it.
func (c *constraint) peek() string {
	c.rest = strings.TrimLeft(c.rest, " \t")
	for _, op := range []string{"&&", "||", "!", "(", ")"} {
		if strings.HasPrefix(c.rest, op) {
			return op
		}
	}
	end := strings.IndexFunc(c.rest, func(r rune) bool {
		return r != '_' && r != '.' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	if end < 0 {
		end = len(c.rest)
	}
	if end == 0 && c.rest != "" {
		panic("no tag")
	}
	return c.rest[:end]
}

func (c *constraint) next() string {
	s := c.peek()
	c.rest = c.rest[len(s):]
	return s
}

// or and its likes give the version, -1 for none. What is negated asks for no version, and
// turns and into or.
func (c *constraint) or(isNegated bool) int {
	n := c.and(isNegated)
	for c.peek() == "||" {
		c.next()
		n = combine(n, c.and(isNegated), isNegated)
	}
	return n
}

func (c *constraint) and(isNegated bool) int {
	n := c.not(isNegated)
	for c.peek() == "&&" {
		c.next()
		n = combine(n, c.not(isNegated), !isNegated)
	}
	return n
}

func combine(a, b int, isAnd bool) int {
	if isAnd {
		return max(a, b)
	}
	return min(a, b)
}

func (c *constraint) not(isNegated bool) int {
	switch tag := c.next(); tag {
	case "!":
		if c.peek() == "!" {
			panic("double negation")
		}
		return c.not(!isNegated)
	case "(":
		n := c.or(isNegated)
		if c.next() != ")" {
			panic("missing )")
		}
		return n
	case "", ")", "&&", "||":
		panic("no tag")
	case "go1":
		if !isNegated {
			return 0
		}
	default:
		if minor, ok := strings.CutPrefix(tag, "go1."); ok && !isNegated {
			if n, err := strconv.Atoi(minor); err == nil {
				return n
			}
		}
	}
	return -1
}

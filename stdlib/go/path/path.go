// Package path works on paths with slashes, as in URLs.
package path

import (
	"errors"
	"unicode/utf8"
)

// Clean is the shortest path that means the same.
func Clean(path string) string {
	if path == "" {
		return "."
	}
	rooted := path[0] == '/'
	out := make([]byte, 0, len(path))
	if rooted {
		out = append(out, '/')
	}
	// What stands before fixed cannot be taken back by "..".
	fixed := len(out)
	for i := 0; i < len(path); {
		end := i
		for end < len(path) && path[end] != '/' {
			end++
		}
		name := path[i:end]
		i = end + 1
		switch {
		case name == "" || name == ".":
			continue
		case name == ".." && len(out) > fixed:
			n := len(out) - 1
			for n > fixed && out[n] != '/' {
				n--
			}
			out = out[:n]
			continue
		case name == ".." && rooted:
			continue
		}
		if len(out) > 0 && out[len(out)-1] != '/' {
			out = append(out, '/')
		}
		out = append(out, name...)
		if name == ".." {
			fixed = len(out)
		}
	}
	if len(out) == 0 {
		return "."
	}
	return string(out)
}

// lastSlash is the index of the last slash, -1 if there is none.
func lastSlash(s string) int {
	i := len(s) - 1
	for i >= 0 && s[i] != '/' {
		i--
	}
	return i
}

// Split cuts behind the last slash.
func Split(path string) (dir, file string) {
	i := lastSlash(path)
	return path[:i+1], path[i+1:]
}

// Join puts slashes between the elements that are not empty, and cleans.
func Join(elem ...string) string {
	var buf []byte
	for _, e := range elem {
		if len(buf) > 0 || e != "" {
			if len(buf) > 0 {
				buf = append(buf, '/')
			}
			buf = append(buf, e...)
		}
	}
	if len(buf) == 0 {
		return ""
	}
	return Clean(string(buf))
}

// Ext is the suffix from the last dot of the last element on.
func Ext(path string) string {
	for i := len(path) - 1; i >= 0 && path[i] != '/'; i-- {
		if path[i] == '.' {
			return path[i:]
		}
	}
	return ""
}

// Base is the last element.
func Base(path string) string {
	if path == "" {
		return "."
	}
	for len(path) > 0 && path[len(path)-1] == '/' {
		path = path[:len(path)-1]
	}
	path = path[lastSlash(path)+1:]
	if path == "" {
		return "/"
	}
	return path
}

// IsAbs tells whether the path begins with a slash.
func IsAbs(path string) bool { return path != "" && path[0] == '/' }

// Dir is all but the last element, cleaned.
func Dir(path string) string {
	dir, _ := Split(path)
	return Clean(dir)
}

// ErrBadPattern is the error of a malformed pattern.
var ErrBadPattern = errors.New("syntax error in pattern")

// Match tells whether the shell pattern (* ? [a-z] \c) matches the whole name.
func Match(pattern, name string) (matched bool, err error) {
	// Where to try again: behind the last star, with one more character given to it.
	starPattern, starName, hasStar := "", "", false
	failed := false
	for {
		if pattern == "" {
			if name == "" && !failed {
				return true, nil
			}
			if failed || !hasStar {
				return false, nil
			}
		} else if pattern[0] == '*' {
			for pattern != "" && pattern[0] == '*' {
				pattern = pattern[1:]
			}
			if failed {
				continue
			}
			starPattern, starName, hasStar = pattern, name, true
			continue
		} else {
			ok, restPattern, restName, err := matchOne(pattern, name)
			if err != nil {
				return false, err
			}
			pattern = restPattern
			if failed {
				// Only the rest of the pattern's syntax is of interest.
				continue
			}
			if ok {
				name = restName
				continue
			}
		}
		// No match here: the last star takes one more character, if there is one and it
		// may be taken.
		if !hasStar || starName == "" || starName[0] == '/' {
			failed = true
			continue
		}
		_, n := utf8.DecodeRuneInString(starName)
		starName = starName[n:]
		pattern, name = starPattern, starName
	}
}

// matchOne matches one element of the pattern that is no star against the next character.
func matchOne(pattern, name string) (ok bool, restPattern, restName string, err error) {
	c, n := utf8.DecodeRuneInString(name)
	some := name != ""
	restName = name[n:]
	switch pattern[0] {
	case '?':
		return some && c != '/', pattern[1:], restName, nil
	case '[':
		return matchClass(pattern[1:], c, some, restName)
	case '\\':
		pattern = pattern[1:]
		if pattern == "" {
			return false, "", "", ErrBadPattern
		}
	}
	return some && pattern[0] == name[0], pattern[1:], skipByte(name), nil
}

func skipByte(s string) string {
	if s == "" {
		return s
	}
	return s[1:]
}

// matchClass matches a class, whose bracket has been read, against c.
func matchClass(pattern string, c rune, some bool, restName string) (ok bool, _, _ string, err error) {
	negated := false
	if pattern != "" && pattern[0] == '^' {
		negated = true
		pattern = pattern[1:]
	}
	match := false
	for n := 0; ; n++ {
		if pattern != "" && pattern[0] == ']' && n > 0 {
			return some && match != negated, pattern[1:], restName, nil
		}
		var lo, hi rune
		if lo, pattern, err = classChar(pattern); err != nil {
			return false, "", "", err
		}
		hi = lo
		if pattern[0] == '-' {
			if hi, pattern, err = classChar(pattern[1:]); err != nil {
				return false, "", "", err
			}
		}
		match = match || lo <= c && c <= hi
	}
}

// classChar reads a character of a class; something must follow it.
func classChar(pattern string) (c rune, rest string, err error) {
	if pattern == "" || pattern[0] == '-' || pattern[0] == ']' {
		return 0, "", ErrBadPattern
	}
	if pattern[0] == '\\' {
		pattern = pattern[1:]
		if pattern == "" {
			return 0, "", ErrBadPattern
		}
	}
	c, n := utf8.DecodeRuneInString(pattern)
	if c == utf8.RuneError && n == 1 {
		return 0, "", ErrBadPattern
	}
	rest = pattern[n:]
	if rest == "" {
		return 0, "", ErrBadPattern
	}
	return c, rest, nil
}

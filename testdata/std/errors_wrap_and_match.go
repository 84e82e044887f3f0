// run
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
)

type coded struct{ code int }

func (c *coded) Error() string { return "code " + strconv.Itoa(c.code) }

type plain string

func (p plain) Error() string { return string(p) }

type matcher struct{ error }

func (matcher) Is(target error) bool { return target == fs.ErrNotExist }

func main() {
	base := errors.New("base")
	one := fmt.Errorf("one: %w", base)
	two := fmt.Errorf("two: %w", one)
	fmt.Println(two, errors.Unwrap(two) == one, errors.Is(two, base), errors.Is(base, two), errors.Is(nil, base), errors.Is(nil, nil))
	var c *coded
	wrapped := fmt.Errorf("x: %w", &coded{7})
	fmt.Println(errors.As(wrapped, &c), c.code, errors.As(base, &c))
	var p plain
	fmt.Println(errors.As(fmt.Errorf("y: %w", plain("pp")), &p), p)
	var i interface{ Error() string }
	fmt.Println(errors.As(base, &i), i)
	joined := errors.Join(nil, base, nil, plain("second"))
	fmt.Println(joined, errors.Is(joined, base), errors.As(joined, &p), errors.Join(nil) == nil)
	fmt.Println(errors.Is(matcher{base}, fs.ErrNotExist), errors.New("a") == errors.New("a"), plain("a") == plain("a"))
	_, err := os.Open("/does/not/exist")
	fmt.Println(err, errors.Is(err, os.ErrNotExist))
	var pe *fs.PathError
	fmt.Println(errors.As(err, &pe), pe.Op, pe.Path)
	_, err = strconv.Atoi("nope")
	fmt.Println(errors.Is(err, strconv.ErrSyntax))
	defer func() { fmt.Println(recover()) }()
	errors.As(base, nil)
}

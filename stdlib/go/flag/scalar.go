package flag

import (
	"errors"
	"strconv"
	"time"
)

// scalar is a flag of a basic type; p points to its variable.
type scalar struct {
	p any
}

func (v *scalar) IsBoolFlag() bool {
	_, ok := v.p.(*bool)
	return ok
}

func (v *scalar) isString() bool {
	_, ok := v.p.(*string)
	return ok
}

// zero is the text of the type's zero value.
func (v *scalar) zero() string {
	switch v.p.(type) {
	case *bool:
		return "false"
	case *string:
		return ""
	case *time.Duration:
		return "0s"
	}
	return "0"
}

func (v *scalar) String() string {
	switch p := v.p.(type) {
	case *bool:
		return strconv.FormatBool(*p)
	case *int:
		return strconv.Itoa(*p)
	case *int64:
		return strconv.FormatInt(*p, 10)
	case *uint:
		return strconv.FormatUint(uint64(*p), 10)
	case *uint64:
		return strconv.FormatUint(*p, 10)
	case *string:
		return *p
	case *float64:
		return strconv.FormatFloat(*p, 'g', -1, 64)
	case *time.Duration:
		return p.String()
	}
	return ""
}

func (v *scalar) Get() any {
	switch p := v.p.(type) {
	case *bool:
		return *p
	case *int:
		return *p
	case *int64:
		return *p
	case *uint:
		return *p
	case *uint64:
		return *p
	case *string:
		return *p
	case *float64:
		return *p
	case *time.Duration:
		return *p
	}
	return nil
}

var (
	errParse = errors.New("parse error")
	errRange = errors.New("value out of range")
)

func (v *scalar) Set(s string) (err error) {
	switch p := v.p.(type) {
	case *bool:
		*p, err = strconv.ParseBool(s)
	case *int:
		var i int64
		i, err = strconv.ParseInt(s, 0, strconv.IntSize)
		*p = int(i)
	case *int64:
		*p, err = strconv.ParseInt(s, 0, 64)
	case *uint:
		var u uint64
		u, err = strconv.ParseUint(s, 0, strconv.IntSize)
		*p = uint(u)
	case *uint64:
		*p, err = strconv.ParseUint(s, 0, 64)
	case *string:
		*p = s
	case *float64:
		*p, err = strconv.ParseFloat(s, 64)
	case *time.Duration:
		*p, err = time.ParseDuration(s)
		if err != nil {
			err = errParse
		}
	}
	if e, ok := err.(*strconv.NumError); ok {
		switch e.Err {
		case strconv.ErrSyntax:
			return errParse
		case strconv.ErrRange:
			return errRange
		}
	}
	return err
}

// BoolVar defines a bool flag for the variable at p.
func (f *FlagSet) BoolVar(p *bool, name string, value bool, usage string) {
	*p = value
	f.Var(&scalar{p}, name, usage)
}

// BoolVar defines a bool flag for the variable at p.
func BoolVar(p *bool, name string, value bool, usage string) {
	CommandLine.BoolVar(p, name, value, usage)
}

// Bool defines a bool flag.
func (f *FlagSet) Bool(name string, value bool, usage string) *bool {
	p := new(bool)
	f.BoolVar(p, name, value, usage)
	return p
}

// Bool defines a bool flag.
func Bool(name string, value bool, usage string) *bool {
	return CommandLine.Bool(name, value, usage)
}

// IntVar defines a int flag for the variable at p.
func (f *FlagSet) IntVar(p *int, name string, value int, usage string) {
	*p = value
	f.Var(&scalar{p}, name, usage)
}

// IntVar defines a int flag for the variable at p.
func IntVar(p *int, name string, value int, usage string) {
	CommandLine.IntVar(p, name, value, usage)
}

// Int defines a int flag.
func (f *FlagSet) Int(name string, value int, usage string) *int {
	p := new(int)
	f.IntVar(p, name, value, usage)
	return p
}

// Int defines a int flag.
func Int(name string, value int, usage string) *int {
	return CommandLine.Int(name, value, usage)
}

// Int64Var defines a int64 flag for the variable at p.
func (f *FlagSet) Int64Var(p *int64, name string, value int64, usage string) {
	*p = value
	f.Var(&scalar{p}, name, usage)
}

// Int64Var defines a int64 flag for the variable at p.
func Int64Var(p *int64, name string, value int64, usage string) {
	CommandLine.Int64Var(p, name, value, usage)
}

// Int64 defines a int64 flag.
func (f *FlagSet) Int64(name string, value int64, usage string) *int64 {
	p := new(int64)
	f.Int64Var(p, name, value, usage)
	return p
}

// Int64 defines a int64 flag.
func Int64(name string, value int64, usage string) *int64 {
	return CommandLine.Int64(name, value, usage)
}

// UintVar defines a uint flag for the variable at p.
func (f *FlagSet) UintVar(p *uint, name string, value uint, usage string) {
	*p = value
	f.Var(&scalar{p}, name, usage)
}

// UintVar defines a uint flag for the variable at p.
func UintVar(p *uint, name string, value uint, usage string) {
	CommandLine.UintVar(p, name, value, usage)
}

// Uint defines a uint flag.
func (f *FlagSet) Uint(name string, value uint, usage string) *uint {
	p := new(uint)
	f.UintVar(p, name, value, usage)
	return p
}

// Uint defines a uint flag.
func Uint(name string, value uint, usage string) *uint {
	return CommandLine.Uint(name, value, usage)
}

// Uint64Var defines a uint64 flag for the variable at p.
func (f *FlagSet) Uint64Var(p *uint64, name string, value uint64, usage string) {
	*p = value
	f.Var(&scalar{p}, name, usage)
}

// Uint64Var defines a uint64 flag for the variable at p.
func Uint64Var(p *uint64, name string, value uint64, usage string) {
	CommandLine.Uint64Var(p, name, value, usage)
}

// Uint64 defines a uint64 flag.
func (f *FlagSet) Uint64(name string, value uint64, usage string) *uint64 {
	p := new(uint64)
	f.Uint64Var(p, name, value, usage)
	return p
}

// Uint64 defines a uint64 flag.
func Uint64(name string, value uint64, usage string) *uint64 {
	return CommandLine.Uint64(name, value, usage)
}

// StringVar defines a string flag for the variable at p.
func (f *FlagSet) StringVar(p *string, name string, value string, usage string) {
	*p = value
	f.Var(&scalar{p}, name, usage)
}

// StringVar defines a string flag for the variable at p.
func StringVar(p *string, name string, value string, usage string) {
	CommandLine.StringVar(p, name, value, usage)
}

// String defines a string flag.
func (f *FlagSet) String(name string, value string, usage string) *string {
	p := new(string)
	f.StringVar(p, name, value, usage)
	return p
}

// String defines a string flag.
func String(name string, value string, usage string) *string {
	return CommandLine.String(name, value, usage)
}

// Float64Var defines a float64 flag for the variable at p.
func (f *FlagSet) Float64Var(p *float64, name string, value float64, usage string) {
	*p = value
	f.Var(&scalar{p}, name, usage)
}

// Float64Var defines a float64 flag for the variable at p.
func Float64Var(p *float64, name string, value float64, usage string) {
	CommandLine.Float64Var(p, name, value, usage)
}

// Float64 defines a float64 flag.
func (f *FlagSet) Float64(name string, value float64, usage string) *float64 {
	p := new(float64)
	f.Float64Var(p, name, value, usage)
	return p
}

// Float64 defines a float64 flag.
func Float64(name string, value float64, usage string) *float64 {
	return CommandLine.Float64(name, value, usage)
}

// DurationVar defines a duration flag for the variable at p.
func (f *FlagSet) DurationVar(p *time.Duration, name string, value time.Duration, usage string) {
	*p = value
	f.Var(&scalar{p}, name, usage)
}

// DurationVar defines a duration flag for the variable at p.
func DurationVar(p *time.Duration, name string, value time.Duration, usage string) {
	CommandLine.DurationVar(p, name, value, usage)
}

// Duration defines a duration flag.
func (f *FlagSet) Duration(name string, value time.Duration, usage string) *time.Duration {
	p := new(time.Duration)
	f.DurationVar(p, name, value, usage)
	return p
}

// Duration defines a duration flag.
func Duration(name string, value time.Duration, usage string) *time.Duration {
	return CommandLine.Duration(name, value, usage)
}

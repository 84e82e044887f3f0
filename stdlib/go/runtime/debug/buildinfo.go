package debug

import (
	"errors"
	"os"
	"runtime"
	"strings"
)

// BuildInfo is what a program was built of.
type BuildInfo struct {
	GoVersion string
	Path      string // of the main package
	Main      Module
	Deps      []*Module
	Settings  []BuildSetting
}

// Module is a module of the program.
type Module struct {
	Path    string
	Version string
	Sum     string
	Replace *Module
}

// BuildSetting is a setting of the build.
type BuildSetting struct {
	Key, Value string
}

// ReadBuildInfo tells what the running program was built of.
func ReadBuildInfo() (info *BuildInfo, ok bool) {
	return &BuildInfo{GoVersion: runtime.Version(), Path: "command-line-arguments"}, true
}

func (m *Module) line(word string) string {
	s := word + "\t" + m.Path + "\t" + m.Version
	if m.Replace == nil {
		return s + "\t" + m.Sum + "\n"
	}
	return s + "\n" + m.Replace.line("=>") + "\n"
}

// String is the text that ParseBuildInfo reads, but for Go's version.
func (bi *BuildInfo) String() string {
	var b strings.Builder
	if bi.GoVersion != "" {
		b.WriteString("go\t" + bi.GoVersion + "\n")
	}
	if bi.Path != "" {
		b.WriteString("path\t" + bi.Path + "\n")
	}
	if bi.Main != (Module{}) {
		b.WriteString(bi.Main.line("mod"))
	}
	for _, dep := range bi.Deps {
		b.WriteString(dep.line("dep"))
	}
	for _, s := range bi.Settings {
		b.WriteString("build\t" + s.Key + "=" + s.Value + "\n")
	}
	return b.String()
}

// ParseBuildInfo reads what String gives.
func ParseBuildInfo(data string) (bi *BuildInfo, err error) {
	bi = &BuildInfo{}
	var last *Module
	for _, line := range strings.Split(data, "\n") {
		word, rest, _ := strings.Cut(line, "\t")
		switch word {
		case "path":
			bi.Path = rest
		case "mod", "dep", "=>":
			parts := strings.Split(rest, "\t")
			if len(parts) < 2 || len(parts) > 3 {
				return nil, errors.New("expected 2 or 3 columns; got " + string(rune('0'+len(parts))))
			}
			m := &Module{Path: parts[0], Version: parts[1]}
			if len(parts) == 3 {
				m.Sum = parts[2]
			}
			switch {
			case word == "mod":
				bi.Main = *m
				last = &bi.Main
			case word == "dep":
				bi.Deps = append(bi.Deps, m)
				last = m
			case last == nil:
				return nil, errors.New("replacement with no module on previous line")
			default:
				last.Replace = m
			}
		case "build":
			key, value, ok := strings.Cut(rest, "=")
			if !ok {
				return nil, errors.New("build line with no '='")
			}
			bi.Settings = append(bi.Settings, BuildSetting{key, value})
		}
	}
	return bi, nil
}

// CrashOptions are options of SetCrashOutput.
type CrashOptions struct{}

// SetCrashOutput does nothing: crashes are shown on standard error only.
func SetCrashOutput(f *os.File, opts CrashOptions) error { return nil }

// SetMaxThreads gives the most threads that there may be; they are not counted.
func SetMaxThreads(threads int) int {
	before := maxThreads
	maxThreads = threads
	return before
}

var maxThreads = 10000

// SetTraceback does nothing: all goroutines are shown as GOTRACEBACK says.
func SetTraceback(level string) {}

// WriteHeapDump writes nothing.
func WriteHeapDump(fd uintptr) {}

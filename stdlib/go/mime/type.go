package mime

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
)

// types is the table of file name extensions, filled when it is first asked for: with the
// builtin ones, then with what the system's files say.
var types struct {
	once   sync.Once
	mu     sync.RWMutex
	exact  map[string]string   // type by extension as written
	lower  map[string]string   // type by extension in lower case
	byType map[string][]string // extensions by type without parameters
}

// builtin holds what every system knows, as text: a map's literal would be built at start.
const builtin = `
ai application/postscript
apk application/vnd.android.package-archive
apng image/apng
avif image/avif
bin application/octet-stream
bmp image/bmp
com application/octet-stream
css text/css; charset=utf-8
csv text/csv; charset=utf-8
doc application/msword
docx application/vnd.openxmlformats-officedocument.wordprocessingml.document
ehtml text/html; charset=utf-8
eml message/rfc822
eps application/postscript
exe application/octet-stream
flac audio/flac
gif image/gif
gz application/gzip
htm text/html; charset=utf-8
html text/html; charset=utf-8
ico image/vnd.microsoft.icon
ics text/calendar; charset=utf-8
jfif image/jpeg
jpeg image/jpeg
jpg image/jpeg
js text/javascript; charset=utf-8
json application/json
m4a audio/mp4
mjs text/javascript; charset=utf-8
mp3 audio/mpeg
mp4 video/mp4
oga audio/ogg
ogg audio/ogg
ogv video/ogg
opus audio/ogg
pdf application/pdf
pjp image/jpeg
pjpeg image/jpeg
png image/png
ppt application/vnd.ms-powerpoint
pptx application/vnd.openxmlformats-officedocument.presentationml.presentation
ps application/postscript
rdf application/rdf+xml
rtf application/rtf
shtml text/html; charset=utf-8
svg image/svg+xml
text text/plain; charset=utf-8
tif image/tiff
tiff image/tiff
txt text/plain; charset=utf-8
vtt text/vtt; charset=utf-8
wasm application/wasm
wav audio/wav
weba audio/webm
webm video/webm
webp image/webp
xbl text/xml; charset=utf-8
xbm image/x-xbitmap
xht application/xhtml+xml
xhtml application/xhtml+xml
xls application/vnd.ms-excel
xlsx application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
xml text/xml; charset=utf-8
xsl text/xml; charset=utf-8
zip application/zip
`

func fillTypes() {
	types.exact = make(map[string]string)
	types.lower = make(map[string]string)
	types.byType = make(map[string][]string)
	for line := range strings.Lines(builtin) {
		if name, typ, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " "); ok {
			setType("."+name, typ)
		}
	}
	for _, name := range []string{"/usr/local/share/mime/globs2", "/usr/share/mime/globs2"} {
		if readGlobs(name) {
			return
		}
	}
	for _, name := range []string{
		"/etc/mime.types", "/etc/apache2/mime.types", "/etc/apache/mime.types", "/etc/httpd/conf/mime.types",
	} {
		readMap(name)
	}
}

// readGlobs reads a file of lines like 50:text/plain:*.txt, and tells whether it is there.
// The first type of an extension counts.
func readGlobs(name string) bool {
	file, err := os.Open(name)
	if err != nil {
		return false
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		fields := strings.Split(lines.Text(), ":")
		if len(fields) < 3 || fields[0] == "" || fields[0][0] == '#' {
			continue
		}
		ext, ok := strings.CutPrefix(fields[2], "*.")
		if !ok || ext == "" || strings.ContainsAny(ext, "?*[") {
			continue
		}
		if _, known := types.exact["."+ext]; !known {
			setType("."+ext, fields[1])
		}
	}
	if err := lines.Err(); err != nil {
		panic(err)
	}
	return true
}

// readMap reads a file of lines like text/plain txt text.
func readMap(name string) {
	file, err := os.Open(name)
	if err != nil {
		return
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) <= 1 || fields[0][0] == '#' {
			continue
		}
		for _, ext := range fields[1:] {
			if ext[0] == '#' {
				break
			}
			setType("."+ext, fields[0])
		}
	}
	if err := lines.Err(); err != nil {
		panic(err)
	}
}

// setType enters a type. The table is locked, or being filled.
func setType(ext, typ string) error {
	base, params, err := ParseMediaType(typ)
	if err != nil {
		return err
	}
	if strings.HasPrefix(typ, "text/") && params["charset"] == "" {
		params["charset"] = "utf-8"
		typ = FormatMediaType(base, params)
	}
	lower := strings.ToLower(ext)
	types.exact[ext] = typ
	types.lower[lower] = typ
	if !slices.Contains(types.byType[base], lower) {
		types.byType[base] = append(types.byType[base], lower)
	}
	return nil
}

// TypeByExtension gives the type of files with an extension, which begins with a dot; as
// written first, then in lower case. Text has a charset. It is "" if there is none.
func TypeByExtension(ext string) string {
	types.once.Do(fillTypes)
	types.mu.RLock()
	defer types.mu.RUnlock()
	if typ, ok := types.exact[ext]; ok {
		return typ
	}
	return types.lower[strings.ToLower(ext)]
}

// ExtensionsByType gives the extensions that files of a type have, in order.
func ExtensionsByType(typ string) ([]string, error) {
	base, _, err := ParseMediaType(typ)
	if err != nil {
		return nil, err
	}
	types.once.Do(fillTypes)
	types.mu.RLock()
	defer types.mu.RUnlock()
	found, ok := types.byType[base]
	if !ok {
		return nil, nil
	}
	return slices.Sorted(slices.Values(found)), nil
}

// AddExtensionType sets the type of files with an extension, which begins with a dot.
func AddExtensionType(ext, typ string) error {
	if !strings.HasPrefix(ext, ".") {
		return fmt.Errorf("mime: extension %q missing leading dot", ext)
	}
	types.once.Do(fillTypes)
	types.mu.Lock()
	defer types.mu.Unlock()
	return setType(ext, typ)
}

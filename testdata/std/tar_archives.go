// run
package main

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing/fstest"
	"time"
)

var when = time.Date(2026, 11, 22, 13, 14, 15, 999, time.UTC)

func show(h *tar.Header) {
	fmt.Printf("%c %q %q %d %o %d %d %q %q %v %v %v %d %d %v\n", h.Typeflag, h.Name, h.Linkname, h.Size, h.Mode, h.Uid, h.Gid, h.Uname, h.Gname,
		h.ModTime.UTC(), h.AccessTime.UTC(), h.ChangeTime.UTC(), h.Devmajor, h.Devminor, h.Format)
	for _, key := range slices.Sorted(maps.Keys(h.PAXRecords)) {
		fmt.Printf("  %q=%.40q\n", key, h.PAXRecords[key])
	}
	for _, key := range slices.Sorted(maps.Keys(h.Xattrs)) {
		fmt.Printf("  xattr %q=%q\n", key, h.Xattrs[key])
	}
}

func list(data []byte) {
	tr := tar.NewReader(bytes.NewReader(data))
	for {
		h, err := tr.Next()
		if err != nil {
			fmt.Println("end:", h == nil, err)
			_, err2 := tr.Next()
			fmt.Println(err2 == err)
			return
		}
		show(h)
		fi := h.FileInfo()
		fmt.Println(" ", fi, fi.Name(), fi.Mode(), fi.IsDir(), fi.Sys() == any(h))
		text, err := io.ReadAll(tr)
		fmt.Printf("  %d %.30q %v\n", len(text), text, err)
	}
}

var headers = []tar.Header{
	{Name: "plain", Size: 5, Mode: 0644},
	{Name: "folder/", Mode: 0755 | 01000, ModTime: when},
	{Name: "folder/link", Typeflag: tar.TypeSymlink, Linkname: "../plain", Mode: 0777},
	{Name: "hard", Typeflag: tar.TypeLink, Linkname: "plain", Size: 77},
	{Name: "char", Typeflag: tar.TypeChar, Devmajor: 1, Devminor: 3},
	{Name: "block", Typeflag: tar.TypeBlock, Devmajor: 0777777, Devminor: 07777777},
	{Name: "fifo", Typeflag: tar.TypeFifo, Mode: 04000 | 02000},
	{Name: "größe", Size: 3, Uname: "müller", Gname: "g"},
	{Name: strings.Repeat("long/", 30) + "name", Size: 1},
	{Name: strings.Repeat("n", 120), Size: 1},
	{Name: "mtime", Format: tar.FormatPAX, ModTime: when, AccessTime: when.Add(time.Hour), ChangeTime: time.Unix(-5, 250000000)},
	{Name: "gnu", Format: tar.FormatGNU, ModTime: time.Unix(-1, 0), AccessTime: when, ChangeTime: time.Unix(1<<40, 0), Uid: 1 << 30, Gid: -3},
	{Name: strings.Repeat("\xff", 130), Linkname: strings.Repeat("l", 101), Typeflag: tar.TypeSymlink, Format: tar.FormatGNU},
	{Name: "big ids", Uid: 1 << 22, Gid: 1 << 40},
	{Name: "ustar", Format: tar.FormatUSTAR, ModTime: when},
	{Name: "records", PAXRecords: map[string]string{"GOLANG.x": "y", "comment": "none", "path": "ignored", "GNU.sparse.x": "ignored"}, Xattrs: map[string]string{"user.a": "\x00b"}},
	{Typeflag: tar.TypeXGlobalHeader, PAXRecords: map[string]string{"mtime": "12.5", "global": "1"}},
	{Name: "own", Typeflag: 'Z', Size: 2},
	{Name: "cont", Typeflag: tar.TypeCont, Size: 2},
	{Name: "huge", Typeflag: tar.TypeLink, Linkname: "x", Size: 1 << 40},
}

func write() []byte {
	var all bytes.Buffer
	tw := tar.NewWriter(&all)
	for i := range headers {
		h := headers[i]
		var one bytes.Buffer
		ow := tar.NewWriter(&one)
		fmt.Println(i, ow.WriteHeader(&h), ow.Flush(), one.Len())
		fmt.Printf("%x\n", sha256.Sum256(one.Bytes()))
		if err := tw.WriteHeader(&h); err != nil {
			fmt.Println(err)
			continue
		}
		n, err := io.WriteString(tw, strings.Repeat("x", int(h.Size%100)))
		fmt.Println(n, err)
		n, err = tw.Write([]byte("more"))
		fmt.Println(n, err, err == tar.ErrWriteTooLong)
	}
	fmt.Println(tw.Close(), tw.Close(), all.Len())
	_, err := tw.Write(nil)
	fmt.Println(err, tw.Flush(), tw.WriteHeader(&headers[0]) == tar.ErrWriteAfterClose)
	fmt.Printf("%x\n", sha256.Sum256(all.Bytes()))
	return all.Bytes()
}

func refused() {
	for _, h := range []tar.Header{
		{Name: "slash/", Typeflag: tar.TypeReg},
		{Name: "x", Typeflag: tar.TypeXHeader},
		{Name: "x", Typeflag: tar.TypeXGlobalHeader, Size: 1},
		{Name: "x", Typeflag: tar.TypeXGlobalHeader, Format: tar.FormatGNU},
		{Name: "x", Size: -1},
		{Name: "nul\x00"},
		{Name: "x", Mode: 1 << 60},
		{Name: "x", Mode: -1, Format: tar.FormatUSTAR},
		{Name: "x", Devmajor: -1, Format: tar.FormatPAX},
		{Name: "x", Devminor: 1 << 60, Format: tar.FormatGNU},
		{Name: "ä", Format: tar.FormatUSTAR},
		{Name: "x", Uname: strings.Repeat("u", 33), Format: tar.FormatGNU},
		{Name: "x", AccessTime: when, Format: tar.FormatUSTAR},
		{Name: "x", ModTime: when, Format: tar.FormatUSTAR | tar.FormatGNU},
		{Name: "x", PAXRecords: map[string]string{"a=b": "c"}},
		{Name: "x", PAXRecords: map[string]string{"a": "c"}, Format: tar.FormatGNU},
		{Name: "x", Xattrs: map[string]string{"a": "c"}, Format: tar.FormatUSTAR},
		{Name: "x", PAXRecords: map[string]string{"big": strings.Repeat("x", 1<<20)}},
	} {
		var out bytes.Buffer
		fmt.Println(tar.NewWriter(&out).WriteHeader(&h), out.Len())
	}
	tw := tar.NewWriter(io.Discard)
	tw.WriteHeader(&tar.Header{Name: "x", Size: 10})
	fmt.Println(tw.WriteHeader(&tar.Header{}), tw.Flush(), tw.Close())
	for f := range tar.Format(33) {
		fmt.Print(f, " ")
	}
	fmt.Println()
}

// entry is a header block with a right checksum, and data.
func entry(h tar.Header, data string, change func(b []byte)) []byte {
	var out bytes.Buffer
	tw := tar.NewWriter(&out)
	h.Size = int64(len(data))
	if err := tw.WriteHeader(&h); err != nil {
		panic(err)
	}
	io.WriteString(tw, data)
	tw.Flush()
	b := out.Bytes()
	if change != nil {
		change(b)
		copy(b[148:], "        ")
		sum := 0
		for _, c := range b[:512] {
			sum += int(c)
		}
		copy(b[148:], fmt.Sprintf("%06o\x00 ", sum))
	}
	return b
}

func damaged(data []byte) {
	list(nil)
	list(data[:100])
	list(data[:512])
	list(data[:520])
	list(append(bytes.Clone(data[:1024]), make([]byte, 512)...))
	list(append(append(bytes.Clone(data[:1024]), make([]byte, 512)...), data[:512]...))
	list([]byte(strings.Repeat("no archive", 100)))
	h := tar.Header{Name: "dir/file", Mode: 0600, Uname: "me", ModTime: when}
	for _, change := range []func(b []byte){
		func(b []byte) { copy(b[257:], make([]byte, 8)) },
		func(b []byte) { copy(b[257:], make([]byte, 8)); b[156] = 0 },
		func(b []byte) {
			copy(b[508:], "tar\x00")
			copy(b[345:], "star")
			copy(b[476:], "00000000017 00000000021 ")
		},
		func(b []byte) { b[156] = 0; copy(b, "folder/\x00") },
		func(b []byte) { copy(b[124:], "9999") },
		func(b []byte) { copy(b[124:], "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff") },
		func(b []byte) { copy(b[108:], "\x80\x00\x00\x00\x00\x01\x02\x03") },
		func(b []byte) { copy(b[108:], "\xff\xff\xff\xff\xff\xff\xff\xfe") },
		func(b []byte) { copy(b[136:], "\x80\x01\x00\x00\x00\x00\x00\x00\x00\x00\x01\x02") },
		func(b []byte) { copy(b[100:], "  644   ") },
		func(b []byte) { copy(b[257:], "ustar  \x00"); copy(b[345:], "old/prefix") },
		func(b []byte) { b[10] = 0xe4 },
		func(b []byte) { b[156] = 'L' },
		func(b []byte) { b[156] = 'x' },
	} {
		list(append(entry(h, "data", change), entry(h, "next", nil)...))
	}
	for _, records := range []string{
		"12 path=abc\n", "12 path=abc\n17 linkpath=there\n", "12 path=ab\n\n", "99 path=abc\n", "12 path:abc\n", "abc", "5 =x\n", "4 a\n", "11 path=\x00x\n",
		"12 mtime=1.5\n", "14 mtime=-1.5\n", "11 mtime=x\n", "14 mtime=1.5x\n", "10 size=3\n", "11 size=-3\n", "9 size=\n", "11 uid=777\n", "10 uid=u\n",
		"24 SCHILY.xattr.user=abc\n", "22 mtime=1.1234567891\n",
	} {
		list(append(entry(tar.Header{Name: "pax"}, records, func(b []byte) { b[156] = 'x' }), entry(h, "data", nil)...))
	}
	list(entry(tar.Header{Name: "pax"}, "11 mtime=x\n", func(b []byte) { b[156] = 'g' }))
}

func rec(key, value string) string {
	n := len(key) + len(value) + 3
	s := fmt.Sprintf("%d %s=%s\n", n+2, key, value)
	if len(s) != n+2 {
		s = fmt.Sprintf("%d %s=%s\n", n+3, key, value)
	}
	return s
}

func sparse() {
	pax := func(records string) []byte {
		return entry(tar.Header{Name: "pax"}, records, func(b []byte) { b[156] = 'x' })
	}
	h := tar.Header{Name: "s"}
	list(append(pax(rec("GNU.sparse.numblocks", "2")+rec("GNU.sparse.offset", "2")+rec("GNU.sparse.numbytes", "3")+rec("GNU.sparse.offset", "7")+rec("GNU.sparse.numbytes", "1")+rec("GNU.sparse.size", "10")), entry(h, "abcd", nil)...))
	m01 := func(numbers, count, size string) []byte {
		return pax(rec("GNU.sparse.map", numbers) + rec("GNU.sparse.numblocks", count) + rec("GNU.sparse.size", size) + rec("GNU.sparse.name", "real/name"))
	}
	for _, m := range []([3]string){
		{"0,2,5,2", "2", "7"}, {"0,2,5,2", "2", "20"}, {"0,2,5,2", "3", "20"}, {"0,2,5,2", "2", "6"}, {"5,2,0,2", "2", "20"}, {"0,2,5,9", "2", "20"},
		{"0,2,5,1", "2", "20"}, {"0,2,5,-1", "2", "20"}, {"0,2,5,x", "2", "20"}, {"1,0,2,4", "2", "6"}, {"0,4", "x", "4"}, {"0,4", "1", "four"},
	} {
		list(append(m01(m[0], m[1], m[2]), entry(h, "abcd", nil)...))
	}
	m10 := pax(rec("GNU.sparse.major", "1") + rec("GNU.sparse.minor", "0") + rec("GNU.sparse.name", "one/oh") + rec("GNU.sparse.realsize", "700"))
	block := func(s string) string { return s + strings.Repeat("\x00", 512-len(s)) }
	list(append(bytes.Clone(m10), entry(h, block("2\n3\n4\n600\n2\n")+"abcdef", nil)...))
	list(append(bytes.Clone(m10), entry(h, block("0\n"), nil)...))
	list(append(bytes.Clone(m10), entry(h, block("-1\n"), nil)...))
	list(append(bytes.Clone(m10), entry(h, "1\n2", nil)...))
	list(append(pax(rec("GNU.sparse.major", "7")), entry(h, "as it is", nil)...))
	old := func(b []byte) {
		b[156] = 'S'
		copy(b[386:], "00000000002\x0000000000003\x0000000000007\x0000000000001\x00")
		copy(b[483:], "00000000012\x00")
	}
	h.Format = tar.FormatGNU
	list(entry(h, "abcd", old))
	list(entry(h, "abc", old))
	more := entry(h, "abcd", func(b []byte) { old(b); b[482] = 1 })
	extra := make([]byte, 512)
	copy(extra, "00000000010\x0000000000000\x00")
	list(slices.Concat(more[:512], extra, more[512:]))
	list(more[:512])
	h.Format = tar.FormatUSTAR
	list(entry(h, "abcd", old))
}

type info struct {
	fs.FileInfo
	mode fs.FileMode
	sys  any
}

func (i info) Name() string       { return "name" }
func (i info) Size() int64        { return 42 }
func (i info) Mode() fs.FileMode  { return i.mode }
func (i info) ModTime() time.Time { return when }
func (i info) IsDir() bool        { return i.mode.IsDir() }
func (i info) Sys() any           { return i.sys }

type named struct {
	info
	err error
}

func (n named) Uname() (string, error) { return "u", n.err }
func (n named) Gname() (string, error) { return "g", nil }

func infos() {
	for _, mode := range []fs.FileMode{0644, fs.ModeDir | 0755 | fs.ModeSticky, fs.ModeSymlink | 0777, fs.ModeDevice, fs.ModeDevice | fs.ModeCharDevice, fs.ModeNamedPipe,
		fs.ModeSocket, fs.ModeIrregular, fs.ModeSetuid | fs.ModeSetgid | 0711} {
		h, err := tar.FileInfoHeader(info{mode: mode}, "target")
		if err != nil {
			fmt.Println(h, err)
			continue
		}
		show(h)
		fmt.Println(h.FileInfo())
	}
	h, err := tar.FileInfoHeader(nil, "")
	fmt.Println(h, err)
	from := &tar.Header{Typeflag: tar.TypeLink, Linkname: "l", Uid: 3, Uname: "n", AccessTime: when, PAXRecords: map[string]string{"a": "b"}}
	h, _ = tar.FileInfoHeader(info{mode: 0600, sys: from}, "")
	show(h)
	h, err = tar.FileInfoHeader(named{info{mode: 0600, sys: from}, nil}, "")
	show(h)
	h, err = tar.FileInfoHeader(named{info{}, errors.New("no name")}, "")
	fmt.Println(h, err)
	for _, mode := range []int64{0100644, 040755, 020600, 060600, 0140777, 0120777, 010600, 1<<33 | 0600} {
		fmt.Println((&tar.Header{Name: "a/b/", Mode: mode}).FileInfo())
	}
	null, _ := os.Stat("/dev/null")
	h, err = tar.FileInfoHeader(null, "")
	fmt.Printf("%c %s %d %d %v\n", h.Typeflag, h.Name, h.Devmajor, h.Devminor, err)
	dir, _ := os.MkdirTemp("", "tar")
	defer os.RemoveAll(dir)
	os.WriteFile(filepath.Join(dir, "file"), []byte("content"), 0640)
	os.Symlink("file", filepath.Join(dir, "link"))
	os.Mkdir(filepath.Join(dir, "sub"), 0700)
	var out bytes.Buffer
	tw := tar.NewWriter(&out)
	fmt.Println(tw.AddFS(os.DirFS(dir)), tw.Close())
	f, _ := os.Create(filepath.Join(dir, "a.tar"))
	f.Write(out.Bytes())
	f.Seek(0, 0)
	tr := tar.NewReader(f)
	for {
		h, err := tr.Next()
		if err != nil {
			fmt.Println(err)
			break
		}
		fmt.Printf("%c %s %s %d %o %v\n", h.Typeflag, h.Name, h.Linkname, h.Size, h.Mode&0400, h.Uid == os.Getuid())
	}
	f.Close()
	out.Reset()
	tw = tar.NewWriter(&out)
	fmt.Println(tw.AddFS(fstest.MapFS{"a/b.txt": {Data: []byte("hello"), Mode: 0600, ModTime: when}, "c": {Data: []byte("there")}}), tw.Close())
	list(out.Bytes())
	fmt.Println(tar.NewWriter(&out).AddFS(fstest.MapFS{"pipe": {Mode: fs.ModeNamedPipe}}))
	os.Setenv("GODEBUG", "tarinsecurepath=0")
	h, err = tar.NewReader(bytes.NewReader(entry(tar.Header{Name: "../up"}, "", nil))).Next()
	fmt.Println(h.Name, err, err == tar.ErrInsecurePath)
	os.Unsetenv("GODEBUG")
	h, err = tar.NewReader(bytes.NewReader(entry(tar.Header{Name: "../up"}, "", nil))).Next()
	fmt.Println(h.Name, err)
}

func main() {
	data := write()
	list(data)
	refused()
	damaged(data)
	sparse()
	infos()
}

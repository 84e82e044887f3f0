// run
package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing/fstest"
	"time"
)

var when = time.Date(2026, 11, 22, 13, 14, 15, 999, time.FixedZone("", 5*3600))

// make writes an archive with all kinds of files.
func write() []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	fmt.Println(w.SetComment("the comment"), w.SetComment(strings.Repeat("x", 1<<16)))
	f, err := w.Create("deflated.txt")
	fmt.Println(err)
	n, err := io.WriteString(f, strings.Repeat("all work and no play ", 50))
	fmt.Println(n, err)
	g, err := w.CreateHeader(&zip.FileHeader{Name: "dir/stored", Modified: when, Comment: "kept", Extra: []byte{1, 2, 0, 0}})
	io.WriteString(g, "as it is")
	_, err = io.WriteString(f, "late")
	fmt.Println(err)
	d, err := w.Create("dir/sub/")
	fmt.Println(err)
	n, err = d.Write(nil)
	fmt.Println(n, err)
	_, err = d.Write([]byte("x"))
	fmt.Println(err)
	h := &zip.FileHeader{Name: "names/größe.txt"}
	h.SetMode(0640 | fs.ModeSetuid)
	h.SetModTime(when)
	w.CreateHeader(h)
	fmt.Printf("%#x %#x %#x %v\n", h.Flags, h.ExternalAttrs, h.CreatorVersion, h.Mode())
	_, err = w.CreateHeader(h)
	fmt.Println(err)
	h = &zip.FileHeader{Name: "names/\xff", NonUTF8: true}
	w.CreateHeader(h)
	_, err = w.CreateHeader(&zip.FileHeader{Name: "x", Method: 77})
	fmt.Println(err)
	_, err = w.CreateHeader(&zip.FileHeader{Name: strings.Repeat("n", 1<<16)})
	fmt.Println(err)
	out.Reset()
	w = zip.NewWriter(&out)
	w.SetComment("the comment")
	for _, file := range []struct {
		h    zip.FileHeader
		text string
	}{
		{zip.FileHeader{Name: "deflated.txt", Method: zip.Deflate}, strings.Repeat("all work and no play ", 50)},
		{zip.FileHeader{Name: "dir/stored", Modified: when, Comment: "kept", Extra: []byte{1, 2, 0, 0}}, "as it is"},
		{zip.FileHeader{Name: "dir/sub/", Modified: when}, ""},
		{zip.FileHeader{Name: "names/größe.txt", Comment: "ü"}, "8"},
		{zip.FileHeader{Name: "names/empty", Method: zip.Deflate}, ""},
		{zip.FileHeader{Name: "names/\xff", NonUTF8: true}, "bad"},
	} {
		h := file.h
		if !strings.HasSuffix(h.Name, "/") {
			h.SetMode(0640)
		}
		f, err := w.CreateHeader(&h)
		if err != nil {
			fmt.Println(err)
		}
		io.WriteString(f, file.text)
	}
	fmt.Println(w.Flush(), w.Close(), w.Close())
	return out.Bytes()
}

func show(r *zip.Reader) {
	fmt.Printf("%q\n", r.Comment)
	for _, f := range r.File {
		size := uint64(0)
		if f.Method == zip.Store {
			size = f.CompressedSize64
		}
		fmt.Printf("%q %q %v %#x %#x %#x %d %v %d %d %x %d %d %d %x %#x\n", f.Name, f.Comment, f.NonUTF8, f.CreatorVersion, f.ReaderVersion, f.Flags, f.Method,
			f.Modified, f.ModifiedTime, f.ModifiedDate, f.CRC32, size, f.UncompressedSize, f.UncompressedSize64, f.Extra, f.ExternalAttrs)
		info := f.FileInfo()
		fmt.Println(info.Name(), info.Size(), info.Mode(), info.ModTime(), info.IsDir(), info.Sys() == any(&f.FileHeader))
		rc, err := f.Open()
		if err != nil {
			fmt.Println(err)
			continue
		}
		text, err := io.ReadAll(rc)
		fmt.Printf("%d %.8q %v %v\n", len(text), text, err, rc.Close())
	}
}

func open(data []byte) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		fmt.Println(r == nil, err)
		return
	}
	show(r)
}

func damaged(data []byte) {
	open(nil)
	open([]byte("no archive"))
	_, err := zip.NewReader(bytes.NewReader(nil), -1)
	fmt.Println(err)
	// Something before it.
	open(append([]byte("#!/bin/sh\n"), data...))
	// Cut short.
	open(data[:len(data)-20])
	open(data[1:])
	// Damaged data.
	bad := bytes.Clone(data)
	i := bytes.Index(bad, []byte("as it is"))
	bad[i]++
	open(bad)
	bad = bytes.Clone(data)
	copy(bad[bytes.Index(bad, []byte("deflated.txt"))+12:], "\xff\xff\xff\xff")
	open(bad)
	// Another signature before the data.
	bad = bytes.Clone(data)
	bad[0] = 'Q'
	open(bad)
	// A comment that is too long.
	bad = bytes.Clone(data)
	bad[len(bad)-len("the comment")-2] = 200
	open(bad)
	// An offset behind the end.
	bad = bytes.Clone(data)
	binary.LittleEndian.PutUint32(bad[len(bad)-len("the comment")-6:], 1<<30)
	open(bad)
	_, err = zip.OpenReader("/no/such.zip")
	fmt.Println(err)
}

func tree(data []byte) {
	r, _ := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	fs.WalkDir(r, ".", func(path string, d fs.DirEntry, err error) error {
		fmt.Printf("%q %v %v\n", path, d, err)
		return nil
	})
	text, err := fs.ReadFile(r, "dir/stored")
	fmt.Printf("%q %v\n", text, err)
	for _, name := range []string{"nothing", "../x", "dir/stored/x", "/dir", "dir/"} {
		_, err := r.Open(name)
		fmt.Println(err, errors.Is(err, fs.ErrNotExist))
	}
	d, _ := r.Open("dir")
	_, err = d.Read(make([]byte, 1))
	fmt.Println(err)
	info, err := d.Stat()
	fmt.Println(info, err)

	var out bytes.Buffer
	w := zip.NewWriter(&out)
	fmt.Println(w.AddFS(fstest.MapFS{
		"a/b.txt": {Data: []byte("hello"), Mode: 0600, ModTime: when},
		"c":       {Data: []byte("there")},
	}))
	fmt.Println(w.Close())
	r, _ = zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	show(r)
	fmt.Println(fstest.TestFS(r, "a/b.txt", "c"))
	fmt.Println(zip.NewWriter(&out).AddFS(fstest.MapFS{"link": {Mode: fs.ModeSymlink}}))

	// Twice, and with names that are no paths.
	out.Reset()
	w = zip.NewWriter(&out)
	for _, name := range []string{"a", "a", "b/c", "b", "/abs/x", "../up/y", `back\slash`} {
		w.Create(name)
	}
	w.Close()
	r, err = zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	fmt.Println(len(r.File), err)
	_, err = fs.ReadDir(r, ".")
	fmt.Println(err)
	for _, name := range []string{"abs/x", "up/y", "back/slash"} {
		_, err = fs.Stat(r, name)
		fmt.Println(err)
	}

}

func copies(data []byte) {
	r, _ := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	out.WriteString("before")
	w.SetOffset(6)
	for _, f := range r.File {
		fmt.Println(w.Copy(f))
	}
	h := &zip.FileHeader{Name: "raw", Method: zip.Store, CRC32: 0x8c736521, CompressedSize64: 3, UncompressedSize64: 3}
	f, err := w.CreateRaw(h)
	fmt.Println(err)
	f.Write([]byte("foo"))
	h = &zip.FileHeader{Name: "huge", Method: zip.Store, CompressedSize64: 1 << 33, UncompressedSize64: 1 << 34}
	w.CreateRaw(h)
	fmt.Println(w.Close())
	r, err = zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	fmt.Println(err)
	show(r)
	raw, _ := r.File[1].OpenRaw()
	text, err := io.ReadAll(raw)
	at, err1 := r.File[1].DataOffset()
	fmt.Printf("%q %v %v %v\n", text, err, at > 6, err1)
	func() {
		defer func() { fmt.Println(recover()) }()
		w.SetOffset(1)
	}()
	// Its own methods.
	out.Reset()
	w = zip.NewWriter(&out)
	w.RegisterCompressor(99, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, 9) })
	f, err = w.CreateHeader(&zip.FileHeader{Name: "own", Method: 99})
	io.WriteString(f, "own method")
	fmt.Println(err, w.Close())
	r, _ = zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	show(r)
	r.RegisterDecompressor(99, flate.NewReader)
	show(r)
	for _, f := range []func(){
		func() { zip.RegisterCompressor(zip.Store, nil) },
		func() { zip.RegisterDecompressor(zip.Deflate, nil) },
	} {
		func() {
			defer func() { fmt.Println(recover()) }()
			f()
		}()
	}
	// Many files.
	out.Reset()
	w = zip.NewWriter(&out)
	for i := range 66000 {
		w.CreateHeader(&zip.FileHeader{Name: fmt.Sprint(i)})
	}
	fmt.Println(w.Close(), out.Len())
	fmt.Printf("%x\n", sha256.Sum256(out.Bytes()))
	r, err = zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	fmt.Println(len(r.File), err)
}

func main() {
	data := write()
	open(data)
	damaged(data)
	copies(data)
	tree(data)
	dir, _ := os.MkdirTemp("", "zip")
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "a.zip")
	os.WriteFile(name, data, 0600)
	rc, err := zip.OpenReader(name)
	fmt.Println(len(rc.File), err, rc.Close())
	info, _ := os.Stat(dir)
	h, err := zip.FileInfoHeader(info)
	fmt.Println(h.Mode(), err)
}

// run
package main

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"testing/fstest"
	"text/template"
)

// A variable may be of a named type.
type name string
type data []byte

//go:embed embedded/hello.txt
var hello string

//go:embed embedded/deep/bytes.bin
var raw []byte

var (
	//go:embed embedded/b.txt
	b name
	// Others stand between.
	other = len(hello) + len(raw)

	//go:embed "embedded/hello.txt"
	// A comment.
	d data
)

//go:embed embedded/empty
var empty string

//go:embed embedded
var tree embed.FS

//go:embed embedded/*.txt `embedded/deep`
//go:embed all:embedded/_hidden embedded/.dot
var some embed.FS

//go:embed all:embedded
var all embed.FS

var none embed.FS

func list(f fs.FS) {
	fmt.Println(fs.WalkDir(f, ".", func(path string, d fs.DirEntry, err error) error {
		info, _ := d.Info()
		fmt.Println(path, d, err, info.Size(), info.Mode(), info.ModTime().IsZero(), info.Sys())
		return nil
	}))
}

func main() {
	fmt.Printf("%q %q %q %q %q %d\n", hello, raw, b, d, empty, other)
	raw[0] = 'I'
	fmt.Printf("%T %T %s\n", b, d, raw[:2])
	for _, f := range []embed.FS{tree, some, all, none} {
		list(f)
	}
	fmt.Println(fstest.TestFS(tree, "embedded/hello.txt", "embedded/deep/er/x.txt"))
	text, err := tree.ReadFile("embedded/deep/bytes.bin")
	fmt.Printf("%q %v\n", text, err)
	for _, path := range []string{"embedded", "nothing", "embedded/hello.txt/x", "../x", "/x", "", "embedded/.dot", "embedded/"} {
		_, err := tree.ReadFile(path)
		fmt.Println(err, errors.Is(err, fs.ErrNotExist))
		_, err = tree.Open(path)
		fmt.Println(err)
	}
	_, err = tree.ReadDir("embedded/b.txt")
	fmt.Println(err)
	entries, err := tree.ReadDir("embedded")
	fmt.Println(entries, err)
	f, _ := tree.Open("embedded/hello.txt")
	s := f.(io.ReadSeeker)
	fmt.Println(s.Seek(-5, io.SeekEnd))
	rest, err := io.ReadAll(s)
	fmt.Printf("%q %v\n", rest, err)
	_, err = s.Seek(-1, 0)
	fmt.Println(err)
	_, err = s.Seek(100, io.SeekStart)
	fmt.Println(err)
	buf := make([]byte, 4)
	n, err := f.(io.ReaderAt).ReadAt(buf, 9)
	fmt.Printf("%d %q %v\n", n, buf[:n], err)
	_, err = f.(io.ReaderAt).ReadAt(buf, -1)
	fmt.Println(err, f.Close())
	dir, _ := tree.Open("embedded")
	_, err = dir.Read(buf)
	fmt.Println(err)
	rd := dir.(fs.ReadDirFile)
	for {
		entries, err := rd.ReadDir(2)
		fmt.Println(entries, err)
		if err != nil {
			break
		}
	}
	fmt.Println(rd.ReadDir(-1))
	sub, err := fs.Sub(tree, "embedded/deep")
	fmt.Println(err)
	list(sub)
	names, err := fs.Glob(tree, "embedded/*.txt")
	fmt.Println(names, err, tree == tree, tree == some)
	var out bytes.Buffer
	fmt.Println(template.Must(template.ParseFS(tree, "embedded/*.txt")).ExecuteTemplate(&out, "hello.txt", nil), out.String())
}

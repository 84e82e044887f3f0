// run

package main

import (
	"fmt"
	"io"
	"io/fs"
	"testing/fstest"
	"time"
)

func main() {
	fsys := fstest.MapFS{
		"a.txt":        {Data: []byte("hello"), Mode: 0o644, ModTime: time.Unix(1e9, 0).UTC()},
		"dir/b.txt":    {Data: []byte("b")},
		"dir/sub/c.go": {Data: []byte("package c")},
		"link":         {Data: []byte("dir/b.txt"), Mode: fs.ModeSymlink},
		"empty":        {Mode: fs.ModeDir | 0o755},
	}
	fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		info, err2 := d.Info()
		fmt.Println(path, d, err, info.Size(), info.Mode(), err2)
		return nil
	})
	for _, name := range []string{"a.txt", "dir/b.txt", "none", "/a.txt", "dir", "link", "dir/../a.txt", ""} {
		b, err := fs.ReadFile(fsys, name)
		fmt.Printf("%q %v\n", b, err)
		info, err := fs.Stat(fsys, name)
		if err == nil {
			fmt.Println(info.Name(), info.Size(), info.Mode(), info.IsDir(), info.ModTime().Unix())
		} else {
			fmt.Println(err)
		}
	}
	fmt.Println(fs.Glob(fsys, "*/*.txt"))
	fmt.Println(fsys.ReadLink("link"))
	fmt.Println(fsys.ReadLink("a.txt"))
	sub, err := fs.Sub(fsys, "dir")
	b, err2 := fs.ReadFile(sub, "sub/c.go")
	fmt.Println(err, string(b), err2)
	f, _ := fsys.Open("a.txt")
	f.(io.Seeker).Seek(1, 0)
	rest, _ := io.ReadAll(f)
	fmt.Println(string(rest))
	d, _ := fsys.Open("dir")
	_, err = d.Read(nil)
	fmt.Println(err)
	list, err := d.(fs.ReadDirFile).ReadDir(1)
	fmt.Println(list, err)
	list, err = d.(fs.ReadDirFile).ReadDir(5)
	fmt.Println(list, err)
	list, err = d.(fs.ReadDirFile).ReadDir(1)
	fmt.Println(list, err)
	fmt.Println(fstest.TestFS(fsys, "a.txt", "dir/sub/c.go"))
}

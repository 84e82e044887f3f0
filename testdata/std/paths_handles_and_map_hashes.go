// run

package main

import (
	"fmt"
	"hash/maphash"
	"path/filepath"
	"os"
	"io/fs"
	"unique"
	"weak"
)

type P struct {
	A int
	B string
	C any
}

func main() {
	a, b := unique.Make("hello"), unique.Make("hel"+string([]byte("lo")))
	fmt.Println(a == b, a.Value(), a == unique.Make("x"))
	fmt.Println(unique.Make(P{1, "a", 2}) == unique.Make(P{1, "a", 2}), unique.Make(1.5).Value())
	x := new(int)
	w := weak.Make(x)
	fmt.Println(w.Value() == x, w == weak.Make(x), weak.Make[int](nil).Value() == nil)
	seed := maphash.MakeSeed()
	fmt.Println(maphash.String(seed, "abc") == maphash.Bytes(seed, []byte("abc")), maphash.String(seed, "abc") == maphash.String(seed, "abd"))
	fmt.Println(maphash.Comparable(seed, P{1, "x", 1.0}) == maphash.Comparable(seed, P{1, "x", 1.0}), maphash.Comparable[any](seed, 1) == maphash.Comparable[any](seed, "1"))
	var h, g maphash.Hash
	g.SetSeed(h.Seed())
	for i := 0; i < 1000; i++ {
		h.WriteByte(byte(i))
	}
	b2 := make([]byte, 1000)
	for i := range b2 {
		b2[i] = byte(i)
	}
	g.Write(b2)
	fmt.Println(h.Sum64() == g.Sum64())
	func() {
		defer func() { fmt.Println(recover()) }()
		maphash.String(maphash.Seed{}, "")
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		maphash.Comparable[any](seed, []int{})
	}()
	for _, t := range [][2]string{{"a/b", "a/b/c"}, {"a/b", "a"}, {"/a/b", "/x/y"}, {".", "a"}, {"a", "."}, {"a", "a"}, {"../a", "b"}, {"/a", "b"}, {"..", "a"}, {"/", "/a/b"}, {"ab", "abc"}, {"a/b/c", "../x"}} {
		r, err := filepath.Rel(t[0], t[1])
		fmt.Println(t, r, err)
	}
	fmt.Println(filepath.IsLocal("a/../b"), filepath.IsLocal("../b"), filepath.IsLocal("/x"), filepath.IsLocal(""), filepath.SplitList("a:b::c"), filepath.VolumeName("c:/"))
	dir, _ := os.MkdirTemp("", "fp")
	defer os.RemoveAll(dir)
	dir, _ = filepath.EvalSymlinks(dir)
	os.Chdir(dir)
	os.MkdirAll("a/b/c", 0755)
	os.MkdirAll("a/d", 0755)
	os.WriteFile("a/b/f.go", nil, 0644)
	os.WriteFile("a/d/g.go", nil, 0644)
	os.Symlink("a/b", "l")
	os.Symlink("../d", "a/b/up")
	os.Symlink("loop", "loop")
	filepath.Walk("a", func(p string, info fs.FileInfo, err error) error { fmt.Println(p, info.IsDir(), err); return nil })
	filepath.WalkDir("a", func(p string, d fs.DirEntry, err error) error {
		fmt.Println(p, d, err)
		if d.Name() == "b" {
			return filepath.SkipDir
		}
		return nil
	})
	fmt.Println(filepath.Walk("none", func(p string, info fs.FileInfo, err error) error { return err }))
	fmt.Println(filepath.Glob("a/*/*.go"))
	fmt.Println(filepath.Glob("[]a"))
	fmt.Println(filepath.EvalSymlinks("l/f.go"))
	fmt.Println(filepath.EvalSymlinks("l/up/g.go"))
	fmt.Println(filepath.EvalSymlinks("loop"))
	fmt.Println(filepath.EvalSymlinks("l/none"))
	fmt.Println(filepath.EvalSymlinks("a/d/g.go/x"))
	abs, err := filepath.Abs("x")
	fmt.Println(abs == filepath.Join(dir, "x"), err)
	fmt.Println(filepath.Match("a*", "abc"))
	_, err = filepath.Match("[", "a")
	fmt.Println(err == filepath.ErrBadPattern)
}

// run

package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"
)

func main() {
	dir, err := os.MkdirTemp("", "osfs")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	show := func(args ...any) {
		s := fmt.Sprintln(args...)
		fmt.Print(strings.ReplaceAll(s, dir, "DIR"))
	}
	os.Chdir(dir)
	show(os.WriteFile("a.txt", []byte("hello\n"), 0644))
	show(os.Chmod("a.txt", 0600), os.Chmod("none", 0600))
	fi, _ := os.Stat("a.txt")
	show(fi.Name(), fi.Size(), fi.Mode(), fi.IsDir())
	show(os.Symlink("a.txt", "link"), os.Symlink("a.txt", "link"))
	show(os.Readlink("link"))
	show(os.Readlink("a.txt"))
	show(os.Link("a.txt", "hard"), os.Link("nope", "x"))
	f1, _ := os.Stat("hard")
	show(os.SameFile(fi, f1), os.SameFile(fi, nil))
	li, _ := os.Lstat("link")
	show(li.Mode()&fs.ModeSymlink != 0)
	t := time.Date(2020, 1, 2, 3, 4, 5, 6000, time.UTC)
	show(os.Chtimes("a.txt", t, t), os.Chtimes("none", t, t))
	fi, _ = os.Stat("a.txt")
	show(fi.ModTime().UTC(), fs.FormatFileInfo(fi) != "")
	show(os.Truncate("a.txt", 2), os.Truncate("none", 2))
	b, err := os.ReadFile("a.txt")
	show(string(b), err)
	show(os.MkdirAll("sub/deep/er", 0755), os.MkdirAll("a.txt/b", 0755), os.Mkdir("sub", 0755))
	os.WriteFile("sub/deep/f1.go", []byte("1"), 0644)
	os.WriteFile("sub/deep/f2.txt", []byte("22"), 0644)
	os.WriteFile("sub/g.go", []byte("333"), 0644)
	fsys := os.DirFS(dir)
	show(fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		show(p, d, err)
		if d.Name() == "er" {
			return fs.SkipDir
		}
		return nil
	}))
	show(fs.WalkDir(fsys, "zz", func(p string, d fs.DirEntry, err error) error { show(p, d, err); return err }))
	show(fs.Glob(fsys, "sub/*/*.go"))
	show(fs.Glob(fsys, "*/*.go"))
	show(fs.Glob(fsys, "[]"))
	sub, err := fs.Sub(fsys, "sub/deep")
	show(err)
	data, err := fs.ReadFile(sub, "f2.txt")
	show(string(data), err)
	_, err = fs.ReadFile(sub, "nope")
	show(err, errors.Is(err, fs.ErrNotExist))
	_, err = fs.ReadFile(sub, "../x")
	show(err)
	_, err = fs.Sub(fsys, "../x")
	show(err)
	show(fs.ValidPath("a/b"), fs.ValidPath("/a"), fs.ValidPath("a/../b"), fs.ValidPath("."), fs.ValidPath(""))
	ents, err := fs.ReadDir(fsys, "sub")
	show(ents, err)
	_, err = os.ReadDir("nope")
	show(err)
	show(os.CopyFS("copy", sub))
	ents, _ = os.ReadDir("copy")
	show(ents)
	d, _ := os.Open("sub/deep")
	names, err := d.Readdirnames(-1)
	show(len(names), err)
	show(d.Readdirnames(1))
	d.Close()
	show(d.Readdirnames(1))
	r, w, err := os.Pipe()
	show(r.Name(), w.Name(), err)
	io.Copy(w, strings.NewReader("through the pipe"))
	w.Close()
	data, err = io.ReadAll(r)
	show(string(data), err)
	f, _ := os.Create("seek")
	fmt.Fprintf(f, "0123456789")
	show(f.Seek(3, io.SeekStart))
	var buf [4]byte
	show(f.Read(buf[:]))
	show(f.ReadAt(buf[:], 8))
	show(f.WriteAt([]byte("xy"), 1))
	show(f.Seek(-1, io.SeekStart))
	f.Seek(0, 0)
	var sb strings.Builder
	show(io.Copy(&sb, f))
	show(sb.String(), f.Sync(), f.Close(), f.Close())
	_, err = f.Write([]byte("x"))
	show(err, errors.Is(err, os.ErrClosed))
	_, err = os.OpenFile("seek", os.O_CREATE|os.O_EXCL, 0644)
	show(err, os.IsExist(err))
	ro, _ := os.Open("seek")
	_, err = ro.Write([]byte("x"))
	show(err)
	show(os.Remove("sub"), os.Remove("none"), os.Rename("none", "x"), os.Rename("hard", "moved"))
	_, err = os.Open("")
	show(err)
	show(os.Setenv("A_B", "c"), os.Getenv("A_B"), os.Setenv("", "x"), os.ExpandEnv("$A_B-${A_B}-$NONE_"))
	_, ok := os.LookupEnv("A_B")
	show(ok)
	os.Unsetenv("A_B")
	_, ok = os.LookupEnv("A_B")
	show(ok)
	os.Clearenv()
	show(os.Environ(), os.Getpagesize(), os.IsPathSeparator('/'))
	show(os.UserHomeDir())
	show(os.UserCacheDir())
	var pe *fs.PathError
	_, err = os.Stat("zzz")
	show(errors.As(err, &pe), pe.Op, pe.Path, pe.Err)
	var nilf *os.File
	_, err = nilf.Read(nil)
	show(err)
	show(os.Chdir("nope"))
	_, err = os.ReadFile(dir)
	show(err)
}

package zip

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"sort"
	"strings"
	"time"
)

// node is a file or folder of the archive as a file system, which has the folders that the
// archive does not list, too. As a description it is that of a folder.
type node struct {
	name     string // its path, as io/fs has it
	file     *File  // nil if it is not listed
	isFolder bool
	isTwice  bool // the archive lists it twice
}

// entryInfo is a description and an entry of a folder.
type entryInfo interface {
	fs.FileInfo
	fs.DirEntry
}

func (n *node) info() (entryInfo, error) {
	if n.isTwice {
		return nil, errors.New(n.name + ": duplicate entries in zip file")
	}
	if !n.isFolder {
		return headerInfo{&n.file.FileHeader}, nil
	}
	return n, nil
}

func (n *node) Name() string {
	_, elem := splitPath(n.name)
	return elem
}

func (n *node) Size() int64                { return 0 }
func (n *node) Mode() fs.FileMode          { return fs.ModeDir | 0555 }
func (n *node) Type() fs.FileMode          { return fs.ModeDir }
func (n *node) IsDir() bool                { return true }
func (n *node) Sys() any                   { return nil }
func (n *node) Info() (fs.FileInfo, error) { return n, nil }
func (n *node) String() string             { return fs.FormatDirEntry(n) }

func (n *node) ModTime() time.Time {
	if n.file == nil {
		return time.Time{}
	}
	return n.file.Modified.UTC()
}

// splitPath gives the folder of a path, "." if it is the root, and the last element.
func splitPath(name string) (dir, elem string) {
	name = strings.TrimSuffix(name, "/")
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		return name[:i], name[i+1:]
	}
	return ".", name
}

// validName makes a path of io/fs of what an archive says.
func validName(name string) string {
	name = path.Clean(strings.ReplaceAll(name, `\`, "/"))
	name = strings.TrimPrefix(name, "/")
	for strings.HasPrefix(name, "../") {
		name = name[len("../"):]
	}
	return name
}

// makeTree makes the nodes, sorted by folder, then name.
func (r *Reader) makeTree() {
	known := map[string]int{}
	above := map[string]bool{}
	for _, f := range r.File {
		name := validName(f.Name)
		if name == "" {
			continue
		}
		if i, ok := known[name]; ok {
			r.tree[i].isTwice = true
			continue
		}
		for dir := path.Dir(name); dir != "." && dir != "/" && !above[dir]; dir = path.Dir(dir) {
			above[dir] = true
		}
		known[name] = len(r.tree)
		r.tree = append(r.tree, node{name: name, file: f, isFolder: isFolder(f.Name)})
	}
	for dir := range above {
		i, ok := known[dir]
		switch {
		case !ok:
			r.tree = append(r.tree, node{name: dir, isFolder: true})
		case !r.tree[i].isFolder:
			r.tree[i].isTwice = true
		}
	}
	sort.Slice(r.tree, func(i, j int) bool {
		return before(r.tree[i].name, r.tree[j].name)
	})
}

// before tells whether a comes before b, by folder, then name.
func before(a, b string) bool {
	adir, aelem := splitPath(a)
	bdir, belem := splitPath(b)
	return adir < bdir || adir == bdir && aelem < belem
}

// find gives the node of a path, nil if there is none.
func (r *Reader) find(name string) *node {
	if name == "." {
		return &node{name: "./", isFolder: true}
	}
	i := sort.Search(len(r.tree), func(i int) bool { return !before(r.tree[i].name, name) })
	if i < len(r.tree) && r.tree[i].name == name {
		return &r.tree[i]
	}
	return nil
}

// below gives the nodes in a folder.
func (r *Reader) below(dir string) []node {
	from := sort.Search(len(r.tree), func(i int) bool { d, _ := splitPath(r.tree[i].name); return d >= dir })
	to := sort.Search(len(r.tree), func(i int) bool { d, _ := splitPath(r.tree[i].name); return d > dir })
	return r.tree[from:to]
}

// Open opens a file or folder, as io/fs says.
func (r *Reader) Open(name string) (fs.File, error) {
	r.treeOnce.Do(r.makeTree)
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	n := r.find(name)
	if n == nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	if n.isFolder {
		return &openFolder{node: n, rest: r.below(name)}, nil
	}
	f, err := n.file.Open()
	if err != nil {
		return nil, err
	}
	return f.(fs.File), nil
}

// openFolder is a folder being read.
type openFolder struct {
	node *node
	rest []node
}

func (d *openFolder) Close() error               { return nil }
func (d *openFolder) Stat() (fs.FileInfo, error) { return d.node.info() }

func (d *openFolder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.node.name, Err: errors.New("is a directory")}
}

// ReadDir gives the next entries: all if n is not positive.
func (d *openFolder) ReadDir(n int) ([]fs.DirEntry, error) {
	if len(d.rest) == 0 {
		if n <= 0 {
			return nil, nil
		}
		return nil, io.EOF
	}
	if n <= 0 || n > len(d.rest) {
		n = len(d.rest)
	}
	list := make([]fs.DirEntry, n)
	for i := range list {
		info, err := d.rest[i].info()
		if err != nil {
			return nil, err
		}
		if info.Name() == "." || !fs.ValidPath(info.Name()) {
			err := fmt.Errorf("invalid file name: %v", d.rest[i].name)
			return nil, &fs.PathError{Op: "readdir", Path: d.node.name, Err: err}
		}
		list[i] = info
	}
	d.rest = d.rest[n:]
	return list, nil
}

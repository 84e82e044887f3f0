package ast

import "slices"

// Filter tells whether a declaration with the name stays.
type Filter func(string) bool

// FileExports leaves in a file what is exported; false if there is nothing. Comments stay.
func FileExports(src *File) bool { return (&trimmer{IsExported, true}).file(src) }

// PackageExports does it for all files.
func PackageExports(pkg *Package) bool { return (&trimmer{IsExported, true}).files(pkg) }

// FilterDecl leaves in a declaration the names that the filter lets through, also those of
// fields and methods; false if there is nothing.
func FilterDecl(decl Decl, f Filter) bool { return (&trimmer{f, false}).decl(decl) }

// FilterFile does it for all declarations of a file.
func FilterFile(src *File, f Filter) bool { return (&trimmer{f, false}).file(src) }

// FilterPackage does it for all files.
func FilterPackage(pkg *Package, f Filter) bool { return (&trimmer{f, false}).files(pkg) }

// trimmer leaves names out. For exports a type's own name must stay, and parts of what stays
// are trimmed, too.
type trimmer struct {
	filter    Filter
	isExports bool
}

func (t *trimmer) files(pkg *Package) bool {
	isAny := false
	for _, f := range pkg.Files {
		isAny = t.file(f) || isAny
	}
	return isAny
}

// keep leaves the elements for which stays gives true.
func keep[E any](list []E, stays func(E) bool) []E {
	left := list[:0]
	for _, e := range list {
		if stays(e) {
			left = append(left, e)
		}
	}
	return left
}

func (t *trimmer) file(f *File) bool {
	f.Decls = keep(f.Decls, t.decl)
	return len(f.Decls) > 0
}

func (t *trimmer) decl(d Decl) bool {
	switch d := d.(type) {
	case *GenDecl:
		d.Specs = keep(d.Specs, t.spec)
		return len(d.Specs) > 0
	case *FuncDecl:
		return t.filter(d.Name.Name)
	}
	return false
}

func (t *trimmer) spec(s Spec) bool {
	switch s := s.(type) {
	case *ValueSpec:
		s.Names = t.names(s.Names)
		s.Values = keep(s.Values, t.element)
		if len(s.Names) == 0 {
			return false
		}
		if t.isExports {
			t.typ(s.Type)
		}
		return true
	case *TypeSpec:
		stays := t.filter(s.Name.Name)
		if stays == t.isExports {
			// Its parts are trimmed, or may be reason for it to stay.
			return t.typ(s.Type) || stays
		}
		return stays
	}
	return false
}

func (t *trimmer) names(list []*Ident) []*Ident {
	return keep(list, func(name *Ident) bool { return t.filter(name.Name) })
}

// element trims the elements of composite literals by their keys.
func (t *trimmer) element(x Expr) bool {
	if kv, ok := x.(*KeyValueExpr); ok {
		if key, ok := kv.Key.(*Ident); ok && !t.filter(key.Name) {
			return false
		}
		x = kv.Value
	}
	if lit, ok := x.(*CompositeLit); ok {
		n := len(lit.Elts)
		lit.Elts = keep(lit.Elts, t.element)
		lit.Incomplete = lit.Incomplete || len(lit.Elts) < n
	}
	return true
}

// embeddedName is the name of an embedded type, or nil.
func embeddedName(x Expr) *Ident {
	switch t := x.(type) {
	case *Ident:
		return t
	case *SelectorExpr:
		if _, ok := t.X.(*Ident); ok {
			return t.Sel
		}
	case *StarExpr:
		return embeddedName(t.X)
	}
	return nil
}

// fields trims fields or methods and tells whether some are gone.
func (t *trimmer) fields(list *FieldList) (isLess bool) {
	list.List = keep(list.List, func(f *Field) bool {
		stays := true
		if len(f.Names) == 0 {
			name := embeddedName(f.Type)
			stays = name != nil && t.filter(name.Name)
		} else {
			n := len(f.Names)
			f.Names = t.names(f.Names)
			isLess = isLess || len(f.Names) < n
			stays = len(f.Names) > 0
		}
		if stays && t.isExports {
			t.typ(f.Type)
		}
		isLess = isLess || !stays
		return stays
	})
	return isLess
}

// typ trims a type; false if nothing of it stays.
func (t *trimmer) typ(x Expr) bool {
	switch x := x.(type) {
	case *Ident:
		return t.filter(x.Name)
	case *ParenExpr:
		return t.typ(x.X)
	case *ArrayType:
		return t.typ(x.Elt)
	case *ChanType:
		return t.typ(x.Value)
	case *MapType:
		key := t.typ(x.Key)
		return t.typ(x.Value) || key
	case *StructType:
		x.Incomplete = t.fields(x.Fields) || x.Incomplete
		return len(x.Fields.List) > 0
	case *InterfaceType:
		x.Incomplete = t.fields(x.Methods) || x.Incomplete
		return len(x.Methods.List) > 0
	case *FuncType:
		isAny := false
		for _, list := range []*FieldList{x.Params, x.Results} {
			if list == nil {
				continue
			}
			for _, f := range list.List {
				isAny = t.typ(f.Type) || isAny
			}
		}
		return isAny
	}
	return false
}

// MergeMode says how MergePackageFiles merges.
type MergeMode uint

const (
	FilterFuncDuplicates       MergeMode = 1 << iota // only one function of a name, with comment if one has it
	FilterUnassociatedComments                       // only comments that belong to nodes
	FilterImportDuplicates                           // only one import of a path
)

// MergePackageFiles makes one file of a package's files, by their names.
//
// Deprecated: What depends on files, as names of imports, is lost.
func MergePackageFiles(pkg *Package, mode MergeMode) *File {
	all := &File{Name: NewIdent(pkg.Name), Scope: pkg.Scope}
	var names []string
	for name := range pkg.Files {
		names = append(names, name)
	}
	slices.Sort(names)
	functions := make(map[string]int) // index in all.Decls
	seen := make(map[string]bool)     // import paths
	for i, name := range names {
		f := pkg.Files[name]
		if i == 0 || f.FileStart < all.FileStart {
			all.FileStart = f.FileStart
		}
		all.FileEnd = max(all.FileEnd, f.FileEnd)
		if f.Doc != nil {
			if all.Doc == nil {
				all.Doc = new(CommentGroup)
			} else {
				// An empty line between them.
				all.Doc.List = append(all.Doc.List, &Comment{Text: "//"})
			}
			all.Doc.List = append(all.Doc.List, f.Doc.List...)
			all.Package = max(all.Package, f.Package)
		}
		for _, d := range f.Decls {
			if function, ok := d.(*FuncDecl); ok && mode&FilterFuncDuplicates != 0 {
				name := fullName(function)
				if at, ok := functions[name]; ok {
					// The later one stays if the first has no comment.
					if old, _ := all.Decls[at].(*FuncDecl); old == nil || old.Doc != nil {
						continue
					}
					all.Decls[at] = nil
				} else {
					functions[name] = len(all.Decls)
				}
			}
			all.Decls = append(all.Decls, d)
		}
		for _, s := range f.Imports {
			if mode&FilterImportDuplicates == 0 || !seen[s.Path.Value] {
				all.Imports = append(all.Imports, s)
			}
			seen[s.Path.Value] = true
		}
		if mode&FilterUnassociatedComments == 0 {
			all.Comments = append(all.Comments, f.Comments...)
		}
	}
	all.Decls = slices.DeleteFunc(all.Decls, func(d Decl) bool { return d == nil })
	return all
}

// fullName is a function's name, with that of the receiver's type.
func fullName(f *FuncDecl) string {
	if f.Recv != nil && len(f.Recv.List) == 1 {
		t := f.Recv.List[0].Type
		if star, ok := t.(*StarExpr); ok {
			t = star.X
		}
		if name, ok := t.(*Ident); ok {
			return name.Name + "." + f.Name.Name
		}
	}
	return f.Name.Name
}

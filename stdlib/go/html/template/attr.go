package template

import "strings"

// attrContents has the attributes that are not plain text.
var attrContents = map[string]content{}

// plainAttrs are those that are, though their names might say otherwise.
const plainAttrs = `accept alt autocomplete autofocus autoplay border checked class cols colspan contenteditable contextmenu controls coords datetime
default dir dirname disabled draggable dropzone for formtarget headers height hidden high hreflang id ismap kind label lang list loop low max maxlength
media mediagroup min multiple name open optimum placeholder preload pubdate radiogroup readonly required reversed rows rowspan spellcheck scope
scoped seamless selected shape size sizes span srclang start step tabindex target title width wrap`

const urlAttrs = `action archive background cite classid codebase data formaction href icon longdesc manifest poster profile src usemap xmlns`

const unsafeAttrs = `accept-charset async challenge charset content crossorigin defer enctype form formenctype formmethod formnovalidate http-equiv
keytype language method novalidate pattern rel sandbox type value`

func init() {
	for _, list := range []struct {
		names   string
		content content
	}{{plainAttrs, plain}, {urlAttrs, contentURL}, {unsafeAttrs, unsafe}, {"style", contentCSS}, {"srcdoc", contentHTML}, {"srcset", contentSrcset}} {
		for name := range strings.FieldsSeq(list.names) {
			attrContents[name] = list.content
		}
	}
}

// attrContent is what the value of an attribute is. The name is in lower case.
func attrContent(name string) content {
	if rest, ok := strings.CutPrefix(name, "data-"); ok {
		// What programs do with it can only be guessed by its name.
		name = rest
	} else if space, local, ok := strings.Cut(name, ":"); ok {
		if space == "xmlns" {
			return contentURL
		}
		name = local
	}
	if c, ok := attrContents[name]; ok {
		return c
	}
	if strings.HasPrefix(name, "on") {
		return contentJS
	}
	for _, part := range []string{"src", "uri", "url"} {
		if strings.Contains(name, part) {
			return contentURL
		}
	}
	return plain
}

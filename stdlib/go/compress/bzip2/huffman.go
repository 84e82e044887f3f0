package bzip2

import "slices"

// maxLength is the greatest length of a code word.
const maxLength = 20

// huffman is a code as a tree. A bit that is 1 goes to the left, to the lower words; where
// words do not differ, no bit is read.
type huffman struct {
	nodes []node
}

// node has for each side another node or, as -1-symbol, the symbol.
type node struct{ left, right int }

// word is a symbol's code word, from the highest bit on.
type word struct {
	bits   uint32
	symbol int
}

// init makes the code with these lengths of words: longer words come first, and of a length
// those of higher symbols.
func (h *huffman) init(lengths []uint8) error {
	var words []word
	next := uint32(0)
	for n := maxLength; n >= 1; n-- {
		for symbol := len(lengths) - 1; symbol >= 0; symbol-- {
			if int(lengths[symbol]) == n {
				words = append(words, word{next, symbol})
				next += 1 << (32 - n)
			}
		}
	}
	// Lengths that do not fit each other make words come round.
	slices.SortFunc(words, func(a, b word) int {
		switch {
		case a.bits < b.bits:
			return -1
		case a.bits > b.bits:
			return 1
		}
		return 0
	})
	_, err := h.build(words, 1<<31)
	return err
}

// build makes the tree of sorted words that differ from this bit on.
func (h *huffman) build(words []word, bit uint32) (int, error) {
	if len(words) == 1 {
		return -1 - words[0].symbol, nil
	}
	split := slices.IndexFunc(words, func(w word) bool { return w.bits&bit != 0 })
	if split <= 0 {
		if bit == 1 {
			return 0, StructuralError("equal symbols in Huffman tree")
		}
		return h.build(words, bit>>1)
	}
	at := len(h.nodes)
	h.nodes = append(h.nodes, node{})
	left, err := h.build(words[:split], bit>>1)
	if err != nil {
		return 0, err
	}
	right, err := h.build(words[split:], bit>>1)
	h.nodes[at] = node{left, right}
	return at, err
}

// read reads a word; its symbol.
func (h *huffman) read(in *bitReader) int {
	at := 0
	for at >= 0 {
		if in.bit() {
			at = h.nodes[at].left
		} else {
			at = h.nodes[at].right
		}
	}
	return -1 - at
}

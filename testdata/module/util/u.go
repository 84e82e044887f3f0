// Package util shows files chosen by platform and a package for its neighbours only.
package util

import "example.com/module/util/internal/deep"

// Hello greets.
func Hello() string { return "hi from " + system() + ", " + deep.Name }

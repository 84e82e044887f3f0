// Package structs has markers for the layout of structs.
package structs

// HostLayout, as a field, asks for the layout of the system's C compiler.
type HostLayout struct {
	_ hostLayout
}

type hostLayout struct{}

// errorcheck

// An interface type without name that leads to itself has no finite description.
package p

type (
	direct interface {
		m() interface {
			direct
		}
	}
	viaStruct interface {
		m() struct {
			f []interface{ viaStruct }
		}
	}
	viaMap interface {
		m(map[string]func(interface {
			viaMap
			n()
		}))
	}
	named interface {
		m() named
	}
	other interface {
		m() interface{ named }
	}
	plain interface {
		m() interface{ n() interface{ o() } }
	}
)

func f(x interface {
	g() interface{ direct }
}) {
}

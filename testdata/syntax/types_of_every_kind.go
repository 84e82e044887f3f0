// tree
package p

var (
	_ int
	_ pkg.T
	_ G[int, pkg.T]
	_ pkg.G[[]int]
	_ *T
	_ (T)
	_ []T
	_ [4]T
	_ [N * 2]T
	_ map[string][]int
	_ chan int
	_ chan<- int
	_ <-chan int
	_ chan<- chan int
	_ chan (<-chan int)
	_ <-chan <-chan int
	_ func()
	_ func(int, ...string) (a, b int)
	_ func(func(a int) int) func() func()
	_ struct {
		a, b int `tag:"x"`
		T
		*pkg.P "tag"
		G[int]
		arr [2]int
		gen G[int]
	}
	_ interface {
		M(a int) (b error)
		fmt.Stringer
		~int | ~string | *T
		G[int]
	}
)

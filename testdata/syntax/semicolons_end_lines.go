// tokens
package p

func f() (a int) {
	x++ // a comment counts as the line end
	y := []int{
		1, /* not here */
		2,
	}
	return /* here:
	*/
	break; continue
	if x { y }
}
var `raw
string`

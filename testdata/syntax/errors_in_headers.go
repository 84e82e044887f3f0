// errors
package p

func f() {
	if { }
	if x := 1 { }
	if x = 1; x = 2 { }
	if a+b = c { }
}
func g() {
	for i := 0; i < 10 { }
	for i := 0; { }
	for i := 0; i < 10; j := 1 { }
	for var i = 0; i < 10; i++ { }
	if x { } else y
}
func h() {
	if x
	{
	}
	switch x
	{
	}
	for i := 0; i < 10; i++
	{
	}
	switch x { y }
	switch { case 1 }
	select { x }
	switch a, b := x.(type) { }
}

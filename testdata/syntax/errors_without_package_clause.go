// errors
func f() {}

// errors
package p

var s = `not closed

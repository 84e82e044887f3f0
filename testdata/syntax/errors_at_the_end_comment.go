// errors
package p
/* not closed

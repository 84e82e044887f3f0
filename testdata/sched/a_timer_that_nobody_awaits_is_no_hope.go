// panic "fatal error: all goroutines are asleep - deadlock!"
package main

import "time"

func main() {
	timer := time.NewTimer(time.Hour)
	ticker := time.NewTicker(time.Millisecond)
	c := make(chan int)
	<-c
	timer.Stop()
	ticker.Stop()
}

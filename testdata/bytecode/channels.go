package main

func produce(out chan<- int, quit <-chan bool) {
	for i := 0; ; i++ {
		select {
		case out <- i:
		case <-quit:
			close(out)
			return
		}
	}
}

func main() {
	out, quit := make(chan int), make(chan bool)
	go produce(out, quit)
	println(<-out, <-out)
	quit <- true
}

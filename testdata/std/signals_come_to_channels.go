// run

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGUSR1, os.Interrupt)
	fmt.Println(syscall.Kill(os.Getpid(), syscall.SIGUSR1))
	fmt.Println(<-c)
	p, err := os.FindProcess(os.Getpid())
	fmt.Println(p.Pid == os.Getpid(), err, p.Signal(os.Interrupt), <-c)
	signal.Stop(c)
	signal.Ignore(syscall.SIGUSR2)
	fmt.Println(signal.Ignored(syscall.SIGUSR2), signal.Ignored(syscall.SIGHUP))
	syscall.Kill(os.Getpid(), syscall.SIGUSR2)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	fmt.Println(ctx)
	syscall.Kill(os.Getpid(), syscall.SIGTERM)
	<-ctx.Done()
	fmt.Println(ctx.Err(), context.Cause(ctx))
	stop()
	select {
	case s := <-c:
		fmt.Println(s)
	case <-time.After(10 * time.Millisecond):
		fmt.Println("nothing more")
	}
	fmt.Println(syscall.SIGWINCH, syscall.Signal(77), syscall.Signal(0), syscall.EADDRINUSE, errors.Is(syscall.ENOENT, os.ErrNotExist), syscall.Kill(-12345678, 0))
	// What a signal does at first is to end the program.
	signal.Notify(c, syscall.SIGHUP)
	signal.Reset(syscall.SIGHUP)
	defer fmt.Println("end")
}

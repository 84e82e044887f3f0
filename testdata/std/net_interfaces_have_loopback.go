// run
package main

import (
	"fmt"
	"net"
	"slices"
)

func main() {
	list, err := net.Interfaces()
	fmt.Println(len(list) > 0, err)
	i := slices.IndexFunc(list, func(i net.Interface) bool { return i.Flags&net.FlagLoopback != 0 })
	lo := list[i]
	fmt.Println(lo.Index > 0, lo.Name, lo.MTU > 1000, len(lo.HardwareAddr), lo.Flags&net.FlagUp != 0)
	addrs, err := lo.Addrs()
	fmt.Println(slices.ContainsFunc(addrs, func(a net.Addr) bool { return a.String() == "127.0.0.1/8" }), err)
	all, err := net.InterfaceAddrs()
	fmt.Println(len(all) >= len(addrs), err)
	same, err := net.InterfaceByName(lo.Name)
	fmt.Println(same.Index == lo.Index, err)
	same, err = net.InterfaceByIndex(lo.Index)
	fmt.Println(same.Name == lo.Name, err)
	_, err = net.InterfaceByName("no such")
	fmt.Println(err)
	_, err = net.InterfaceByIndex(-1)
	fmt.Println(err)
	_, err = net.InterfaceByIndex(1 << 20)
	fmt.Println(err)
	_, err = net.InterfaceByName("")
	fmt.Println(err)
	_, err = (*net.Interface)(nil).Addrs()
	fmt.Println(err)
	fmt.Println(net.Flags(0), net.FlagUp|net.FlagMulticast|net.FlagRunning, net.FlagBroadcast|net.FlagPointToPoint|net.FlagLoopback)
}

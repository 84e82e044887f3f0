// run
package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

func main() {
	dir, err := os.MkdirTemp("", "unix")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	show := func(args ...any) {
		fmt.Println(strings.ReplaceAll(fmt.Sprint(args...), dir, "DIR"))
	}
	path := filepath.Join(dir, "stream")
	l, err := net.Listen("unix", path)
	show(l.Addr(), " ", l.Addr().Network(), " ", err)
	_, err = net.Listen("unix", path)
	show(err)
	dialed := make(chan bool)
	go func() {
		c, err := l.Accept()
		<-dialed
		show(c.LocalAddr(), " ", c.RemoteAddr(), " ", err)
		io.Copy(c, c)
		c.Close()
	}()
	c, err := net.Dial("unix", path)
	show(c.LocalAddr(), " ", c.RemoteAddr(), " ", err)
	close(dialed)
	io.WriteString(c, "over a stream")
	c.(*net.UnixConn).CloseWrite()
	b, err := io.ReadAll(c)
	show(string(b), " ", err)
	c.Close()
	_, err = c.Write(b)
	show(err)
	l.Close()
	_, err = os.Stat(path)
	show(os.IsNotExist(err))
	_, err = net.Dial("unix", path)
	show(err)

	// Packets, by name.
	a, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: filepath.Join(dir, "a"), Net: "unixgram"})
	show(a.LocalAddr(), " ", err)
	p, err := net.ListenPacket("unixgram", filepath.Join(dir, "b"))
	show(p.LocalAddr(), " ", err)
	show(p.WriteTo([]byte("packet"), a.LocalAddr()))
	buf := make([]byte, 100)
	n, from, err := a.ReadFrom(buf)
	show(string(buf[:n]), " ", from, " ", from.Network(), " ", err)
	show(p.WriteTo(nil, &net.UnixAddr{Name: "x", Net: "unix"}))

	// Packets in a connection.
	q, err := net.Listen("unixpacket", filepath.Join(dir, "q"))
	show(q.Addr().Network(), " ", err)
	go func() {
		c, _ := q.Accept()
		c.Write([]byte("one"))
		c.Write([]byte("two"))
		c.Close()
	}()
	c, err = net.Dial("unixpacket", filepath.Join(dir, "q"))
	for range 3 {
		n, err := c.Read(buf)
		show(string(buf[:n]), " ", err)
	}

	// Files travel with messages.
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	show(err)
	var ends [2]*net.UnixConn
	for i, fd := range fds {
		f := os.NewFile(uintptr(fd), "end")
		c, err := net.FileConn(f)
		show(err, " ", f.Close())
		ends[i] = c.(*net.UnixConn)
	}
	r, w, _ := os.Pipe()
	n, oobn, err := ends[0].WriteMsgUnix([]byte("file"), syscall.UnixRights(int(w.Fd())), nil)
	show(n, " ", oobn, " ", err)
	w.Close()
	oob := make([]byte, syscall.CmsgSpace(4))
	n, oobn, flags, _, err := ends[1].ReadMsgUnix(buf, oob)
	show(string(buf[:n]), " ", oobn, " ", flags&syscall.MSG_CTRUNC, " ", err)
	messages, err := syscall.ParseSocketControlMessage(oob[:oobn])
	show(len(messages), " ", err)
	got, err := syscall.ParseUnixRights(&messages[0])
	show(len(got), " ", err)
	f := os.NewFile(uintptr(got[0]), "pipe")
	io.WriteString(f, "through the pipe")
	f.Close()
	b, err = io.ReadAll(r)
	show(string(b), " ", err)
	raw, err := ends[0].SyscallConn()
	show(err)
	raw.Control(func(fd uintptr) {
		cred, err := syscall.GetsockoptUcred(int(fd), syscall.SOL_SOCKET, syscall.SO_PEERCRED)
		show(int(cred.Pid) == os.Getpid(), " ", err)
	})
	show(raw.Write(func(fd uintptr) bool {
		_, err := syscall.SendmsgN(int(fd), []byte("raw"), nil, nil, 0)
		return err != syscall.EAGAIN
	}))
	n, err = ends[1].Read(buf)
	show(string(buf[:n]), " ", err)
	ends[0].Close()
	n, err = ends[1].Read(buf)
	show(n, " ", err)
}

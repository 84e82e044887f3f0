package syscall

// Cmsghdr is how a control message begins.
type Cmsghdr struct {
	Len   uint64
	Level int32
	Type  int32
}

// SizeofCmsghdr is its length.
const SizeofCmsghdr = 16

// SocketControlMessage is a control message.
type SocketControlMessage struct {
	Header Cmsghdr
	Data   []byte
}

func alignControl(n int) int { return (n + 7) &^ 7 }

// CmsgLen is the length of a message with so many bytes, without padding.
func CmsgLen(datalen int) int { return SizeofCmsghdr + datalen }

// CmsgSpace is the length with padding.
func CmsgSpace(datalen int) int { return SizeofCmsghdr + alignControl(datalen) }

// ParseSocketControlMessage takes the messages in b apart.
func ParseSocketControlMessage(b []byte) ([]SocketControlMessage, error) {
	var list []SocketControlMessage
	for len(b) >= SizeofCmsghdr {
		header := Cmsghdr{
			Len:   uint64(getUint32(b)) | uint64(getUint32(b[4:]))<<32,
			Level: int32(getUint32(b[8:])),
			Type:  int32(getUint32(b[12:])),
		}
		if header.Len < SizeofCmsghdr || header.Len > uint64(len(b)) {
			return nil, EINVAL
		}
		list = append(list, SocketControlMessage{Header: header, Data: b[SizeofCmsghdr:header.Len]})
		b = b[min(alignControl(int(header.Len)), len(b)):]
	}
	return list, nil
}

// controlMessage makes a message.
func controlMessage(kind int, data []byte) []byte {
	b := make([]byte, CmsgSpace(len(data)))
	putUint32(b, uint32(CmsgLen(len(data))))
	putUint32(b[8:], SOL_SOCKET)
	putUint32(b[12:], uint32(kind))
	copy(b[SizeofCmsghdr:], data)
	return b
}

// UnixRights makes a message that carries open files.
func UnixRights(fds ...int) []byte {
	data := make([]byte, 4*len(fds))
	for i, fd := range fds {
		putUint32(data[4*i:], uint32(fd))
	}
	return controlMessage(SCM_RIGHTS, data)
}

// ParseUnixRights is the open files that the message carried.
func ParseUnixRights(m *SocketControlMessage) ([]int, error) {
	if m.Header.Level != SOL_SOCKET || m.Header.Type != SCM_RIGHTS {
		return nil, EINVAL
	}
	fds := make([]int, len(m.Data)/4)
	for i := range fds {
		fds[i] = int(int32(getUint32(m.Data[4*i:])))
	}
	return fds, nil
}

// UnixCredentials makes a message that says who sends it.
func UnixCredentials(ucred *Ucred) []byte {
	return controlMessage(SCM_CREDENTIALS, bytesOf(ucred))
}

// ParseUnixCredentials is who sent the message.
func ParseUnixCredentials(m *SocketControlMessage) (*Ucred, error) {
	if m.Header.Level != SOL_SOCKET || m.Header.Type != SCM_CREDENTIALS || len(m.Data) < 12 {
		return nil, EINVAL
	}
	return &Ucred{Pid: int32(getUint32(m.Data)), Uid: getUint32(m.Data[4:]), Gid: getUint32(m.Data[8:])}, nil
}

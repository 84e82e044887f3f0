package syscall

// The numbers of sockets. A declaration is compiled whole, so each group is one of its own.

// Families of addresses and protocols.
const (
	AF_ALG        = 0x26
	AF_APPLETALK  = 0x5
	AF_ASH        = 0x12
	AF_ATMPVC     = 0x8
	AF_ATMSVC     = 0x14
	AF_AX25       = 0x3
	AF_BLUETOOTH  = 0x1f
	AF_BRIDGE     = 0x7
	AF_CAIF       = 0x25
	AF_CAN        = 0x1d
	AF_DECnet     = 0xc
	AF_ECONET     = 0x13
	AF_FILE       = 0x1
	AF_IEEE802154 = 0x24
	AF_INET       = 0x2
	AF_INET6      = 0xa
	AF_IPX        = 0x4
	AF_IRDA       = 0x17
	AF_ISDN       = 0x22
	AF_IUCV       = 0x20
	AF_KEY        = 0xf
	AF_LLC        = 0x1a
	AF_LOCAL      = 0x1
	AF_MAX        = 0x27
	AF_NETBEUI    = 0xd
	AF_NETLINK    = 0x10
	AF_NETROM     = 0x6
	AF_PACKET     = 0x11
	AF_PHONET     = 0x23
	AF_PPPOX      = 0x18
	AF_RDS        = 0x15
	AF_ROSE       = 0xb
	AF_ROUTE      = 0x10
	AF_RXRPC      = 0x21
	AF_SECURITY   = 0xe
	AF_SNA        = 0x16
	AF_TIPC       = 0x1e
	AF_UNIX       = 0x1
	AF_UNSPEC     = 0x0
	AF_WANPIPE    = 0x19
	AF_X25        = 0x9
)

// Kinds of sockets.
const (
	SOCK_CLOEXEC   = 0x80000
	SOCK_DCCP      = 0x6
	SOCK_DGRAM     = 0x2
	SOCK_NONBLOCK  = 0x800
	SOCK_PACKET    = 0xa
	SOCK_RAW       = 0x3
	SOCK_RDM       = 0x4
	SOCK_SEQPACKET = 0x5
	SOCK_STREAM    = 0x1
)

// Ends of connections.
const (
	SHUT_RD   = 0x0
	SHUT_RDWR = 0x2
	SHUT_WR   = 0x1
	SOMAXCONN = 0x80
)

// Levels of options.
const (
	SOL_AAL    = 0x109
	SOL_ATM    = 0x108
	SOL_DECNET = 0x105
	SOL_ICMPV6 = 0x3a
	SOL_IP     = 0x0
	SOL_IPV6   = 0x29
	SOL_IRDA   = 0x10a
	SOL_PACKET = 0x107
	SOL_RAW    = 0xff
	SOL_SOCKET = 0x1
	SOL_TCP    = 0x6
	SOL_X25    = 0x106
)

// Options of sockets.
const (
	SO_ACCEPTCONN                    = 0x1e
	SO_ATTACH_FILTER                 = 0x1a
	SO_BINDTODEVICE                  = 0x19
	SO_BROADCAST                     = 0x6
	SO_BSDCOMPAT                     = 0xe
	SO_DEBUG                         = 0x1
	SO_DETACH_FILTER                 = 0x1b
	SO_DOMAIN                        = 0x27
	SO_DONTROUTE                     = 0x5
	SO_ERROR                         = 0x4
	SO_KEEPALIVE                     = 0x9
	SO_LINGER                        = 0xd
	SO_MARK                          = 0x24
	SO_NO_CHECK                      = 0xb
	SO_OOBINLINE                     = 0xa
	SO_PASSCRED                      = 0x10
	SO_PASSSEC                       = 0x22
	SO_PEERCRED                      = 0x11
	SO_PEERNAME                      = 0x1c
	SO_PEERSEC                       = 0x1f
	SO_PRIORITY                      = 0xc
	SO_PROTOCOL                      = 0x26
	SO_RCVBUF                        = 0x8
	SO_RCVBUFFORCE                   = 0x21
	SO_RCVLOWAT                      = 0x12
	SO_RCVTIMEO                      = 0x14
	SO_REUSEADDR                     = 0x2
	SO_RXQ_OVFL                      = 0x28
	SO_SECURITY_AUTHENTICATION       = 0x16
	SO_SECURITY_ENCRYPTION_NETWORK   = 0x18
	SO_SECURITY_ENCRYPTION_TRANSPORT = 0x17
	SO_SNDBUF                        = 0x7
	SO_SNDBUFFORCE                   = 0x20
	SO_SNDLOWAT                      = 0x13
	SO_SNDTIMEO                      = 0x15
	SO_TIMESTAMP                     = 0x1d
	SO_TIMESTAMPING                  = 0x25
	SO_TIMESTAMPNS                   = 0x23
	SO_TYPE                          = 0x3
)

// Protocols.
const (
	IPPROTO_AH       = 0x33
	IPPROTO_COMP     = 0x6c
	IPPROTO_DCCP     = 0x21
	IPPROTO_DSTOPTS  = 0x3c
	IPPROTO_EGP      = 0x8
	IPPROTO_ENCAP    = 0x62
	IPPROTO_ESP      = 0x32
	IPPROTO_FRAGMENT = 0x2c
	IPPROTO_GRE      = 0x2f
	IPPROTO_HOPOPTS  = 0x0
	IPPROTO_ICMP     = 0x1
	IPPROTO_ICMPV6   = 0x3a
	IPPROTO_IDP      = 0x16
	IPPROTO_IGMP     = 0x2
	IPPROTO_IP       = 0x0
	IPPROTO_IPIP     = 0x4
	IPPROTO_IPV6     = 0x29
	IPPROTO_MTP      = 0x5c
	IPPROTO_NONE     = 0x3b
	IPPROTO_PIM      = 0x67
	IPPROTO_PUP      = 0xc
	IPPROTO_RAW      = 0xff
	IPPROTO_ROUTING  = 0x2b
	IPPROTO_RSVP     = 0x2e
	IPPROTO_SCTP     = 0x84
	IPPROTO_TCP      = 0x6
	IPPROTO_TP       = 0x1d
	IPPROTO_UDP      = 0x11
	IPPROTO_UDPLITE  = 0x88
)

// Options of IPv4.
const (
	IP_ADD_MEMBERSHIP         = 0x23
	IP_ADD_SOURCE_MEMBERSHIP  = 0x27
	IP_BLOCK_SOURCE           = 0x26
	IP_DEFAULT_MULTICAST_LOOP = 0x1
	IP_DEFAULT_MULTICAST_TTL  = 0x1
	IP_DF                     = 0x4000
	IP_DROP_MEMBERSHIP        = 0x24
	IP_DROP_SOURCE_MEMBERSHIP = 0x28
	IP_FREEBIND               = 0xf
	IP_HDRINCL                = 0x3
	IP_IPSEC_POLICY           = 0x10
	IP_MAXPACKET              = 0xffff
	IP_MAX_MEMBERSHIPS        = 0x14
	IP_MF                     = 0x2000
	IP_MINTTL                 = 0x15
	IP_MSFILTER               = 0x29
	IP_MSS                    = 0x240
	IP_MTU                    = 0xe
	IP_MTU_DISCOVER           = 0xa
	IP_MULTICAST_IF           = 0x20
	IP_MULTICAST_LOOP         = 0x22
	IP_MULTICAST_TTL          = 0x21
	IP_OFFMASK                = 0x1fff
	IP_OPTIONS                = 0x4
	IP_ORIGDSTADDR            = 0x14
	IP_PASSSEC                = 0x12
	IP_PKTINFO                = 0x8
	IP_PKTOPTIONS             = 0x9
	IP_PMTUDISC               = 0xa
	IP_PMTUDISC_DO            = 0x2
	IP_PMTUDISC_DONT          = 0x0
	IP_PMTUDISC_PROBE         = 0x3
	IP_PMTUDISC_WANT          = 0x1
	IP_RECVERR                = 0xb
	IP_RECVOPTS               = 0x6
	IP_RECVORIGDSTADDR        = 0x14
	IP_RECVRETOPTS            = 0x7
	IP_RECVTOS                = 0xd
	IP_RECVTTL                = 0xc
	IP_RETOPTS                = 0x7
	IP_RF                     = 0x8000
	IP_ROUTER_ALERT           = 0x5
	IP_TOS                    = 0x1
	IP_TRANSPARENT            = 0x13
	IP_TTL                    = 0x2
	IP_UNBLOCK_SOURCE         = 0x25
	IP_XFRM_POLICY            = 0x11
)

// Options of IPv6.
const (
	IPV6_2292DSTOPTS     = 0x4
	IPV6_2292HOPLIMIT    = 0x8
	IPV6_2292HOPOPTS     = 0x3
	IPV6_2292PKTINFO     = 0x2
	IPV6_2292PKTOPTIONS  = 0x6
	IPV6_2292RTHDR       = 0x5
	IPV6_ADDRFORM        = 0x1
	IPV6_ADD_MEMBERSHIP  = 0x14
	IPV6_AUTHHDR         = 0xa
	IPV6_CHECKSUM        = 0x7
	IPV6_DROP_MEMBERSHIP = 0x15
	IPV6_DSTOPTS         = 0x3b
	IPV6_HOPLIMIT        = 0x34
	IPV6_HOPOPTS         = 0x36
	IPV6_IPSEC_POLICY    = 0x22
	IPV6_JOIN_ANYCAST    = 0x1b
	IPV6_JOIN_GROUP      = 0x14
	IPV6_LEAVE_ANYCAST   = 0x1c
	IPV6_LEAVE_GROUP     = 0x15
	IPV6_MTU             = 0x18
	IPV6_MTU_DISCOVER    = 0x17
	IPV6_MULTICAST_HOPS  = 0x12
	IPV6_MULTICAST_IF    = 0x11
	IPV6_MULTICAST_LOOP  = 0x13
	IPV6_NEXTHOP         = 0x9
	IPV6_PKTINFO         = 0x32
	IPV6_PMTUDISC_DO     = 0x2
	IPV6_PMTUDISC_DONT   = 0x0
	IPV6_PMTUDISC_PROBE  = 0x3
	IPV6_PMTUDISC_WANT   = 0x1
	IPV6_RECVDSTOPTS     = 0x3a
	IPV6_RECVERR         = 0x19
	IPV6_RECVHOPLIMIT    = 0x33
	IPV6_RECVHOPOPTS     = 0x35
	IPV6_RECVPKTINFO     = 0x31
	IPV6_RECVRTHDR       = 0x38
	IPV6_RECVTCLASS      = 0x42
	IPV6_ROUTER_ALERT    = 0x16
	IPV6_RTHDR           = 0x39
	IPV6_RTHDRDSTOPTS    = 0x37
	IPV6_RTHDR_LOOSE     = 0x0
	IPV6_RTHDR_STRICT    = 0x1
	IPV6_RTHDR_TYPE_0    = 0x0
	IPV6_RXDSTOPTS       = 0x3b
	IPV6_RXHOPOPTS       = 0x36
	IPV6_TCLASS          = 0x43
	IPV6_UNICAST_HOPS    = 0x10
	IPV6_V6ONLY          = 0x1a
	IPV6_XFRM_POLICY     = 0x23
)

// Options of TCP.
const (
	TCP_CONGESTION       = 0xd
	TCP_CORK             = 0x3
	TCP_DEFER_ACCEPT     = 0x9
	TCP_INFO             = 0xb
	TCP_KEEPCNT          = 0x6
	TCP_KEEPIDLE         = 0x4
	TCP_KEEPINTVL        = 0x5
	TCP_LINGER2          = 0x8
	TCP_MAXSEG           = 0x2
	TCP_MAXWIN           = 0xffff
	TCP_MAX_WINSHIFT     = 0xe
	TCP_MD5SIG           = 0xe
	TCP_MD5SIG_MAXKEYLEN = 0x50
	TCP_MSS              = 0x200
	TCP_NODELAY          = 0x1
	TCP_QUICKACK         = 0xc
	TCP_SYNCNT           = 0x7
	TCP_WINDOW_CLAMP     = 0xa
)

// Flags of messages.
const (
	MSG_CMSG_CLOEXEC = 0x40000000
	MSG_CONFIRM      = 0x800
	MSG_CTRUNC       = 0x8
	MSG_DONTROUTE    = 0x4
	MSG_DONTWAIT     = 0x40
	MSG_EOR          = 0x80
	MSG_ERRQUEUE     = 0x2000
	MSG_FASTOPEN     = 0x20000000
	MSG_FIN          = 0x200
	MSG_MORE         = 0x8000
	MSG_NOSIGNAL     = 0x4000
	MSG_OOB          = 0x1
	MSG_PEEK         = 0x2
	MSG_PROXY        = 0x10
	MSG_RST          = 0x1000
	MSG_SYN          = 0x400
	MSG_TRUNC        = 0x20
	MSG_TRYHARD      = 0x4
	MSG_WAITALL      = 0x100
	MSG_WAITFORONE   = 0x10000
)

// Kinds of control messages.
const (
	SCM_CREDENTIALS  = 0x2
	SCM_RIGHTS       = 0x1
	SCM_TIMESTAMP    = 0x1d
	SCM_TIMESTAMPING = 0x25
	SCM_TIMESTAMPNS  = 0x23
)

// Flags of network interfaces.
const (
	IFF_ALLMULTI    = 0x200
	IFF_AUTOMEDIA   = 0x4000
	IFF_BROADCAST   = 0x2
	IFF_DEBUG       = 0x4
	IFF_DYNAMIC     = 0x8000
	IFF_LOOPBACK    = 0x8
	IFF_MASTER      = 0x400
	IFF_MULTICAST   = 0x1000
	IFF_NOARP       = 0x80
	IFF_NOTRAILERS  = 0x20
	IFF_NO_PI       = 0x1000
	IFF_ONE_QUEUE   = 0x2000
	IFF_POINTOPOINT = 0x10
	IFF_PORTSEL     = 0x2000
	IFF_PROMISC     = 0x100
	IFF_RUNNING     = 0x40
	IFF_SLAVE       = 0x800
	IFF_TAP         = 0x2
	IFF_TUN         = 0x1
	IFF_TUN_EXCL    = 0x8000
	IFF_UP          = 0x1
	IFF_VNET_HDR    = 0x4000
)

// What netlink tells of addresses and interfaces.
const (
	IFA_ADDRESS             = 0x1
	IFA_ANYCAST             = 0x5
	IFA_BROADCAST           = 0x4
	IFA_CACHEINFO           = 0x6
	IFA_F_DADFAILED         = 0x8
	IFA_F_DEPRECATED        = 0x20
	IFA_F_HOMEADDRESS       = 0x10
	IFA_F_NODAD             = 0x2
	IFA_F_OPTIMISTIC        = 0x4
	IFA_F_PERMANENT         = 0x80
	IFA_F_SECONDARY         = 0x1
	IFA_F_TEMPORARY         = 0x1
	IFA_F_TENTATIVE         = 0x40
	IFA_LABEL               = 0x3
	IFA_LOCAL               = 0x2
	IFA_MAX                 = 0x7
	IFA_MULTICAST           = 0x7
	IFA_UNSPEC              = 0x0
	IFLA_ADDRESS            = 0x1
	IFLA_BROADCAST          = 0x2
	IFLA_COST               = 0x8
	IFLA_IFALIAS            = 0x14
	IFLA_IFNAME             = 0x3
	IFLA_LINK               = 0x5
	IFLA_LINKINFO           = 0x12
	IFLA_LINKMODE           = 0x11
	IFLA_MAP                = 0xe
	IFLA_MASTER             = 0xa
	IFLA_MAX                = 0x1d
	IFLA_MTU                = 0x4
	IFLA_NET_NS_PID         = 0x13
	IFLA_OPERSTATE          = 0x10
	IFLA_PRIORITY           = 0x9
	IFLA_PROTINFO           = 0xc
	IFLA_QDISC              = 0x6
	IFLA_STATS              = 0x7
	IFLA_TXQLEN             = 0xd
	IFLA_UNSPEC             = 0x0
	IFLA_WEIGHT             = 0xf
	IFLA_WIRELESS           = 0xb
	NETLINK_ADD_MEMBERSHIP  = 0x1
	NETLINK_AUDIT           = 0x9
	NETLINK_BROADCAST_ERROR = 0x4
	NETLINK_CONNECTOR       = 0xb
	NETLINK_DNRTMSG         = 0xe
	NETLINK_DROP_MEMBERSHIP = 0x2
	NETLINK_ECRYPTFS        = 0x13
	NETLINK_FIB_LOOKUP      = 0xa
	NETLINK_FIREWALL        = 0x3
	NETLINK_GENERIC         = 0x10
	NETLINK_INET_DIAG       = 0x4
	NETLINK_IP6_FW          = 0xd
	NETLINK_ISCSI           = 0x8
	NETLINK_KOBJECT_UEVENT  = 0xf
	NETLINK_NETFILTER       = 0xc
	NETLINK_NFLOG           = 0x5
	NETLINK_NO_ENOBUFS      = 0x5
	NETLINK_PKTINFO         = 0x3
	NETLINK_ROUTE           = 0x0
	NETLINK_SCSITRANSPORT   = 0x12
	NETLINK_SELINUX         = 0x7
	NETLINK_UNUSED          = 0x1
	NETLINK_USERSOCK        = 0x2
	NETLINK_XFRM            = 0x6
	NLMSG_ALIGNTO           = 0x4
	NLMSG_DONE              = 0x3
	NLMSG_ERROR             = 0x2
	NLMSG_HDRLEN            = 0x10
	NLMSG_MIN_TYPE          = 0x10
	NLMSG_NOOP              = 0x1
	NLMSG_OVERRUN           = 0x4
	NLM_F_ACK               = 0x4
	NLM_F_APPEND            = 0x800
	NLM_F_ATOMIC            = 0x400
	NLM_F_CREATE            = 0x400
	NLM_F_DUMP              = 0x300
	NLM_F_ECHO              = 0x8
	NLM_F_EXCL              = 0x200
	NLM_F_MATCH             = 0x200
	NLM_F_MULTI             = 0x2
	NLM_F_REPLACE           = 0x100
	NLM_F_REQUEST           = 0x1
	NLM_F_ROOT              = 0x100
	RTA_ALIGNTO             = 0x4
	RTA_CACHEINFO           = 0xc
	RTA_DST                 = 0x1
	RTA_FLOW                = 0xb
	RTA_GATEWAY             = 0x5
	RTA_IIF                 = 0x3
	RTA_MAX                 = 0x10
	RTA_METRICS             = 0x8
	RTA_MULTIPATH           = 0x9
	RTA_OIF                 = 0x4
	RTA_PREFSRC             = 0x7
	RTA_PRIORITY            = 0x6
	RTA_SRC                 = 0x2
	RTA_TABLE               = 0xf
	RTA_UNSPEC              = 0x0
	RTM_BASE                = 0x10
	RTM_DELACTION           = 0x31
	RTM_DELADDR             = 0x15
	RTM_DELADDRLABEL        = 0x49
	RTM_DELLINK             = 0x11
	RTM_DELNEIGH            = 0x1d
	RTM_DELQDISC            = 0x25
	RTM_DELROUTE            = 0x19
	RTM_DELRULE             = 0x21
	RTM_DELTCLASS           = 0x29
	RTM_DELTFILTER          = 0x2d
	RTM_F_CLONED            = 0x200
	RTM_F_EQUALIZE          = 0x400
	RTM_F_NOTIFY            = 0x100
	RTM_F_PREFIX            = 0x800
	RTM_GETACTION           = 0x32
	RTM_GETADDR             = 0x16
	RTM_GETADDRLABEL        = 0x4a
	RTM_GETANYCAST          = 0x3e
	RTM_GETDCB              = 0x4e
	RTM_GETLINK             = 0x12
	RTM_GETMULTICAST        = 0x3a
	RTM_GETNEIGH            = 0x1e
	RTM_GETNEIGHTBL         = 0x42
	RTM_GETQDISC            = 0x26
	RTM_GETROUTE            = 0x1a
	RTM_GETRULE             = 0x22
	RTM_GETTCLASS           = 0x2a
	RTM_GETTFILTER          = 0x2e
	RTM_MAX                 = 0x4f
	RTM_NEWACTION           = 0x30
	RTM_NEWADDR             = 0x14
	RTM_NEWADDRLABEL        = 0x48
	RTM_NEWLINK             = 0x10
	RTM_NEWNDUSEROPT        = 0x44
	RTM_NEWNEIGH            = 0x1c
	RTM_NEWNEIGHTBL         = 0x40
	RTM_NEWPREFIX           = 0x34
	RTM_NEWQDISC            = 0x24
	RTM_NEWROUTE            = 0x18
	RTM_NEWRULE             = 0x20
	RTM_NEWTCLASS           = 0x28
	RTM_NEWTFILTER          = 0x2c
	RTM_NR_FAMILIES         = 0x10
	RTM_NR_MSGTYPES         = 0x40
	RTM_SETDCB              = 0x4f
	RTM_SETLINK             = 0x13
	RTM_SETNEIGHTBL         = 0x43
)

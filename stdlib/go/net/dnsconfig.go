package net

import (
	"net/netip"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// dnsConfig is what /etc/resolv.conf says, and /etc/nsswitch.conf.
type dnsConfig struct {
	servers       []string // With ports.
	search        []string // Suffixes with a dot at the end.
	ndots         int      // With so many dots a name is tried as it is first.
	timeout       time.Duration
	attempts      int
	rotate        bool // Begin with another server each time.
	singleRequest bool // One question at a time.
	useTCP        bool
	trustAD       bool
	noReload      bool
	offset        atomic.Uint32
	mtime         time.Time
	// In which order hosts are looked for: "files", "dns".
	order []string
}

var dnsConfigs struct {
	sync.Mutex
	current *dnsConfig
	checked time.Time
}

// currentDNSConfig reads the files if they have changed.
func currentDNSConfig() *dnsConfig {
	dnsConfigs.Lock()
	defer dnsConfigs.Unlock()
	current := dnsConfigs.current
	if current != nil && (current.noReload || time.Since(dnsConfigs.checked) < recheckAfter) {
		return current
	}
	const path = "/etc/resolv.conf"
	dnsConfigs.checked = time.Now()
	var mtime time.Time
	if info, err := os.Stat(path); err == nil {
		mtime = info.ModTime()
	}
	if current == nil || !mtime.Equal(current.mtime) {
		dnsConfigs.current = readDNSConfig(path)
		dnsConfigs.current.mtime = mtime
		dnsConfigs.current.order = readOrder("/etc/nsswitch.conf")
	}
	return dnsConfigs.current
}

func rooted(name string) string {
	if strings.HasSuffix(name, ".") {
		return name
	}
	return name + "."
}

// leadingNumber is the number at the start of a text, at least low.
func leadingNumber(text string, low int) int {
	digits := text
	for i, c := range text {
		if c < '0' || c > '9' {
			digits = text[:i]
			break
		}
	}
	n, _ := number(digits)
	return max(n, low)
}

func readDNSConfig(path string) *dnsConfig {
	c := &dnsConfig{ndots: 1, timeout: 5 * time.Second, attempts: 2}
	for fields := range configLines(path) {
		values := fields[1:]
		switch fields[0] {
		case "nameserver":
			if len(values) > 0 && len(c.servers) < 3 {
				if _, err := netip.ParseAddr(values[0]); err == nil {
					c.servers = append(c.servers, JoinHostPort(values[0], "53"))
				}
			}
		case "domain":
			if len(values) > 0 {
				c.search = []string{rooted(values[0])}
			}
		case "search":
			c.search = nil
			for _, suffix := range values {
				if suffix = rooted(suffix); suffix != "." {
					c.search = append(c.search, suffix)
				}
			}
		case "options":
			for _, option := range values {
				c.setOption(option)
			}
		}
	}
	if len(c.servers) == 0 {
		c.servers = []string{"127.0.0.1:53", "[::1]:53"}
	}
	if len(c.search) == 0 {
		name, _ := os.Hostname()
		if _, domain, found := strings.Cut(name, "."); found && domain != "" {
			c.search = []string{rooted(domain)}
		}
	}
	return c
}

func (c *dnsConfig) setOption(option string) {
	name, value, _ := strings.Cut(option, ":")
	switch name {
	case "ndots":
		c.ndots = min(15, leadingNumber(value, 0))
	case "timeout":
		c.timeout = time.Duration(leadingNumber(value, 1)) * time.Second
	case "attempts":
		c.attempts = leadingNumber(value, 1)
	case "rotate":
		c.rotate = true
	case "single-request", "single-request-reopen":
		c.singleRequest = true
	case "use-vc", "usevc", "tcp":
		c.useTCP = true
	case "trust-ad":
		c.trustAD = true
	case "no-reload":
		c.noReload = true
	}
}

// readOrder is where hosts are looked for, by the sources that are known here.
func readOrder(path string) []string {
	var order []string
	for fields := range configLines(path) {
		if fields[0] != "hosts:" {
			continue
		}
		for _, source := range fields[1:] {
			if source == "files" || source == "dns" {
				order = append(order, source)
			}
		}
	}
	if len(order) == 0 {
		order = []string{"files", "dns"}
	}
	return order
}

// firstServer is with which server to begin.
func (c *dnsConfig) firstServer() int {
	if !c.rotate {
		return 0
	}
	return int(c.offset.Add(1)-1) % len(c.servers)
}

// names is which names to ask for, in turn, if a name is looked for.
func (c *dnsConfig) names(name string) []string {
	isRooted := strings.HasSuffix(name, ".")
	if len(name) > 254 || len(name) == 254 && !isRooted {
		return nil
	}
	// Onion names mean nothing to DNS (RFC 7686).
	isOnion := strings.HasSuffix(strings.ToLower(strings.TrimSuffix(name, ".")), ".onion")
	if isRooted {
		if isOnion {
			return nil
		}
		return []string{name}
	}
	asIs := strings.Count(name, ".") >= c.ndots
	var names []string
	if asIs && !isOnion {
		names = append(names, name+".")
	}
	for _, suffix := range c.search {
		if full := name + "." + suffix; len(full) <= 254 {
			names = append(names, full)
		}
	}
	if !asIs && !isOnion {
		names = append(names, name+".")
	}
	return names
}

package net

import (
	"iter"
	"net/netip"
	"os"
	"strings"
	"sync"
	"time"
)

// configLines gives the fields of each line of a file, without comments and empty lines;
// nothing if the file is not there.
func configLines(path string) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		text, err := os.ReadFile(path)
		if err != nil {
			return
		}
		for line := range strings.Lines(string(text)) {
			line, _, _ = strings.Cut(line, "#")
			if fields := strings.Fields(line); len(fields) > 0 && !yield(fields) {
				return
			}
		}
	}
}

// recheckAfter is how long what was read of a file is taken to be true.
const recheckAfter = 5 * time.Second

// hostsTable is what /etc/hosts says.
type hostsTable struct {
	sync.Mutex
	checked time.Time
	mtime   time.Time
	size    int64
	// Addresses and the canonical name, by name in small letters, with a dot at its end if
	// it has others.
	byName map[string]*hostsEntry
	// Names by address.
	byAddr map[string][]string
}

type hostsEntry struct {
	addrs     []string
	canonical string
}

var hosts hostsTable

// absoluteName is the name with a dot at its end, if it has others.
func absoluteName(name string) string {
	if strings.Contains(name, ".") && !strings.HasSuffix(name, ".") {
		return name + "."
	}
	return name
}

// normalIP is an address in its usual form; empty if it is none.
func normalIP(text string) string {
	addr, err := netip.ParseAddr(text)
	if err != nil {
		return ""
	}
	return addr.String()
}

// update reads the file if it has changed. The table is locked.
func (h *hostsTable) update() {
	const path = "/etc/hosts"
	if time.Since(h.checked) < recheckAfter && h.byName != nil {
		return
	}
	h.checked = time.Now()
	var mtime time.Time
	var size int64
	if info, err := os.Stat(path); err == nil {
		mtime, size = info.ModTime(), info.Size()
	}
	if h.byName != nil && mtime.Equal(h.mtime) && size == h.size {
		return
	}
	h.mtime, h.size = mtime, size
	h.byName, h.byAddr = map[string]*hostsEntry{}, map[string][]string{}
	for fields := range configLines(path) {
		addr := normalIP(fields[0])
		if addr == "" || len(fields) < 2 {
			continue
		}
		for _, name := range fields[1:] {
			key := absoluteName(strings.ToLower(name))
			h.byAddr[addr] = append(h.byAddr[addr], absoluteName(name))
			if h.byName[key] == nil {
				h.byName[key] = &hostsEntry{canonical: absoluteName(strings.ToLower(fields[1]))}
			}
			h.byName[key].addrs = append(h.byName[key].addrs, addr)
		}
	}
}

// lookupHosts is what /etc/hosts says of a name.
func lookupHosts(name string) (addrs []IPAddr, canonical string) {
	hosts.Lock()
	defer hosts.Unlock()
	hosts.update()
	entry := hosts.byName[absoluteName(strings.ToLower(name))]
	if entry == nil {
		return nil, ""
	}
	for _, text := range entry.addrs {
		if addr, err := netip.ParseAddr(text); err == nil {
			a := addr.As16()
			addrs = append(addrs, IPAddr{IP: a[:], Zone: addr.Zone()})
		}
	}
	return addrs, entry.canonical
}

// lookupHostsAddr is the names that /etc/hosts has for an address.
func lookupHostsAddr(addr string) []string {
	hosts.Lock()
	defer hosts.Unlock()
	hosts.update()
	return append([]string(nil), hosts.byAddr[normalIP(addr)]...)
}

// services are the ports that are known without /etc/services.
var services = sync.OnceValue(func() map[string]int {
	table := map[string]int{
		"domain/udp": 53, "domain/tcp": 53,
		"ftp/tcp": 21, "ftps/tcp": 990, "gopher/tcp": 70, "http/tcp": 80, "https/tcp": 443,
		"imap2/tcp": 143, "imap3/tcp": 220, "imaps/tcp": 993, "pop3/tcp": 110, "pop3s/tcp": 995,
		"smtp/tcp": 25, "submissions/tcp": 465, "ssh/tcp": 22, "telnet/tcp": 23,
	}
	for fields := range configLines("/etc/services") {
		if len(fields) < 2 {
			continue
		}
		digits, protocol, _ := strings.Cut(fields[1], "/")
		port, ok := number(digits)
		if !ok || port == 0 {
			continue
		}
		for i, name := range fields {
			if i != 1 {
				table[name+"/"+protocol] = port
			}
		}
	}
	return table
})

// lookupService is the port of a service.
func lookupService(network, service string) (int, error) {
	protocols := []string{"tcp", "udp"}
	errNetwork := network
	if network != "ip" {
		errNetwork = network[:3]
		protocols = []string{errNetwork}
	}
	for _, protocol := range protocols {
		if port, ok := services()[strings.ToLower(service)+"/"+protocol]; ok {
			return port, nil
		}
	}
	return 0, newDNSError(errUnknownPort, errNetwork+"/"+service, "")
}

// Package user looks up users and groups in the system's files, as Go does without cgo.
package user

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

const (
	userFile  = "/etc/passwd"
	groupFile = "/etc/group"
)

// User is an account. The numbers are decimal.
type User struct {
	Uid      string // number
	Gid      string // number of its first group
	Username string // name to log in by
	Name     string // name of the person
	HomeDir  string // home folder
}

// Group is a group of users. Its number is decimal.
type Group struct {
	Gid  string // number
	Name string // name
}

// UnknownUserIdError is what LookupId gives if there is no such user.
type UnknownUserIdError int

func (e UnknownUserIdError) Error() string { return "user: unknown userid " + strconv.Itoa(int(e)) }

// UnknownUserError is what Lookup gives if there is no such user.
type UnknownUserError string

func (e UnknownUserError) Error() string { return "user: unknown user " + string(e) }

// UnknownGroupIdError is what LookupGroupId gives if there is no such group.
type UnknownGroupIdError string

func (e UnknownGroupIdError) Error() string { return "group: unknown groupid " + string(e) }

// UnknownGroupError is what LookupGroup gives if there is no such group.
type UnknownGroupError string

func (e UnknownGroupError) Error() string { return "group: unknown group " + string(e) }

// eachLine calls f for the entries of a file until it gives false.
func eachLine(file string, f func(line string) bool) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for line := range strings.SplitSeq(string(text), "\n") {
		line = strings.TrimSpace(line)
		if line != "" && line[0] != '#' && !f(line) {
			break
		}
	}
	return nil
}

// isNumber tells whether the text is one.
func isNumber(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil
}

// find gives the first entry with this value in a column, nil if there is none. Entries
// have a number of columns, of which some are numbers.
func find(file, value string, column, ncolumns int, numbers ...int) (entry []string, err error) {
	err = eachLine(file, func(line string) bool {
		parts := strings.SplitN(line, ":", ncolumns)
		if len(parts) < ncolumns || parts[column] != value || parts[0] == "" || parts[0][0] == '+' || parts[0][0] == '-' {
			return true
		}
		for _, number := range numbers {
			if !isNumber(parts[number]) {
				return true
			}
		}
		entry = parts
		return false
	})
	return entry, err
}

func findUser(value string, column int, unknown error) (*User, error) {
	entry, err := find(userFile, value, column, 7, 2, 3)
	if err != nil {
		return nil, err
	}
	if entry == nil {
		return nil, unknown
	}
	// The person's name is the first part of what is told of the person.
	name, _, _ := strings.Cut(entry[4], ",")
	return &User{Username: entry[0], Uid: entry[2], Gid: entry[3], Name: name, HomeDir: entry[5]}, nil
}

func findGroup(value string, column int, unknown error) (*Group, error) {
	entry, err := find(groupFile, value, column, 4, 2)
	if err != nil {
		return nil, err
	}
	if entry == nil {
		return nil, unknown
	}
	return &Group{Name: entry[0], Gid: entry[2]}, nil
}

// Current is the user that runs the program.
func Current() (*User, error) {
	uid := strconv.Itoa(os.Getuid())
	if u, err := LookupId(uid); err == nil {
		return u, nil
	}
	home, _ := os.UserHomeDir()
	u := &User{Uid: uid, Gid: strconv.Itoa(os.Getgid()), Username: os.Getenv("USER"), HomeDir: home}
	var missing []string
	if u.Username == "" {
		missing = append(missing, "$USER")
	}
	if u.HomeDir == "" {
		missing = append(missing, "$HOME")
	}
	if missing == nil {
		return u, nil
	}
	return u, fmt.Errorf("user: Current requires cgo or %s set in environment", strings.Join(missing, ", "))
}

// Lookup finds a user by name.
func Lookup(username string) (*User, error) {
	return findUser(username, 0, UnknownUserError(username))
}

// LookupId finds a user by number.
func LookupId(uid string) (*User, error) {
	n, err := strconv.Atoi(uid)
	if err != nil {
		return nil, errors.New("user: invalid userid " + uid)
	}
	return findUser(uid, 2, UnknownUserIdError(n))
}

// LookupGroup finds a group by name.
func LookupGroup(name string) (*Group, error) {
	return findGroup(name, 0, UnknownGroupError(name))
}

// LookupGroupId finds a group by number.
func LookupGroupId(gid string) (*Group, error) {
	return findGroup(gid, 2, UnknownGroupIdError(gid))
}

// GroupIds gives the numbers of the user's groups, the first one's first.
func (u *User) GroupIds() ([]string, error) {
	if _, err := os.Stat(groupFile); err != nil {
		err.(*os.PathError).Op = "open"
		return nil, err
	}
	if u.Username == "" {
		return nil, errors.New("user: list groups: empty username")
	}
	first, err := strconv.Atoi(u.Gid)
	if err != nil {
		return nil, fmt.Errorf("user: list groups for %s: invalid gid %q", u.Username, u.Gid)
	}
	groups := []string{u.Gid}
	err = eachLine(groupFile, func(line string) bool {
		parts := strings.Split(line, ":")
		if len(parts) != 4 || parts[0] == "" || line[0] == '+' || line[0] == '-' {
			return true
		}
		number, err := strconv.Atoi(parts[2])
		if err != nil || number == first {
			return true
		}
		for member := range strings.SplitSeq(parts[3], ",") {
			if member == u.Username {
				groups = append(groups, parts[2])
				break
			}
		}
		return true
	})
	return groups, err
}

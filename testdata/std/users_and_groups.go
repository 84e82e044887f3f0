// run
package main

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"slices"
	"strconv"
)

func main() {
	u, err := user.Current()
	fmt.Println(u.Uid == strconv.Itoa(os.Getuid()), u.Username != "", u.HomeDir != "", err)
	root, err := user.Lookup("root")
	fmt.Println(root.Username, root.Uid, root.Gid, err)
	again, err := user.LookupId("0")
	fmt.Println(*again == *root, err)
	groups, err := root.GroupIds()
	fmt.Println(groups[0], slices.Contains(groups, "0"), err)
	g, err := user.LookupGroup("root")
	fmt.Println(*g, err)
	g, err = user.LookupGroupId("0")
	fmt.Println(*g, err)
	_, err = user.Lookup("no such user")
	fmt.Println(err, errors.Is(err, user.UnknownUserError("no such user")))
	_, err = user.LookupId("987654")
	fmt.Println(err, errors.Is(err, user.UnknownUserIdError(987654)))
	_, err = user.LookupId("x")
	fmt.Println(err)
	_, err = user.LookupGroup("no such group")
	fmt.Println(err)
	_, err = user.LookupGroupId("x")
	fmt.Println(err)
	_, err = (&user.User{}).GroupIds()
	fmt.Println(err)
	_, err = (&user.User{Username: "me", Gid: "x"}).GroupIds()
	fmt.Println(err)
}

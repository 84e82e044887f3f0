// run

package main

import (
	"fmt"
	"io/ioutil"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	dir, err := ioutil.TempDir("", "ioutil-*-test")
	fmt.Println(err, strings.HasSuffix(dir, "-test"))
	defer os.RemoveAll(dir)
	for _, name := range []string{"b", "a", "c"} {
		fmt.Println(ioutil.WriteFile(filepath.Join(dir, name), []byte("text of "+name), 0o644))
	}
	infos, err := ioutil.ReadDir(dir)
	fmt.Println(len(infos), err)
	for _, info := range infos {
		fmt.Println(info.Name(), info.Size(), info.Mode(), info.IsDir())
	}
	data, err := ioutil.ReadFile(filepath.Join(dir, "a"))
	fmt.Printf("%q %v\n", data, err)
	_, err = ioutil.ReadFile(filepath.Join(dir, "none"))
	fmt.Println(os.IsNotExist(err))
	infos, err = ioutil.ReadDir("/no/such/folder")
	fmt.Println(infos == nil, err)
	f, err := ioutil.TempFile(dir, "x")
	fmt.Println(err, filepath.Dir(f.Name()) == dir)
	f.Close()
	all, err := ioutil.ReadAll(ioutil.NopCloser(strings.NewReader("all of it")))
	fmt.Println(string(all), err)
	fmt.Fprintln(ioutil.Discard, "nothing")
}

package main

import (
	"fmt"

	"example.com/module/util"
)

func main() { fmt.Println(util.Hello()) }

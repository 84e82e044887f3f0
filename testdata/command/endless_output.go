// Writes until nobody reads any more.
package main

import "fmt"

func main() {
	for {
		fmt.Println("y")
	}
}

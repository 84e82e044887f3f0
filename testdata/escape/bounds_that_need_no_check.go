// escape -m
package main

func f(a [8]int, i uint8, j int, p *[256]int, s []int, u uint) (int, byte) {
	x := a[j&7] + p[i] + (*p)[u%256] + s[j&3] + a[3] + p[u>>56]
	a[j&^-8] = 1
	p[j&1]++
	return x, "abcdefgh"[j&3]
}

func main() {}

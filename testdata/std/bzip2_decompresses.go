// run
package main

import (
	"bytes"
	"compress/bzip2"
	"encoding/base64"
	"fmt"
	"hash/crc32"
	"io"
	"testing/iotest"
)

// Made by the tool.
var files = []struct{ name, text string }{
	{"empty", `QlpoMRdyRThQkAAAAAA=`},
	{"hello", `QlpoMTFBWSZTWVSkl4QAAALRgAAQQAQGRJCAIAAxADAgaGIASdSyHz8XckU4UJBUpJeE`},
	{"runs", `QlpoMTFBWSZTWWW2c1oAAxVRAcAABAA8AACAAAggAFCGBAUqahtT7RCwkLvIhZe/Fuu3Nu7l3BC5Z+LuSKcKEgy2zmtA`},
	{"mixed", `QlpoMTFBWSZTWcctw/gAAJT///////9//39/f////n91d3Z////2f/5/dH9+/Pd/9mB0YAen3rfc3fdva+Y7dz3b33Lfb276Hm+75HvvvDKn4TNQyYEIzU8plPU9MRowUZPUNPUyeSPUaNqafqg0GTJpoehAGnkgaND1GhpiAA0DEDEGgAGjRoDTIdH6TQ9TEmxGieplPSeo8pp6DU9qnoek0xMImT1PUbaiaNPJHqNqBgjAaQGRoAABoAD1GhkAxpABoAA0Sf6mmU9BimEaNTGm0Gp5QnlNim9U2JHqGTaAmJmgQ0YEYEwg0aaGJiMmAJghpggYEwmhpiaMmExNMVVT/GgTTBpMABVP9KeVPelMCj0n6NU9qn5U/VD9NTyExTyn6o9TamT9KHlNPKYzVGRpoNPSBk0DT1AGgGgABkNAAPUeoaCqp/kjYmpkynpqn6ammjE2lB6mTTJ6aR6hkBjUGhoPKGgZqNqGIaBozSG1ADQAADQGgAAAGgAAEUwmRMmSZiZU9TaMJhMmU8g001NpMU9PU00ybUynqepoaM2kNT1APKNH6mUMmgeo0eo09TIBp6h6gDQDRoAABkDsB3oeFgIcswE5AKw6LLWRUkQns3rgcBisVa4EC0Qw21Up3qdVXrAjZsRFzDmcnQPabGPWcnhUUYZEOxthRaOOS/hsRwrnhvy5dV6l87DqzbpqmK+ZrUL9RoiUA0BKER04J35VqbmCO7eSRI4gw+cy6tkIkOrdfByebpL+P2d3y2+ZweTb8gS79s7jLoy9aSJuDyY5W2GnkpS+kf1libBCCYQdBZZVWmYJdFNAHHmSZo9fWN12JAVhmPOfVouV6Ltk9xFLlvlLAo3KJSirJTVQRVZhQHGzAy4ghM2JKktBbM8tBzfpR57BiVLdvTrfe5fWCaCQjZ3pVWhvB8UiuqnetygpTMNcyygD/fBYDjYl4/BsXEdBWhlGptfYxlbd4arapaGKelRkUMy0dAGnRpvyoaBeoVTc9rvRLDmLjfepdnVCeyQ4nTTmh2YVCdf7EOiLqKoyVBrZMVVlbE7BCi9SRgwDzD2BFSuWOBmPhVXppqRdb3CXcjnTwe7164sh64ZOnnUp+7DWj0hbu7yHgG8sQ1mibyoC6xbsXAdKTRaxpl7mUqCRzV8K1Lt9icxiPRmeSJcbc9ulQX62Othq8gwFC0rEmYd7oU2bUDjuN74ULF1aFes6IJ0qPTOjBCyb5yneTWGrjoBucCA+vLMMcyZ5AMpLHzxWSc4WE5J26AQSWIavQaMtMbw8IkIirDMVUlVSTmqjha6Hyt71D+xU0Y3V3oPG5m6OUyxRU3oeWPMQYXjfa9OJ/AhX3dwj5W7Tizngac/Vo8tKW6Hs9tc5DMc4jzsGW0GpuDKiB4GNdXGuURmU1aBU1xkB1juelRSQ0tGRixZUgVLB8T1UGKk49ZhUs+R2kAeHpLWbWyKdrP8gINycmDBD5lZDgdtrKQMcznzYpNVWcmA65dTCYS6/H71QjLEfJea2mht5UtO930VUjMOSoSdnJI5e5UZKNEtoNtyHx2cgAUW4VkkCLZPhIIAfmxMf9upNti6I56wWV1fiw5ouXStV2G8VKTNIyaLycqBXEXW9CgtnK3Ii4JrkKmLVUNywXGo8EM+M3atn6gXfDDMKqemVIuzrMhbyIKKEYCgFgVAXpxIMt4cE8bnGpJzsez5CBHgm5KekkEtrOuop1d8SNODa+iuuoX8fhPaBavW25fKCTRU+GXLMslhxAQyHvFw3AFkn3rDnJmea7YrK555t3x7mppqYVdjT6xdhx8xEwR2daxJVK99ubeQeWsHJcVL1x9X+i8CqZ1znBNNLbxd8Srz1B19/RikLBv0dnsdwkGiiD5ihqEqSFpP88DG16Q+OJbLuxqr+C2Mo3a11G26SwOVrEbeNYOYUQkhvKBsmgzOJBbOydrRTPWUx0EtjNsdN7Ve2kQwtJpuI7Twjis4c4VdhO9dtV7MKZyBRd91jDWZR1xZEOQsi/g1XoXeU9XTxODONn7xt7F7v89lCPAzPWJkY+kAuUpI4AepmYzq/SymIVNEjMGA+MYlLcqkR3CbRWIqgZTbQ0IYgUHh55Z+RitgGGnyLxRykWKQdAxnIgnq4WKjN6oSKD+P/qZgJ5wmYCIp2dC1AZJE7Xre32H8Uf2NbkWNfuOsyCjI8YwHEHOg9RqRc9yRdMciG+D854gK7NeiU6oD0wB+djez5lJB3AYyN2kkclNOMipK48bCmyE+oZo2suDKrU6BhP/HwgPwkwXFBJiIl81JAPoWZR10KbEZHoEDGLv46hEni4TvImLPHye8mb2HLnMeLEelvP1tdkgiG1c3jCMQ5D7hj3Dl4a5uNJTBKkw/oeKiaZMPKQNM9vDmcfrvcVy1t2i06s1k/XKEngObWvB/DWuXNrVIhxWrp5EErP26gmXKkUCurZPitindSmLwx9R08ncVJ+hWDPp55Jo2PFhD35bgeLUMrcmPQ4hkdtlD5zNamB/CE2wurl0fDBhNQhMPbcYHxLyxEINMMY4aCVjrDWlVdfJjbwDILXnq91dtjIAZodNbPp3uvsTO2jqUxkILjXX1hdKvHVgjS8ULQfNhCg1YioZ1eIMg+moDKPSzzYDghQ418R3sbRVyPMq5i3pioZ7WcsiHYvvix/vrcApmu05dx7JONiwH0pu6uVweeHJ0rSb8YgXM3eGQQIJH4jFPoM59CFp9Z/nhdY+BQZB1MWiQ+SUDSHnA9tFvjpStUf4ykwpQhlKwBieVgj1V64DzH2a/GmM19db33dXJpEaiTVy3NptRSCTQiYI2aEFpSZvr6x3ECC25H5tfdR1KK9bAitW6r1G0fWqJ98fEt8G9ar0igp1xDhFmF8sU1YJ0HSDlptK+Q3b4EEQNEmbSxT29Fx48XICXIlFbg2xDiFC4WNTRir7IkfiZL3W999l5m/gqRYKgqNTs0aQs8f40GB4HMVEMc8lCNTokN92qEhtOJkrTpKwl6seFaPQkRyFIF7POJaM9S14FiZ/e6q5zfnh2sp3cUk3DZ9L4/M77ofSlJj8ppFBBAEAQAKoAggCABgxJmTwEEAQBAAUv7xg59qqZGDzmyfZGu56NCFmsXl7ZoxbndRqKs8TXHTd5NjbGBl6NzREjZgAIIAgAI/J3XK1XjAUP2HFgR+1PpRxy15OCUOIzJmlzS3wki6ytaL5CNK3aAe229RV6LfXVDFbUNI3wl8KSMMIOGQFB5ixe8RMTqcy4ZWviBm5BxIeMdgizVoOoPnGlGSpVpDIYTOAU2rToQeeNRS4+fHlhj3AwBSXTRhHdM3EfMNhrKErL/f683QoV7GJh39hHdfKXM3qc+IwKmYQO9CiLeb310H5ZY8xDmugqNA+tmZj6fijhotEANQfEWzzbdKJuDyVkEmL2EGJqBa9DaR1vRUAFS6dmwfqwLq2fTpl4+ZRzpxYkQjLJ8LlVoEyKY12J3P0cPUucByFT0CjErVJB2lC+e03TE+6RlCW6HGsi/5belkFZFaRCkBfmtrhBtD8+dkupXPDvkvrGbj0eDbT4cFZuDYKYIHNTVw0ujxk7LFpzabXbkJAcEAr+Bzr+lt7yGvnF3qNtwNxqobhTGT+eIF9f2ebyjYkod7qCCyJeDKb2Cn3UgZMx9L5+Oseqlua9FuDuxsWDpTf688HNBXFyoljMOppu5xgGNdOo/9BM7Fcl5IltiNNr6JG1BvRHOphEjRjRurfDJz086pIajtVIcToumWnF0yG2FEvORhzyg5j5SJDB1VpmWF+J0t9VvZSkyqf9ZhKmuY2BTdTn+o/KVP7ixGjDwjZESZcvJiCQwY6qLZjG1C64ioXSkGtIYlZADe9AOypFHOgmEbWiTnHc8lLyji/hSSBOhfTJRaC7RoRoZlpUhr4hxqK6FTZ2CYM1KSAgs9b9NwdYRZUcrMgVmCe9CY1GcddtEqRSkYgJZuaEtOlX80N3lEjhTIhMWVmYfbj5i0MV0J806lxFxbJXNDSLDDg7g7hbbsUd/BycC/JAplH1xpwECgd3JbadMSljkPWO03ibRSnxUZd3poSssSmaE5gA+vCneJkNF8X/xdyRThQkMctw/gA==`},
}

func main() {
	var all []byte
	for _, f := range files {
		packed, _ := base64.StdEncoding.DecodeString(f.text)
		all = append(all, packed...)
		text, err := io.ReadAll(bzip2.NewReader(bytes.NewReader(packed)))
		fmt.Printf("%s %d %x %.20q %v\n", f.name, len(text), crc32.ChecksumIEEE(text), text, err)
		text, err = io.ReadAll(iotest.OneByteReader(bzip2.NewReader(iotest.HalfReader(bytes.NewReader(packed)))))
		fmt.Printf("%d %x %v\n", len(text), crc32.ChecksumIEEE(text), err)
		for _, cut := range []int{1, 3, 5, len(packed) / 2, len(packed) - 1} {
			text, err := io.ReadAll(bzip2.NewReader(bytes.NewReader(packed[:cut])))
			fmt.Println(len(text), err)
		}
		if len(packed) > 200 {
			packed = packed[:200]
		}
		for i := range packed {
			bad := bytes.Clone(packed)
			bad[i] ^= 0x55
			_, err := io.ReadAll(bzip2.NewReader(bytes.NewReader(bad)))
			fmt.Print(err, "; ")
		}
		fmt.Println()
	}
	text, err := io.ReadAll(bzip2.NewReader(bytes.NewReader(all)))
	fmt.Println(len(text), crc32.ChecksumIEEE(text), err)
	text, err = io.ReadAll(bzip2.NewReader(bytes.NewReader(append(bytes.Clone(all), "BX"...))))
	fmt.Println(len(text), err)
	text, err = io.ReadAll(bzip2.NewReader(bytes.NewReader(append(bytes.Clone(all), 'B'))))
	fmt.Println(len(text), err)
	n, err := bzip2.NewReader(bytes.NewReader(all)).Read(nil)
	fmt.Println(n, err)
}

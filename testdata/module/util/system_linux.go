package util

func system() string { return "linux" }

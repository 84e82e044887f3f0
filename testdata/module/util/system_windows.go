package util

func system() string { return "windows" }

package http

import "net/url"

// CookieJar keeps the cookies of a Client. It is used by several goroutines at once.
type CookieJar interface {
	// SetCookies takes the cookies of an answer from a URL.
	SetCookies(u *url.URL, cookies []*Cookie)

	// Cookies gives the cookies for a request to a URL.
	Cookies(u *url.URL) []*Cookie
}

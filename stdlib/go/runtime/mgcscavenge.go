package runtime

// scavengeTurn gives memory back to the system for a while; then it parks the scavenger for its
// share of the time, or until the monitor wakes it.
func scavengeTurn()

// bgscavenge gives memory back in the background, for ever.
func bgscavenge() {
	for {
		scavengeTurn()
	}
}

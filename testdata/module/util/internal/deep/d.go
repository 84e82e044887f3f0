package deep

const Name = "deep down"

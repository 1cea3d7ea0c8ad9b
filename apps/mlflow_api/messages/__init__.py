"""The protocol's requests as structs, by noun."""

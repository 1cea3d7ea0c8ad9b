"""Who answers: small functions from a call and its message to what the protocol says back."""

"""Every read of artifacts. Access is the caller's business: an owner is given, no actor."""

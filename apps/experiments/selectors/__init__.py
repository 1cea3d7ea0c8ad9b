"""Every read of experiments that is used outside; each names its actor."""

"""Every read of evaluation that is used outside; each names its actor."""

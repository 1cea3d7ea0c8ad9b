"""Runs attempts as processes of this machine, each beside a detached agent."""

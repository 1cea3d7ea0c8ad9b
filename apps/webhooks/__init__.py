"""Addresses that are told when something happens in the registry.

A delivery is a row before it is sent, signed, retried, and kept with what came back.
"""

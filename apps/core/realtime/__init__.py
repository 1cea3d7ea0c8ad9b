"""The WebSocket side of events: one socket a tab, topics, and the way from any thread to it.

A service publishes an `Event`; the publisher hands it to an event loop, where the coalescer keeps
it to five a second for each topic and type; the channel layer carries it to the sockets that
listen; each asks the gate again before it tells its tab.
"""

"""The WebSocket side of events: one socket a tab, topics, and the way from any thread to it."""

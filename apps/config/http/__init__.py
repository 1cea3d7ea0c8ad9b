"""uvicorn's HTTP with two additions: files leave by sendfile, and large bodies are read by a thread.

Without it every byte of an artifact passes through the event loop and is copied five times there.
"""

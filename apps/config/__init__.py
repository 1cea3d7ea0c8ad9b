"""The composition root: settings, addresses, the ASGI application, the command line.

It knows every app and the workers; nothing imports it.
"""

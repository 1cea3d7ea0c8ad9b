"""MLflow's REST protocol: translation only, no rules of its own.

A raw ASGI application in front of Django. `routes` is the one table of what is answered, `lane`
answers a request synchronously, `asgi` is the thin asynchronous shell around it. Handlers call the
services and selectors of the apps below; access is decided there.
"""

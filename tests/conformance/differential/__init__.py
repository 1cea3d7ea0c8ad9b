"""The same scenario against MLflow's own server and against Naiad, compared field by field.

A scenario is a function of a `Here`, the server that it runs against: it drives the unmodified
client or sends raw requests, and notes what came back by `here.see`, `here.post`, `here.get`. What
differs on purpose is listed in `differences`, and a test that expects a difference fails when it is
gone.
"""

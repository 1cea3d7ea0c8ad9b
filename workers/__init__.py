"""What runs outside a request: the queue's processes, the executors and the agent beside a job.

The apps never import this package; executors are reached by the dotted paths in the settings.
"""

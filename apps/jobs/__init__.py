"""Jobs, their attempts, and the targets they run on: the queue and the state machine.

Where and how a job really runs is behind the Executor port; `workers.executors` implements it.
"""

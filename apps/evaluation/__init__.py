"""What generative models are judged by: evaluation datasets with their records, and scorers.

Both belong to a project and are linked to experiments. The judging is done by clients.
"""

"""What applications that use models tell of each call: traces, their spans, tags and assessments.

A trace belongs to an experiment and may be linked to runs. Reads OpenTelemetry's protocol and
MLflow's; knows nothing of prompts or scorers but their names.
"""

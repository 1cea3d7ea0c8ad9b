"""Who may do what through MLflow's protocol. One line a route of `apps.mlflow_api.routes.ROUTES`.

Names in braces are fields of `World`. The workspace in use is the project's.
"""

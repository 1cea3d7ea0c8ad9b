"""One module, or package, per kind of MLflow: a database, a folder, a server."""

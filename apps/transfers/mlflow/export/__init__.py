"""Back to a plain MLflow: its database is filled by reflection, its folder of files written.

MLflow makes its tables itself; here are only rows for the tables and columns that it has, so that
several of its versions will do. Each page of things is one transaction, and what is there already
is left alone: an export that broke off is gone on with.
"""

"""MLflow's own database, read by reflection: tables and columns that a version lacks are left out."""

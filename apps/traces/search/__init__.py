"""MLflow's search language for traces: from text to SQL, and to what SQL cannot see."""

"""The REST API's document, kept in step with the code."""

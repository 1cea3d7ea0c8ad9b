"""The series store on the database."""

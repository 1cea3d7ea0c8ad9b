"""Who may do what through the REST API and every other address. One line a door.

A route that is not here fails `test_access_matrix`. Names in braces are fields of `World`.
"""

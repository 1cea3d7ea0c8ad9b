"""Moving in and moving out: imports from another server, and exports to one.

Reads a source record by record through a port, writes through the services of the other apps,
and remembers what is done, so that what was interrupted goes on.
"""

"""Every door with every role: one table that must name each route, and is really called."""

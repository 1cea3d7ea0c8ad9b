"""The engine of series: bytes and arrays, no database."""

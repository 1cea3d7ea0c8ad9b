"""The HTTP side of core: the only part of it that knows Django REST framework."""

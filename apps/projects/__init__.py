"""Projects, who belongs to them and with which role: the one gate of Naiad.

django-guardian holds the permissions, and is used here and nowhere else.
"""

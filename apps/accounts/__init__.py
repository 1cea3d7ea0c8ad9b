"""People, service accounts, groups, API tokens and sign-in: who somebody is.

What they may do in a project is the business of `apps.projects`.
"""

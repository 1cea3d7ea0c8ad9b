"""Taking in what another server tracked: whole experiments, runs and models, page by page.

Nobody is asked for a role here: the caller has let its person into the project. What is here
already stays as it is, so a page may come twice; what is another project's is left alone and named.
"""

"""Access to files, by where they are: folders of this machine, or a server that hands them out."""

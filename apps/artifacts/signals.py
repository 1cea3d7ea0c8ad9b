"""What others may hear of files: this package knows nobody who cares."""

from django.dispatch import Signal

# Paths of an owner came, changed or went; sent inside the transaction, with `owner`.
files_changed = Signal()

"""What other packages may hear of the registry while its transaction is still open."""

from django.dispatch import Signal

registry_changed = Signal()
"""Sent with `change`, a `contracts.RegistryChange`, inside the transaction that makes it: what a
receiver writes is kept or lost with the change, and a receiver that raises undoes both."""

"""What webhooks hear: the registry's changes, inside the transaction that makes them."""

from django.dispatch import receiver

from apps.registry.contracts import RegistryChange
from apps.registry.signals import registry_changed
from apps.webhooks.services import deliveries


@receiver(registry_changed, dispatch_uid="webhooks.registry_changed")
def on_registry_changed(change: RegistryChange, **_: object) -> None:
    """Write down who is to be told."""
    deliveries.tell_of(change)

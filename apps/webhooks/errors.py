"""Refusals that only webhooks know."""

from apps.core import errors


class WebhookNotFound(errors.NotFound):
    """There is no such webhook, or the actor may not know of it."""

    code = "webhook_not_found"


class DeliveryNotFound(errors.NotFound):
    code = "delivery_not_found"


class AddressRefused(errors.Invalid):
    """The URL leads to where Naiad must not be sent."""

    code = "address_refused"

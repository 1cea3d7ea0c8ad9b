"""Background work of accounts."""

from celery import shared_task

from apps.accounts.services import sign_in, tokens
from apps.core.queue import TaskName


@shared_task(name=TaskName.EXPIRE_TOKENS)
def expire_tokens() -> None:
    """Forget tokens, links and sessions that ended long ago."""
    tokens.expire_tokens()
    sign_in.forget_old_sign_ins()

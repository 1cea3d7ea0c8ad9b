"""What a first start makes, so that there is something to sign in to and something to see."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from apps.accounts import selectors as accounts
from apps.accounts.services import users
from apps.jobs.contracts import NewJob
from apps.jobs.services import code as code_services
from apps.jobs.services import submission
from apps.projects import selectors as projects
from apps.projects.services import projects as project_services

if TYPE_CHECKING:
    from apps.accounts.models import User
    from apps.jobs.models import Job

ADMIN_EMAIL = "admin@naiad.local"
PROJECT_KEY = "demo"


@dataclass(frozen=True, kw_only=True, slots=True)
class Welcome:
    """Whom and where the first start begins with."""

    admin: "User"
    project_key: str
    is_first: bool


def prepare() -> Welcome:
    """The first admin and the demo project, made if this installation has no people yet."""
    admin = accounts.find_admin()
    if admin is None:
        admin, _ = users.ensure_admin(email=ADMIN_EMAIL)
    actor = accounts.actor_for(admin)
    is_first = not projects.list_projects(actor=actor)
    if is_first:
        project_services.create_project(
            actor=actor,
            key=PROJECT_KEY,
            name="Demo",
            description="Where the example job logs. Look around, then make a project of your own.",
        )
    return Welcome(admin=admin, project_key=PROJECT_KEY, is_first=is_first)


def example_folder() -> Path:
    """The example job's files: at the top of a checkout, inside the package of a wheel."""
    checkout = settings.BASE_DIR / "examples" / "digits"
    return checkout if checkout.exists() else Path(__file__).parent / "examples" / "digits"


def submit_example(welcome: Welcome) -> "Job":
    """Queue the example training job for the first admin."""
    folder = example_folder()
    actor = accounts.actor_for(welcome.admin)
    project = projects.get_project(actor=actor, key=welcome.project_key)
    script = folder / "train.py"
    code = code_services.upload_code(
        actor=actor,
        project=project,
        chunks=[script.read_bytes()],
        declared_size=script.stat().st_size,
        filename=script.name,
    )
    new = NewJob(
        name="digits",
        command=("python", script.name),
        code_id=code.pk,
        experiment="digits",
        requirements=(folder / "requirements.lock").read_text(),
        max_retries=1,
    )
    return submission.submit_job(actor=actor, project=project, new=new)

"""One private project with everything in it, and one person for each relation to it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apps.accounts import selectors as accounts
from apps.accounts.contracts import Actor, Scope
from apps.accounts.models import User
from apps.artifacts.contracts import Owner
from apps.artifacts.services import uploads
from apps.experiments.contracts import NewRun
from apps.experiments.services import experiments, runs
from apps.jobs.services.code import upload_code
from apps.mlflow_api.grants import ProjectRole
from apps.projects.models import Membership
from apps.projects.permissions import Role
from apps.projects.services import projects, service_accounts
from tests.access.people import Door, Person
from tests.access.things_evaluation import make_evaluation
from tests.access.things_traces import make_traces
from tests.access.things_transfers import make_transfers
from tests.access.things_webhooks import make_webhooks
from tests.accounts.make import make_admin, make_group, make_token, make_token_text, make_user
from tests.jobs.make import fake_of, make_running_job, make_target
from tests.mlflow_api.make import Client
from tests.projects.make import Cast, admin, make_cast, make_member, make_service_account

SECRET = "zanzibar"
"""Stands in every name of the project, and in no answer to a stranger."""


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """The project's people, and the names that stand in braces in the tables."""

    cast: Cast
    admin: User
    job_token: str
    names: Mapping[str, Any]

    def user(self, person: Person) -> User | None:
        """Who that is; nobody when they are anonymous."""
        if person is Person.ANONYMOUS:
            return None
        if person is Person.JOB:
            return self.cast.contributor
        return self.admin if person is Person.ADMIN else getattr(self.cast, str(person))

    def token(self, person: Person) -> str:
        """A token of that person; of a job its own, which may do less."""
        if person is Person.JOB:
            return self.job_token
        user = self.user(person)
        return make_token_text(user) if user else ""

    def actor(self, person: Person) -> Actor | None:
        """The actor of that person."""
        if person is Person.JOB:
            return accounts.authenticate_token(self.job_token)
        user = self.user(person)
        return accounts.actor_for(user) if user else None

    def tells_of_itself(self, answer: str, *, asked: str) -> bool:
        """Whether something of the project stands in an answer, besides what was asked."""
        for words in sorted(re.findall(r"[\w.-]+", asked), key=len, reverse=True):
            answer = answer.replace(words, "")
        return SECRET in answer.lower()

    def asked_at(self, door: Door) -> str:
        """All that somebody says who knocks at the door."""
        parts = (door.knock or door.path, door.query, door.body)
        return " ".join(json.dumps(self.fill(part)) for part in parts)

    def fill(self, template: Any) -> Any:
        """The template with this world's names in its braces."""
        match template:
            case str():
                return _filled(template, self.names)
            case dict():
                return {key: self.fill(value) for key, value in template.items()}
            case list():
                return [self.fill(value) for value in template]
            case _:
                return template


def _filled(template: str, names: Mapping[str, Any]) -> Any:
    for name, value in names.items():
        if template == f"{{{name}}}":
            return value
        template = template.replace(f"{{{name}}}", str(value))
    return template


def make_world() -> World:
    """Everything that a door needs on its other side."""
    cast = make_cast(f"{SECRET}-room")
    projects.update_project(cast.project, name=f"The {SECRET} project")
    jobs, job_token = _jobs(cast)
    boss = make_admin()
    return World(
        cast=cast,
        admin=boss,
        job_token=job_token,
        names={
            **_accounts(),
            **_projects(cast),
            **_experiments(cast),
            **make_webhooks(cast, SECRET),
            **make_transfers(cast, boss, SECRET),
            **jobs,
        },
    )


def _accounts() -> dict[str, Any]:
    user = make_user()
    return {
        "user_id": user.pk,
        "user_email": user.email,
        "group_id": make_group(members=[user]).pk,
        "token_id": make_token(user)[0].pk,
    }


def _projects(cast: Cast) -> dict[str, Any]:
    account = make_service_account(cast.project)
    token, _ = service_accounts.create_service_token(
        account, actor=admin(), name="ci", scopes=[Scope.READ]
    )
    guest = make_member(cast.project)
    return {
        "key": cast.project.key,
        "member_id": Membership.objects.get(project=cast.project, user=guest).pk,
        "account_id": account.user_id,
        "account_token_id": token.pk,
        "viewer_email": cast.viewer.email,
        "viewer_role_id": ProjectRole(cast.project.pk, Role.VIEWER).number,
    }


def _experiments(cast: Cast) -> dict[str, Any]:
    owner = accounts.actor_for(cast.owner)
    experiment = experiments.create_experiment(
        actor=owner, project=cast.project, name=f"{SECRET} digits", tags={"team": SECRET}
    )
    new = NewRun(name=f"{SECRET}-run", params={"lr": SECRET}, tags={"team": SECRET})
    run = runs.create_run(actor=owner, experiment=experiment, new=new)
    files = Owner("run", run.run_id)
    uploads.put(owner=files, path="notes.txt", chunks=[SECRET.encode()])
    deleted = experiments.create_experiment(
        actor=owner, project=cast.project, name=f"{SECRET} deleted"
    )
    experiments.delete_experiment(actor=owner, experiment=deleted)
    return {
        "deleted_experiment_id": str(deleted.pk),
        "experiment_id": str(experiment.pk),
        "experiment_name": experiment.name,
        "run_id": run.run_id,
        **_models(cast, experiment.pk, run.run_id),
    }


def _models(cast: Cast, experiment_id: int, run_id: str) -> dict[str, Any]:
    """A registered and a logged model, made as a client makes them."""
    client = Client(token=make_token_text(cast.owner), workspace=cast.project.key)
    model = {"name": f"{SECRET}-model"}
    tags = [{"key": "team", "value": SECRET}]
    client.post("registered-models/create", **model, tags=tags)
    source = f"mlflow-artifacts:/{experiment_id}/{run_id}/artifacts"
    client.post("model-versions/create", **model, source=source, run_id=run_id, tags=tags)
    client.post("registered-models/alias", **model, alias="best", version="1")
    logged = client.post(
        "logged-models", experiment_id=str(experiment_id), name=f"{SECRET}-logged", tags=tags
    )
    model_id = logged["model"]["info"]["model_id"]
    uploads.put(owner=Owner("model", model_id), path="MLmodel", chunks=[SECRET.encode()])
    evaluation = make_evaluation(client, str(experiment_id), SECRET)
    traces = make_traces(client, str(experiment_id), run_id, SECRET)
    return {"model_name": model["name"], "model_id": model_id, **evaluation, **traces}


def _jobs(cast: Cast) -> tuple[dict[str, Any], str]:
    """The owner's job, and the token of one of the contributor's, which is the persona."""
    target = make_target()
    theirs = make_running_job(target, project=cast.project, user=cast.owner, name=SECRET)
    code = upload_code(
        actor=accounts.actor_for(cast.contributor),
        project=cast.project,
        chunks=[b"print()"],
        filename="train.py",
    )
    own = make_running_job(
        make_target(), project=cast.project, user=cast.contributor, code_id=code.pk
    )
    names = {
        "target": target.name,
        "job_id": theirs.pk,
        "attempt_id": own.attempts.get().pk,
        "job_run_id": own.run_id,
    }
    return names, fake_of(own.target).submitted[-1].token

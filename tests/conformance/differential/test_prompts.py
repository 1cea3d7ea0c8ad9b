"""Prompts, by the functions of `mlflow.genai` and the client."""

from typing import Any

import mlflow
from mlflow.entities.model_registry import PromptVersion
from pydantic import BaseModel

from tests.conformance.differential import differences
from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here
from tests.conformance.differential.marks import DIFFERENTIAL

pytestmark = DIFFERENTIAL

genai: Any = mlflow.genai
CHAT = [
    {"role": "system", "content": "You answer in {{ tone }} words."},
    {"role": "user", "content": "{{ question }}"},
]


class Answer(BaseModel):
    """What a model is asked to answer with."""

    text: str
    sure: bool


def told(prompt: PromptVersion | None) -> Any:
    """All that a prompt says of itself, but who made it."""
    if prompt is None:
        return None
    return {
        "name": prompt.name,
        "version": prompt.version,
        "template": prompt.template,
        "variables": sorted(prompt.variables),
        "uri": prompt.uri,
        "tags": prompt.tags,
        "aliases": prompt.aliases,
        "message": prompt.commit_message,
        "text": prompt.is_text_prompt,
        "format": prompt.response_format,
        "config": prompt.model_config,
    }


def test_a_prompt_is_registered_and_loaded(both: Both) -> None:
    def scenario(here: Here) -> None:
        def see(label: str, call: Any, *args: Any, **kwargs: Any) -> None:
            here.see(label, lambda: told(call(*args, **kwargs)))

        see("register", genai.register_prompt, "hi", "Hi {{name}}!", tags={"team": "x"})
        see("register anew", genai.register_prompt, "hi", "Hello {{name}}!", commit_message="Kind.")
        see("load newest", genai.load_prompt, "hi", cache_ttl_seconds=0)
        see("load by number", genai.load_prompt, "hi", version=1, cache_ttl_seconds=0)
        see("load by address", genai.load_prompt, "prompts:/hi/2", cache_ttl_seconds=0)
        see("load latest", genai.load_prompt, "prompts:/hi@latest", cache_ttl_seconds=0)
        see("load none", genai.load_prompt, "hi", version=9, cache_ttl_seconds=0)
        see("load nobody", genai.load_prompt, "nobody", cache_ttl_seconds=0)
        missing = {"allow_missing": True, "cache_ttl_seconds": 0}
        see("load none, calmly", genai.load_prompt, "hi", version=9, **missing)
        see("load nobody, calmly", genai.load_prompt, "nobody", **missing)
        see("load no alias, calmly", genai.load_prompt, "prompts:/hi@nobody", **missing)
        see("chat", genai.register_prompt, "chat", CHAT, response_format=Answer)
        see("load chat", genai.load_prompt, "chat", version=1, cache_ttl_seconds=0)
        config = {"model_name": "gpt", "temperature": 0.5}
        see("config", genai.register_prompt, "configured", "{{ x }}", model_config=config)
        see("jinja", genai.register_prompt, "jinja", "{% if a %}{{ a }}{% endif %}")
        see("bad name", genai.register_prompt, "a b", "x")
        see("empty", genai.register_prompt, "empty", "")
        see("long", genai.register_prompt, "long", "x" * 100_000)
        see("too long", genai.register_prompt, "longer", "x" * 100_001)

    both(scenario)


def test_prompts_have_aliases_and_tags(both: Both) -> None:
    def scenario(here: Here) -> None:
        client = here.client
        for number in (1, 2):
            genai.register_prompt("hi", f"Hi {number}")
        here.see("alias", genai.set_prompt_alias, "hi", "production", 1)
        loaded = here.see(
            "by alias",
            lambda: told(genai.load_prompt("prompts:/hi@production", cache_ttl_seconds=0)),
        )
        assert loaded
        here.see("move", genai.set_prompt_alias, "hi", "production", 2)
        here.see("moved", lambda: told(client.get_prompt_version_by_alias("hi", "production")))
        here.see("no such version", genai.set_prompt_alias, "hi", "production", 9)
        here.see("reserved", genai.set_prompt_alias, "hi", "latest", 1)
        here.see("delete alias", genai.delete_prompt_alias, "hi", "production")
        here.see("delete it again", genai.delete_prompt_alias, "hi", "production")
        here.see("gone", lambda: genai.load_prompt("prompts:/hi@production", cache_ttl_seconds=0))
        here.see("tag", genai.set_prompt_tag, "hi", "a", "1")
        here.see("tags", genai.get_prompt_tags, "hi")
        here.see("delete tag", genai.delete_prompt_tag, "hi", "a")
        here.see("tag a version", genai.set_prompt_version_tag, "hi", 1, "b", "2")
        here.see("tagged", lambda: told(client.get_prompt_version("hi", 1)))
        here.see("delete its tag", genai.delete_prompt_version_tag, "hi", 1, "b")
        here.see("tag none", genai.set_prompt_version_tag, "hi", 9, "b", "2")
        here.see("configure", genai.set_prompt_model_config, "hi", 1, {"model_name": "gpt"})
        here.see("configured", lambda: told(client.get_prompt_version("hi", 1)))
        here.see("unconfigure", genai.delete_prompt_model_config, "hi", 1)

    both(scenario)


def test_prompts_are_found_and_no_models(both: Both) -> None:
    def scenario(here: Here) -> None:
        client = here.client
        client.create_registered_model("model")
        client.create_model_version("model", "s3://bucket/model")
        for name, tags in (("hi", {"team": "x"}), ("ho", {"team": "y"})):
            genai.register_prompt(name, "text", tags=tags)
        client.set_prompt_tag("hi", "level", "prompt")

        def names(text: str) -> Any:
            return sorted(prompt.name for prompt in genai.search_prompts(text))

        for text in ("", "name = 'hi'", "name LIKE 'h%'", "tags.level = 'prompt'", "name ="):
            here.see(f"search {text}", names, text)
        here.see("models", lambda: [m.name for m in client.search_registered_models()])
        here.see("versions", lambda: [v.name for v in client.search_model_versions()])
        here.see("a page", lambda: len(client.search_prompts(max_results=1)))
        here.see("get", lambda: vars(client.get_prompt("hi")))
        here.see("get a model", lambda: client.get_prompt("model") is None)
        here.see("a prompt as model", client.get_registered_model, "hi")
        here.see("its version as model", client.get_model_version, "hi", "1")
        here.see("a model's name", genai.register_prompt, "model", "text")
        here.see("a prompt's name", client.create_registered_model, "hi")
        here.see("a copy of one", client.copy_model_version, "models:/hi/1", "copy")
        here.post(
            "a version of one", "model-versions/create", {"name": "model", "source": "models:/hi/1"}
        )
        prompt = {"key": "mlflow.prompt.is_prompt", "value": "true"}
        sent = {"name": "hi", "source": "s3://bucket/x", "tags": [prompt]}
        here.post("a prompt with files", "model-versions/create", sent)

    both(scenario)


def test_prompts_are_deleted(both: Both) -> None:
    def scenario(here: Here) -> None:
        client = here.client
        for number in (1, 2):
            genai.register_prompt("hi", f"Hi {number}")
        here.see("delete a version", client.delete_prompt_version, "hi", "1")
        here.see("again", client.delete_prompt_version, "hi", "1")
        here.see("number", lambda: told(genai.register_prompt("hi", "Hi 3")))
        here.see("delete", client.delete_prompt, "hi")
        here.see("delete again", client.delete_prompt, "hi")
        here.see("what is left", lambda: len(genai.search_prompts()))

    both(scenario)


def test_prompts_belong_to_runs(both: Both) -> None:
    def scenario(here: Here) -> None:
        mlflow.set_experiment(here.unique("prompts"))
        genai.register_prompt("hi", "Hi {{name}}")
        with mlflow.start_run() as run:
            genai.load_prompt("hi", version=1, cache_ttl_seconds=0)
        here.see("linked", lambda: run_prompts(here, run.info.run_id))
        other = here.run()
        here.see("link", here.client.link_prompt_version_to_run, other, "prompts:/hi/1")
        here.see("linked to it", lambda: run_prompts(here, other))
        here.see("link none", here.client.link_prompt_version_to_run, other, "prompts:/hi/9")

    both(scenario)


def run_prompts(here: Here, run_id: str) -> Any:
    """What the run's tag says of the prompts it used."""
    return here.client.get_run(run_id).data.tags.get("mlflow.linkedPrompts")


def test_a_prompt_is_sent_whole(both: Both) -> None:
    def scenario(here: Here) -> None:
        genai.register_prompt("hi", CHAT, tags={"a": "1"}, response_format=Answer)
        known = differences.OWNER
        here.get("prompt", "registered-models/get", params={"name": "hi"}, differs=known)
        version = {"name": "hi", "version": "1"}
        here.get("version", "model-versions/get", params=version, differs=known)

    both(scenario)

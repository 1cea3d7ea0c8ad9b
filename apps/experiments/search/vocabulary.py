"""Which fields and comparators a search knows: one vocabulary for each thing that is searched."""

from collections.abc import Mapping
from dataclasses import dataclass

from apps.core.filters import Operator
from apps.experiments.search.syntax import Kind

NUMBERS = frozenset(
    {
        Operator.EQUAL,
        Operator.UNEQUAL,
        Operator.LESS,
        Operator.LESS_OR_EQUAL,
        Operator.GREATER,
        Operator.GREATER_OR_EQUAL,
    }
)
TEXTS = frozenset({Operator.EQUAL, Operator.UNEQUAL, Operator.LIKE, Operator.ILIKE})
LISTS = frozenset({Operator.IN, Operator.NOT_IN})
PRESENCE = frozenset({Operator.IS_NULL, Operator.IS_NOT_NULL})


@dataclass(frozen=True, kw_only=True, slots=True)
class Attribute:
    """A column of the searched thing itself, by the name a filter calls it."""

    key: str
    operators: frozenset[Operator]
    orderable: bool = True

    @property
    def numeric(self) -> bool:
        """Whether it is compared with numbers."""
        return self.operators is NUMBERS


@dataclass(frozen=True, kw_only=True, slots=True)
class Vocabulary:
    """The names that filters and orders of one thing may use."""

    prefixes: Mapping[str, Kind]
    attributes: Mapping[str, Attribute]
    operators: Mapping[Kind, frozenset[Operator]]
    """What each kind but the attributes may be compared by."""
    dataset_keys: frozenset[str] = frozenset()
    orderable: frozenset[Kind]


_PREFIXES = {
    **dict.fromkeys(("attribute", "attributes", "attr", "run"), Kind.ATTRIBUTE),
    **dict.fromkeys(("metric", "metrics"), Kind.METRIC),
    **dict.fromkeys(("parameter", "parameters", "param", "params"), Kind.PARAM),
    **dict.fromkeys(("tag", "tags"), Kind.TAG),
    **dict.fromkeys(("dataset", "datasets"), Kind.DATASET),
}


def _aliases(attribute: Attribute, *names: str) -> dict[str, Attribute]:
    return dict.fromkeys((attribute.key, *names), attribute)


RUNS = Vocabulary(
    prefixes=_PREFIXES,
    attributes={
        **_aliases(Attribute(key="run_id", operators=TEXTS | LISTS)),
        **_aliases(Attribute(key="run_name", operators=TEXTS)),
        **dict.fromkeys(
            ("run name", "Run name", "Run Name"),
            Attribute(key="run_name", operators=TEXTS, orderable=False),
        ),
        **_aliases(Attribute(key="status", operators=TEXTS)),
        **_aliases(Attribute(key="artifact_uri", operators=TEXTS)),
        **_aliases(Attribute(key="user_id", operators=TEXTS)),
        **_aliases(Attribute(key="start_time", operators=NUMBERS), "created", "Created"),
        **_aliases(Attribute(key="end_time", operators=NUMBERS)),
        # Ours: milliseconds from start to end, as the runs table shows it.
        **_aliases(Attribute(key="duration", operators=NUMBERS)),
    },
    operators={
        Kind.METRIC: NUMBERS,
        Kind.PARAM: TEXTS | PRESENCE,
        Kind.TAG: TEXTS | PRESENCE,
        Kind.DATASET: TEXTS | LISTS,
    },
    dataset_keys=frozenset({"name", "digest", "context"}),
    orderable=frozenset({Kind.ATTRIBUTE, Kind.METRIC, Kind.PARAM, Kind.TAG}),
)

EXPERIMENTS = Vocabulary(
    prefixes={
        **dict.fromkeys(("attribute", "attributes"), Kind.ATTRIBUTE),
        **dict.fromkeys(("tag", "tags"), Kind.TAG),
    },
    attributes={
        **_aliases(Attribute(key="name", operators=TEXTS)),
        **_aliases(
            Attribute(
                key="experiment_id", operators=frozenset({Operator.EQUAL, Operator.UNEQUAL}) | LISTS
            )
        ),
        **_aliases(Attribute(key="creation_time", operators=NUMBERS)),
        **_aliases(Attribute(key="last_update_time", operators=NUMBERS)),
    },
    operators={Kind.TAG: TEXTS | PRESENCE},
    orderable=frozenset({Kind.ATTRIBUTE}),
)

LOGGED_MODELS = Vocabulary(
    prefixes={
        "attributes": Kind.ATTRIBUTE,
        "metrics": Kind.METRIC,
        "params": Kind.PARAM,
        "tags": Kind.TAG,
    },
    attributes={
        **_aliases(Attribute(key="name", operators=TEXTS | LISTS)),
        **_aliases(Attribute(key="model_id", operators=TEXTS | LISTS)),
        **_aliases(Attribute(key="model_type", operators=TEXTS | LISTS)),
        **_aliases(Attribute(key="source_run_id", operators=TEXTS | LISTS)),
        **_aliases(
            Attribute(key="status", operators=frozenset({Operator.EQUAL, Operator.UNEQUAL}) | LISTS)
        ),
        **_aliases(
            Attribute(key="creation_timestamp", operators=NUMBERS),
            "creation_time",
            "creation_timestamp_ms",
        ),
        **_aliases(
            Attribute(key="last_updated_timestamp", operators=NUMBERS),
            "last_updated_time",
            "last_updated_timestamp_ms",
        ),
    },
    operators={Kind.METRIC: NUMBERS, Kind.PARAM: TEXTS | LISTS, Kind.TAG: TEXTS | LISTS},
    orderable=frozenset({Kind.ATTRIBUTE, Kind.METRIC}),
)

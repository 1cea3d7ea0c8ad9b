"""The run's own attributes as SQL on a run `r`, and the sides of a logged value on its row."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from apps.experiments.search.sql import Dialect, number
from apps.experiments.search.syntax import Aspect, Field, Kind

STRINGS = "experiments_stringattribute"
SERIES = "experiments_floatseries"
TABLES: Mapping[Kind, str] = {Kind.METRIC: SERIES, Kind.PARAM: STRINGS, Kind.TAG: STRINGS}
FLOATS = {Aspect.VALUE: "last_value", Aspect.LEAST: "min_value", Aspect.GREATEST: "max_value"}
"""Those sides of a metric that may be NaN, which is NULL in their columns."""


class Absent(StrEnum):
    """How a column says that there is no value."""

    NEVER = "never"
    NULL = "null"
    EMPTY = "empty"


@dataclass(frozen=True, kw_only=True, slots=True)
class Attribute:
    """A column of the run, or what stands for one."""

    column: str
    absent: Absent = Absent.NEVER

    @property
    def present(self) -> str:
        """When there is a value; empty where there always is."""
        return {
            Absent.NEVER: "",
            Absent.NULL: f"{self.column} IS NOT NULL",
            Absent.EMPTY: f"{self.column} <> ''",
        }[self.absent]

    @property
    def value(self) -> str:
        """The value, NULL where there is none."""
        return f"NULLIF({self.column}, '')" if self.absent is Absent.EMPTY else self.column


_USER = "COALESCE((SELECT u.email FROM accounts_user u WHERE u.id = r.user_id), r.user_name)"

ATTRIBUTES: Mapping[str, Attribute] = {
    "run_id": Attribute(column="r.run_id"),
    "run_name": Attribute(column="r.name"),
    "status": Attribute(column="r.status"),
    "user_id": Attribute(column="r.user_name"),
    "start_time": Attribute(column="r.start_time_ms"),
    "end_time": Attribute(column="r.end_time_ms", absent=Absent.NULL),
    "duration": Attribute(column="(r.end_time_ms - r.start_time_ms)", absent=Absent.NULL),
    "artifact_uri": Attribute(
        column=(
            "COALESCE(NULLIF(r.artifact_uri, ''),"
            " (SELECT COALESCE(NULLIF(e.artifact_location, ''), 'mlflow-artifacts:/' || e.id)"
            " || '/' || r.run_id || '/artifacts' FROM experiments_experiment e"
            " WHERE e.id = r.experiment_id))"
        )
    ),
    # What follows MLflow's grammar does not know.
    "experiment_id": Attribute(column="r.experiment_id"),
    "experiment": Attribute(
        column="(SELECT e.name FROM experiments_experiment e WHERE e.id = r.experiment_id)"
    ),
    "project": Attribute(column="(SELECT p.key FROM projects_project p WHERE p.id = r.project_id)"),
    "user": Attribute(column=_USER, absent=Absent.EMPTY),
    "parent": Attribute(column="r.parent_run_id", absent=Absent.EMPTY),
    "job": Attribute(column="REPLACE(CAST(r.job_id AS TEXT), '-', '')", absent=Absent.NULL),
    "source_name": Attribute(column="r.source_name", absent=Absent.EMPTY),
    "source_type": Attribute(column="r.source_type", absent=Absent.EMPTY),
}


def side(alias: str, field: Field, dialect: Dialect) -> str:
    """The side of a logged value that the field means, on the value's row; NaN is NULL."""
    if field.kind is not Kind.METRIC:
        value = f"{alias}.value"
        return number(value, dialect) if field.aspect is Aspect.NUMBER else value
    if field.aspect in FLOATS:
        return f"{alias}.{FLOATS[field.aspect]}"
    whole = f"{alias}.count"
    if field.aspect is Aspect.STEP:
        whole = f"{alias}.last_step + {alias}.last_step_micro / 1000000.0"
    return f"CAST({whole} AS DOUBLE PRECISION)"

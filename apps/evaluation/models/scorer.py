"""Scorers: what judges the outputs of models. Clients run them; here they are kept."""

from django.db import models

from apps.evaluation.constants import MAX_SCORER_NAME


class Scorer(models.Model):
    """A scorer by name in an experiment, and how much of new traces it should judge."""

    scorer_id = models.CharField(max_length=36, unique=True)
    experiment = models.ForeignKey(
        "experiments.Experiment", on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(max_length=MAX_SCORER_NAME)
    online_config_id = models.CharField(max_length=36, blank=True)
    sample_rate = models.FloatField(null=True)
    filter_string = models.TextField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["experiment", "name"], name="scorer_name_in_experiment")
        ]

    def __str__(self) -> str:
        return self.name


class ScorerVersion(models.Model):
    """A numbered definition of a scorer, as its client serialised it."""

    scorer = models.ForeignKey(
        "evaluation.Scorer", on_delete=models.CASCADE, related_name="versions", db_index=False
    )
    number = models.PositiveIntegerField()
    serialized = models.TextField()
    created_at_ms = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scorer", "number"], name="scorer_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.scorer} version {self.number}"

"""The list of differences as the documentation has it.

`python -m tests.conformance.differential.document` writes it into docs/mlflow.md.
"""

from pathlib import Path

from tests.conformance.differential import differences
from tests.conformance.differential.differences import Difference

PAGE = Path(__file__).parents[3] / "docs" / "mlflow.md"
BEGIN, END = "<!-- differences: begin -->", "<!-- differences: end -->"


def listed() -> dict[str, Difference]:
    """Every difference by its name, in the order of the list."""
    return {name: each for name, each in vars(differences).items() if isinstance(each, Difference)}


def table() -> str:
    """The list as a table."""
    rows = [("MLflow's server", "Naiad", "because"), ("---", "---", "---")]
    rows += [(each.theirs, each.ours, each.reason) for each in listed().values()]
    return "\n".join(f"| {' | '.join(_cell(text) for text in row)} |" for row in rows)


def documented(page: str) -> str:
    """The page with the list as it is now."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(documented(PAGE.read_text()))

"""Put the medians of several sittings into docs/benchmarks.md.

python -m benchmarks.page build/bench-1.json build/bench-2.json build/bench-3.json
"""

import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.results import Row, medians

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def main() -> None:
    """Replace what stands between the marks."""
    reports = [json.loads(Path(name).read_text()) for name in sys.argv[1:]]
    if not reports:
        raise SystemExit("name the JSON files of `make bench`")
    text = PAGE.read_text()
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{render(reports)}\n{END}{after}")


def render(reports: list[dict[str, Any]]) -> str:
    """The machine and a table for each database."""
    machine = reports[0]["machine"]
    place = f"{machine['cores']} cores and {machine['memory_gb']} GB, {machine['system']}"
    lines = [f"Medians of {len(reports)} sittings on {place}, Python {machine['python']}."]
    rows = medians(reports)
    for database in dict.fromkeys(row.database for row in rows):
        lines += [
            "",
            f"### {database}",
            "",
            "| | Naiad | MLflow | ratio | CPU a call, ms | peak memory, MB | target |",
            "|---|---|---|---|---|---|---|",
            *(_line(row) for row in rows if row.database == database),
        ]
    return "\n".join(lines) + "\n"


def _line(row: Row) -> str:
    cells = [row.name, _said(row, row.ours), _said(row, row.theirs), f"{row.ratio:.1f} ×"]
    for name, digits in (("cpu_ms", 2), ("peak_mb", 0)):
        pair = [side.get(name) for side in (row.ours, row.theirs)]
        cells.append(" / ".join(f"{value:,.{digits}f}" for value in pair if value is not None))
    return f"| {' | '.join([*cells, row.target])} |"


def _said(row: Row, side: dict[str, float]) -> str:
    if "value" in side:
        return f"{side['value']:,.1f} {row.unit}"
    return (
        f"{side['rate']:,.1f} {row.unit}, p50 {side['p50_ms']:,.1f}, p99 {side['p99_ms']:,.1f} ms"
    )


if __name__ == "__main__":
    main()

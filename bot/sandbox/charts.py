"""Slack's limits on tables and charts in messages."""

from typing import Any

from bot.sandbox.findings import Findings
from bot.sandbox.wire import Json

TABLE_CELLS_TEXT = 10_000
DATA_TABLE_TEXT = 20_000


def check_table(found: Findings, path: str, block: Json) -> None:
    """A plain table: 100 rows of 20 cells."""
    found.keys(path, block, frozenset({"rows"}), frozenset({"column_settings", "block_id"}))
    _rows(found, f"{path}/rows", block.get("rows"), most=100, least=1)
    _total(found, path, block, TABLE_CELLS_TEXT)


def check_data_table(found: Findings, path: str, block: Json) -> None:
    """A data table: a caption, a header row and up to 200 more, 20 columns, all rows of one width."""
    optional = frozenset({"block_id", "page_size", "row_header_column_index"})
    found.keys(path, block, frozenset({"caption", "rows"}), optional)
    found.length(f"{path}/caption", block.get("caption", ""), 3000, 1)
    size = block.get("page_size", 5)
    if not isinstance(size, int) or not 1 <= size <= 100:
        found.add(f"{path}/page_size", "must be between 1 and 100")
    _rows(found, f"{path}/rows", block.get("rows"), most=201, least=2)
    _total(found, path, block, DATA_TABLE_TEXT)


def _rows(found: Findings, path: str, rows: Any, most: int, least: int) -> None:
    if not found.count(path, rows, most, least):
        return
    widths = set()
    for index, row in enumerate(rows):
        if found.count(f"{path}/{index}", row, 20, 1):
            widths.add(len(row))
            for column, cell in enumerate(row):
                _cell(found, f"{path}/{index}/{column}", cell)
    if len(widths) > 1:
        found.add(path, "all rows must have the same number of cells")


def _cell(found: Findings, path: str, cell: Any) -> None:
    kinds = {"raw_text", "raw_number", "rich_text"}
    if not isinstance(cell, dict) or cell.get("type") not in kinds:
        found.add(path, f"must be one of: {', '.join(sorted(kinds))}")
    elif cell["type"] == "raw_text":
        found.length(f"{path}/text", cell.get("text", ""), TABLE_CELLS_TEXT, 1)


def _total(found: Findings, path: str, block: Json, most: int) -> None:
    rows = block.get("rows")
    cells = [cell for row in rows if isinstance(row, list) for cell in row] if isinstance(rows, list) else []
    total = sum(len(str(cell.get("text", ""))) for cell in cells if isinstance(cell, dict))
    if total > most:
        found.add(path, f"cells must be less than {most + 1} characters in total")


def check_data_visualization(found: Findings, path: str, block: Json) -> None:
    """A chart: line, bar, area or pie."""
    found.keys(path, block, frozenset({"title", "chart"}), frozenset({"block_id"}))
    found.length(f"{path}/title", block.get("title", ""), 50, 1)
    chart = block.get("chart")
    if not isinstance(chart, dict):
        found.add(f"{path}/chart", "must provide an object")
    elif chart.get("type") == "pie":
        _pie(found, f"{path}/chart", chart)
    elif chart.get("type") in {"line", "bar", "area"}:
        _series(found, f"{path}/chart", chart)
    else:
        found.add(f"{path}/chart/type", f"unsupported type: {chart.get('type')}")


def _pie(found: Findings, path: str, chart: Json) -> None:
    if not found.count(f"{path}/segments", chart.get("segments"), 12, 1):
        return
    for index, segment in enumerate(chart["segments"]):
        found.length(f"{path}/segments/{index}/label", segment.get("label", ""), 20, 1)
        if not segment.get("value", 0) > 0:
            found.add(f"{path}/segments/{index}/value", "must be more than 0")


def _series(found: Findings, path: str, chart: Json) -> None:
    axis = chart.get("axis_config") or {}
    categories = axis.get("categories")
    if found.count(f"{path}/axis_config/categories", categories, 20, 1):
        for index, name in enumerate(categories or []):
            found.length(f"{path}/axis_config/categories/{index}", name, 20, 1)
    for key in ("x_label", "y_label"):
        found.length(f"{path}/axis_config/{key}", axis.get(key, ""), 50)
    if not found.count(f"{path}/series", chart.get("series"), 12, 1):
        return
    for index, series in enumerate(chart["series"]):
        place = f"{path}/series/{index}"
        found.length(f"{place}/name", series.get("name", ""), 20, 1)
        if found.count(f"{place}/data", series.get("data"), 20, 1):
            _points(found, place, series["data"], categories or [])


def _points(found: Findings, path: str, points: list[Json], categories: list[str]) -> None:
    for index, point in enumerate(points):
        found.length(f"{path}/data/{index}/label", point.get("label", ""), 20, 1)
        if categories and point.get("label") not in categories:
            found.add(f"{path}/data/{index}/label", "must be one of the categories")

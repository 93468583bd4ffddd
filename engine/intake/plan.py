"""What an import does with a file: which table, which columns to which fields, by which key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from engine.errors import InvalidRecord, Problem
from engine.intake.headings import fold, importable
from engine.kernel.component import Component
from engine.kernel.model import FieldDef, Model, ObjectDef
from engine.records.shape import has_key
from engine.text import Text, text

MODES = ("create", "update", "upsert")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a column goes: ``path`` of the object; a reference is found by ``resolve``.

    ``resolve`` is ``object.field``, the unique field or name by which the referred record is known;
    empty means the target's name field.
    """

    path: str
    resolve: str = ""

    @property
    def field(self) -> str:
        return self.path.partition(".")[0]

    @property
    def part(self) -> str:
        return self.path.partition(".")[2]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """One import, as a map declares it or a user puts it together.

    ``table`` is the sheet, JSON key or Salesforce type; empty takes the file's only table. ``batch``
    joins imports whose Salesforce references mean each other.
    """

    object: str
    columns: Mapping[str, Target]
    mode: str = "create"
    key: tuple[str, ...] = ()
    format: str = ""
    encoding: str = ""
    table: str = ""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    dry: bool = False
    batch: str = ""

    def as_json(self) -> dict[str, Any]:
        """Give plain JSON; `from_json` of it gives the plan back."""
        columns = {
            header: {"field": target.path, "resolve": target.resolve}
            for header, target in self.columns.items()
        }
        return {
            "object": self.object, "columns": columns, "mode": self.mode, "key": list(self.key),
            "format": self.format, "encoding": self.encoding, "table": self.table,
            "defaults": dict(self.defaults), "dry": self.dry, "batch": self.batch,
        }  # fmt: skip

    def called_as(self, headers: Iterable[str]) -> Self:
        """Give the plan with its columns called as a file calls them, whatever their case and signs."""
        exact = set(headers)
        known = {fold(header): header for header in exact}
        columns: dict[str, Target] = {}
        for header, target in self.columns.items():
            there = header if header in exact else known.get(fold(header), header)
            columns.setdefault(there, target)
        return replace(self, columns=columns)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Self:
        """Read what `as_json` or an import map wrote."""
        return cls(
            object=str(raw["object"]),
            columns={str(h): _target(t) for h, t in dict(raw.get("columns", {})).items()},
            mode=str(raw.get("mode", "create")),
            key=tuple(map(str, raw.get("key", ()))),
            format=str(raw.get("format", "")),
            encoding=str(raw.get("encoding", "")),
            table=str(raw.get("table") or raw.get("source_object") or ""),
            defaults=dict(raw.get("defaults", {})),
            dry=bool(raw.get("dry", False)),
            batch=str(raw.get("batch", "")),
        )

    @classmethod
    def from_map(cls, component: Component) -> Self:
        """Make the plan that an ``import_map`` component declares."""
        return cls.from_json({**component.body, "object": component.of})


def _target(raw: Any) -> Target:
    if isinstance(raw, str):
        return Target(raw)
    return Target(str(raw.get("field", "")), str(raw.get("resolve", "")))


def check_plan(plan: ImportPlan, model: Model, headers: tuple[str, ...]) -> None:
    """Refuse a plan that cannot work, with all that is wrong; `InvalidRecord`."""
    obj = model.get(plan.object)
    if obj is None:
        message = text("no object “{n}”", "没有对象“{n}”", n=plan.object)
        raise InvalidRecord([Problem("import.object", message, field="object")])
    problems = [*_column_problems(plan, model, obj, headers), *_key_problems(plan, obj)]
    if problems:
        raise InvalidRecord(problems)


def _column_problems(
    plan: ImportPlan, model: Model, obj: ObjectDef, headers: tuple[str, ...]
) -> Iterator[Problem]:
    known = {path for path, _ in importable(obj)} | {"import_ref"}
    for header, target in plan.columns.items():
        if header not in headers and plan.columns:
            message = text("the file has no column “{n}”", "文件中没有列“{n}”", n=header)
            if target.path in plan.key:
                yield Problem("import.column", message, field=header)
        if target.path not in known:
            message = text("{n} cannot be imported", "无法导入 {n}", n=target.path)
            yield Problem("import.field", message, field=header)
        elif target.resolve and not _resolves(obj.fields[target.field], target, model):
            message = text("no field “{n}”", "没有字段“{n}”", n=target.resolve)
            yield Problem("import.resolve", message, field=header)
    paths = [target.path for target in plan.columns.values()]
    wholes = {path.partition(".")[0] for path in paths if "." in path}
    for path in sorted({path for path in paths if paths.count(path) > 1 or path in wholes}):
        message = text("two columns go to {n}", "两列对应同一字段 {n}", n=path)
        yield Problem("import.twice", message, field=path)


def _resolves(found: FieldDef, target: Target, model: Model) -> bool:
    name, _, field_name = target.resolve.partition(".")
    obj = model.get(name)
    return obj is not None and found.target == name and field_name in obj.fields


def _key_problems(plan: ImportPlan, obj: ObjectDef) -> Iterator[Problem]:
    filled = {target.path for target in plan.columns.values()}
    if plan.mode not in MODES:
        yield _plan_problem("mode", text("unknown mode", "未知的导入方式"))
    if plan.mode != "create" and not plan.key:
        yield _plan_problem(
            "key", text("say by which fields records are found", "请指定用于匹配记录的字段")
        )
    for path in plan.key:
        if path not in filled:
            message = text("no column fills the key {n}", "没有列对应匹配字段 {n}", n=path)
            yield _plan_problem("key", message)
        elif path not in obj.fields or not has_key(obj.fields[path]):
            message = text(
                "records cannot be found by {n}: it is not one single value",
                "不能用 {n} 匹配记录：它不是单个值",
                n=path,
            )
            yield _plan_problem("key", message)
    if not filled:
        yield _plan_problem("columns", text("place at least one column", "请至少对应一列"))


def _plan_problem(name: str, message: Text) -> Problem:
    return Problem(f"import.{name}", message, field=name)

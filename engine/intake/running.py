"""Runs import maps for programs: the file comes with the request, the work is a job."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.errors import InvalidRecord, Problem, RecordNotFound
from engine.intake.importing import start_import
from engine.intake.plan import ImportPlan
from engine.intake.sources import SourceFile
from engine.kernel.context import Context
from engine.text import Text, text

INPUTS: Mapping[str, type] = {"file_name": str, "content": str, "dry_run": bool, "batch": str}


class RunImportMap:
    """Starts the import of a file by an import map, called by ``object/map``."""

    kind = "import_map"

    def run(self, context: Context, name: str, inputs: Mapping[str, Any]) -> dict[str, str]:
        """Start the import of ``content``, a file in base64; gives the ids of import and job.

        ``file_name``, ``dry_run`` and ``batch`` may be left out.
        """
        object_name, _, map_name = name.partition("/")
        found = context.model.find("import_map", map_name, object_name)
        if found is None:
            raise RecordNotFound("import.map", text("no such import map", "没有此导入映射"))
        _check(inputs)
        file = SourceFile(_decoded(inputs), inputs.get("file_name", ""))
        plan = replace(ImportPlan.from_map(found), dry=inputs.get("dry_run", False))
        plan = replace(plan, batch=inputs.get("batch", "") or plan.batch)
        started = start_import(context, plan, file)
        return {"import": str(started.run), "job": str(started.job)}


def _check(inputs: Mapping[str, Any]) -> None:
    problems = [
        _problem(name, text("there is no such input", "没有此输入"))
        if name not in INPUTS
        else _problem(name, text("this value cannot be used", "此值不可用"))
        for name, value in inputs.items()
        if not isinstance(value, INPUTS.get(name, ()))
    ]
    if problems:
        raise InvalidRecord(problems)


def _decoded(inputs: Mapping[str, Any]) -> bytes:
    try:
        return base64.b64decode(inputs.get("content", ""), validate=True)
    except (binascii.Error, ValueError) as error:
        message = text("send the file in base64", "请以 base64 发送文件")
        raise InvalidRecord([_problem("content", message)]) from error


def _problem(name: str, message: Text) -> Problem:
    return Problem("run.input", message, field=name)

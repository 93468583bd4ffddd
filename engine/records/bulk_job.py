"""Changes, hands over or deletes many records in a job, with progress and a reason per refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from engine.jobs.progress import keep_result, start_job
from engine.kernel.context import Context
from engine.kernel.extension import Job
from engine.kernel.ids import new_id
from engine.kernel.model import ObjectDef
from engine.kernel.query import RowResult
from engine.records.gate import Records
from engine.text import text

TOPIC = "bulk"
CHUNK = 500
SHOWN = 200
"""Refusals that the result lists; the rest is counted."""

Act = Callable[[Records, Sequence[UUID], Mapping[str, Any]], list[RowResult]]
ACTIONS: Mapping[str, Act] = {
    "update": lambda gate, ids, values: gate.bulk_update(
        [{"id": one, **values} for one in ids]
    ),
    "owner": lambda gate, ids, values: gate.change_owner(
        ids, values["owner"], values.get("with_children", ())
    ),
    "delete": lambda gate, ids, _values: gate.bulk_delete(ids),
}
_LABELS = {
    "update": ("Change {n}", "修改{n}"),
    "owner": ("Reassign {n}", "转移{n}"),
    "delete": ("Delete {n}", "删除{n}"),
}


def start_bulk(
    context: Context,
    obj: ObjectDef,
    action: str,
    ids: Sequence[UUID],
    values: Mapping[str, Any],
) -> UUID:
    """Start changing many records; gives the job's id.

    ``update`` takes raw values; ``owner`` the new ``owner`` and the objects ``with_children``.
    The job passes the gate as the actor who starts it, so it does no more than they may.
    """
    assert action in ACTIONS, action
    label = text(*_LABELS[action], n=obj.plural)
    payload = {
        "object": obj.name, "action": action, "ids": [str(one) for one in ids],
        "values": {name: _plain(value) for name, value in values.items()},
    }  # fmt: skip
    return start_job(context, TOPIC, str(new_id()), payload, label)


class BulkJob:
    """Handles the jobs of topic ``bulk``."""

    topic = TOPIC

    def run(self, context: Context, job: Job) -> None:
        """Work chunk by chunk; running a chunk twice changes nothing the second time."""
        gate = Records(context, str(job.payload["object"]))
        ids = [UUID(one) for one in job.payload["ids"]]
        act, values = ACTIONS[job.payload["action"]], job.payload["values"]
        refused: list[dict[str, Any]] = []
        done = 0
        for start in range(0, len(ids), CHUNK):
            part = ids[start : start + CHUNK]
            results = act(gate, part, values)
            refused += [
                _refusal(part, one)
                for one in results
                if not one.ok and not _done_before(one, job)
            ]
            done += len(part)
            if not job.report(done, len(ids), ""):
                break
        result = {"done": done - len(refused), "refused": refused[:SHOWN]}
        with context.database.writing() as conn:
            keep_result(conn, job.id, {**result, "refused_count": len(refused)})


def _done_before(result: RowResult, job: Job) -> bool:
    """Tell whether an earlier attempt, killed in the middle, deleted this record already."""
    again = job.attempts > 1 and job.payload["action"] == "delete"
    return again and all(problem.code == "record.not_found" for problem in result.problems)


def _refusal(ids: Sequence[UUID], result: RowResult) -> dict[str, Any]:
    reasons = [problem.text.as_map() for problem in result.problems]
    return {"record": str(result.id or ids[result.row]), "reasons": reasons}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, str | int | bool | dict):
        return value
    return str(value)

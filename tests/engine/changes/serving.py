"""A process that serves: it makes, changes and reads records as its metadata say, and tells of each.

Started with the address of a tenant; a line on its input is a request: ``hold`` opens a session that
is used only when the next line comes, ``free`` works until the next line comes, an empty one ends.
It answers with lines of JSON.
"""

from __future__ import annotations

import json
import select
import sys
import traceback
from decimal import Decimal
from itertools import count

from engine.kernel.actor import system_actor
from engine.session import Session, open_session
from engine.tenancy.tenant import Tenant

MEASURES = ("x__value", "x__reading", "x__level")
"""The names that the one field has in turn."""

_numbers = count(1)


def measure_of(session: Session) -> tuple[str, type]:
    """The name that the field has for a session, and what its values are."""
    fields = session.context.model.objects["x__gauge"].fields
    name = next(each for each in MEASURES if each in fields)
    return name, str if fields[name].type.name == "text" else Decimal


def serve(tenant: Tenant, session: Session) -> dict[str, object]:
    """Make a record, change it and read it again, as one who has begun with this session."""
    number = next(_numbers)
    name, typed = measure_of(session)
    gate = session.records("x__gauge")
    made = gate.create({"x__name": f"gauge {number}", name: typed(number)})
    saved = gate.history(made.id)[-1].revision
    begun = session.context.revision
    told = {"id": str(made.id), "begun": begun, "saved": saved, "said": number + 1}
    later = open_session(tenant, system_actor("serving"))
    name, typed = measure_of(later)
    later.records("x__gauge").update(made.id, {name: typed(number + 1)})
    last = open_session(tenant, system_actor("serving"))
    name, typed = measure_of(last)
    found = last.records("x__gauge").get(made.id, (name,))[name]
    return {**told, "read": float(found)}


def main(dsn: str, schema: str) -> None:
    tenant = Tenant("small", dsn, schema)
    tell({"ready": True})
    while asked := sys.stdin.readline().strip():
        try:
            session = open_session(tenant, system_actor("serving"))
            tell({"held": session.context.revision})
            if asked == "hold":
                sys.stdin.readline()
                tell(serve(tenant, session))
            while asked == "free" and not select.select([sys.stdin], [], [], 0)[0]:
                tell(serve(tenant, open_session(tenant, system_actor("serving"))))
        except Exception:  # whatever a request failed with is what the test wants to see
            tell({"failed": traceback.format_exc()})


def tell(said: dict[str, object]) -> None:
    sys.stdout.write(f"{json.dumps(said)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Chooses the layout that fits a page best: by record type, then device, then purpose."""

from __future__ import annotations

from engine.kernel.component import Component
from engine.kernel.context import Context
from engine.kernel.model import ObjectDef
from engine.views.specs import Device, Purpose


def best_layout(
    context: Context,
    obj: ObjectDef,
    device: Device,
    purpose: Purpose,
    typed: Component | None,
) -> Component | None:
    """Find the best layout; None when the object has none that fits.

    A layout named by the record type wins over one that lists it, and that over one for all.
    """
    record_type = typed.name if typed else ""
    wanted = str(typed.body.get("layout", "")) if typed else ""
    ranked = [
        (_rank(component, device, purpose, record_type, wanted), -index, component)
        for index, component in enumerate(context.model.of_kind("layout", obj.name))
        if _fits(component, device, purpose, record_type)
    ]
    return max(ranked, key=lambda each: each[:2])[2] if ranked else None


def _fits(component: Component, device: Device, purpose: Purpose, record_type: str) -> bool:
    body = component.body
    types = body.get("record_types", ())
    return (
        body.get("device", "any") in ("any", device)
        and body.get("purpose", "any") in ("any", purpose)
        and (not types or record_type in types)
    )


def _rank(
    component: Component, device: Device, purpose: Purpose, record_type: str, wanted: str
) -> tuple[int, int, int, int]:
    body = component.body
    by_type = (
        2 if component.name == wanted else int(record_type in body.get("record_types", ()))
    )
    exact_purpose = int(body.get("purpose", "any") == purpose)
    # A form made for creating is short on every device; else the device says more.
    by_device = int(body.get("device", "any") == device)
    first, second = (exact_purpose, by_device) if purpose == "create" else (
        by_device, exact_purpose,
    )  # fmt: skip
    return by_type, first, second, -int(body.get("order", 0))

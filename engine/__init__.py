"""The engine: compiles declared metadata into a running sales cloud.

This is its front door: all that `ui` and scripts may import, with `engine.errors`. A name is
loaded when it is first asked for (PEP 562), so that a command pays only for what it uses.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

# Not lazy: the function must take its name before the module of the same name does.
from engine.text import Text, text

if TYPE_CHECKING:
    from engine.access import rights
    from engine.access.grants import grants_of, may_manage, set_grants
    from engine.changes import (
        Assistant,
        Clash,
        Conflict,
        Difference,
        Draft,
        DraftChange,
        Drafted,
        IndexState,
        Installed,
        Moment,
        Notice,
        Offer,
        Plan,
        Preview,
        Property,
        Report,
        Revision,
        Saved,
        Scheduled,
        Side,
        StepClass,
        Storeroom,
        Trial,
        Usage,
        Watch,
        Window,
        Workbench,
        cancelled,
        changes_of,
        compare,
        properties,
        report,
        revisions,
        unwatched,
        usages,
    )
    from engine.commands.outcome import answers
    from engine.errors import (
        AccessDenied,
        ApplyError,
        EngineError,
        ExpressionError,
        FlowError,
        InvalidRecord,
        MetadataError,
        Problem,
        RecordNotFound,
        StaleRecord,
    )
    from engine.intake.demo import Demo, DemoLogin, load_demo
    from engine.intake.exporting import export_file, start_export
    from engine.intake.headings import part_label
    from engine.intake.imports import Imports, Sheet
    from engine.intake.plan import ImportPlan
    from engine.intake.runs import ImportRun, RowOutcome
    from engine.intake.sources import FORMATS, SourceFile
    from engine.intake.spreadsheet import XLSX, csv_pieces, workbook
    from engine.jobs.drainer import Drainer
    from engine.jobs.progress import JobView
    from engine.jobs.relay import announce_jobs
    from engine.kernel.actor import Actor
    from engine.kernel.field_type import FieldType
    from engine.kernel.kind import Kind
    from engine.kernel.model import Model
    from engine.kernel.query import (
        AllOf,
        AnyOf,
        Condition,
        Count,
        Filter,
        Group,
        Measure,
        NotOf,
        Op,
        Page,
        Query,
        Record,
        RowResult,
        Sort,
        Where,
    )
    from engine.kernel.query_json import filter_from_json
    from engine.lasting import loading
    from engine.metadata import check, read_package, resolve, shipped_package
    from engine.packages import Package
    from engine.packages.package import Patch
    from engine.paths import write_private
    from engine.records import Records
    from engine.records.attachments import describe_files, keep_file, open_file
    from engine.records.bulk_job import start_bulk
    from engine.records.kept_files import KeptFile
    from engine.rehearsal import Eyes, Rehearsal, only_layout
    from engine.reviewed import (
        Said,
        apply_draft,
        apply_packages,
        apply_removal,
        apply_restore,
        apply_rollback,
        schedule_draft,
    )
    from engine.runtime import workplaces
    from engine.session import (
        Session,
        apply,
        customise,
        install_package,
        open_session,
        plan,
        plan_edits,
        plan_purge,
        plan_restore,
        plan_rollback,
    )
    from engine.storage.busy import is_busy, too_busy
    from engine.storage.order_key import order_key
    from engine.tenancy.registry import TenantRegistry, open_registry
    from engine.tenancy.tenant import Tenant
    from engine.tenancy.tokens import (
        ApiToken,
        TokenHolder,
        find_token,
        make_token,
        raise_identity_epoch,
        revoke_token,
        tokens_of,
    )
    from engine.views.actions import ACTIONS, BUTTONS, NEW_RECORD, usual_actions
    from engine.views.board import Board, Lane, board
    from engine.views.foreseen import foreseen, opens_for
    from engine.views.layout import layout
    from engine.views.lists import list_view, list_views
    from engine.views.marks import (
        Mark,
        favourites,
        is_favourite,
        recents,
        set_favourite,
        touch,
    )
    from engine.views.navigation import AppItem, NavGroup, NavItem, apps, navigation
    from engine.views.panels import PANELS, USUAL_PANELS
    from engine.views.related import pointing
    from engine.views.saved import ViewDraft, create_view, delete_view, share_view, update_view
    from engine.views.specs import (
        Column,
        Item,
        LayoutSpec,
        ListView,
        PathSpec,
        Related,
        Section,
        Step,
    )
    from engine.views.which import best_layout

HOMES = {
    "AccessDenied": "engine.errors",
    "ApplyError": "engine.errors",
    "EngineError": "engine.errors",
    "ExpressionError": "engine.errors",
    "FlowError": "engine.errors",
    "InvalidRecord": "engine.errors",
    "MetadataError": "engine.errors",
    "Problem": "engine.errors",
    "RecordNotFound": "engine.errors",
    "StaleRecord": "engine.errors",
    "Actor": "engine.kernel.actor",
    "AllOf": "engine.kernel.query",
    "AnyOf": "engine.kernel.query",
    "Condition": "engine.kernel.query",
    "Count": "engine.kernel.query",
    "Page": "engine.kernel.query",
    "Record": "engine.kernel.query",
    "RowResult": "engine.kernel.query",
    "Where": "engine.kernel.query",
    "Group": "engine.kernel.query",
    "Measure": "engine.kernel.query",
    "Filter": "engine.kernel.query",
    "NotOf": "engine.kernel.query",
    "Op": "engine.kernel.query",
    "Query": "engine.kernel.query",
    "Sort": "engine.kernel.query",
    "answers": "engine.commands.outcome",
    "Drainer": "engine.jobs.drainer",
    "announce_jobs": "engine.jobs.relay",
    "JobView": "engine.jobs.progress",
    "Records": "engine.records",
    "filter_from_json": "engine.kernel.query_json",
    "export_file": "engine.intake.exporting",
    "start_export": "engine.intake.exporting",
    "start_bulk": "engine.records.bulk_job",
    "KeptFile": "engine.records.kept_files",
    "describe_files": "engine.records.attachments",
    "keep_file": "engine.records.attachments",
    "open_file": "engine.records.attachments",
    "ApiToken": "engine.tenancy.tokens",
    "TokenHolder": "engine.tenancy.tokens",
    "find_token": "engine.tenancy.tokens",
    "make_token": "engine.tenancy.tokens",
    "raise_identity_epoch": "engine.tenancy.tokens",
    "revoke_token": "engine.tenancy.tokens",
    "tokens_of": "engine.tenancy.tokens",
    "FieldType": "engine.kernel.field_type",
    "Kind": "engine.kernel.kind",
    "Model": "engine.kernel.model",
    "Package": "engine.packages",
    "check": "engine.metadata",
    "read_package": "engine.metadata",
    "resolve": "engine.metadata",
    "shipped_package": "engine.metadata",
    "Clash": "engine.changes",
    "Difference": "engine.changes",
    "Draft": "engine.changes",
    "DraftChange": "engine.changes",
    "Drafted": "engine.changes",
    "Preview": "engine.changes",
    "Assistant": "engine.changes",
    "Trial": "engine.changes",
    "Watch": "engine.changes",
    "Window": "engine.changes",
    "Workbench": "engine.changes",
    "Edits": "engine.changes",
    "IndexState": "engine.changes",
    "Plan": "engine.changes",
    "StepClass": "engine.changes",
    "Usage": "engine.changes",
    "unwatched": "engine.changes",
    "usages": "engine.changes",
    "Property": "engine.changes",
    "properties": "engine.changes",
    "Conflict": "engine.changes",
    "Installed": "engine.changes",
    "Offer": "engine.changes",
    "Moment": "engine.changes",
    "Notice": "engine.changes",
    "Saved": "engine.changes",
    "Scheduled": "engine.changes",
    "Report": "engine.changes",
    "Side": "engine.changes",
    "Storeroom": "engine.changes",
    "report": "engine.changes",
    "Revision": "engine.changes",
    "cancelled": "engine.changes",
    "changes_of": "engine.changes",
    "clashing": "engine.changes",
    "compare": "engine.changes",
    "revisions": "engine.changes",
    "plan": "engine.session",
    "plan_edits": "engine.session",
    "plan_purge": "engine.session",
    "plan_restore": "engine.session",
    "plan_rollback": "engine.session",
    "apply": "engine.session",
    "apply_draft": "engine.reviewed",
    "schedule_draft": "engine.reviewed",
    "apply_packages": "engine.reviewed",
    "apply_removal": "engine.reviewed",
    "apply_restore": "engine.reviewed",
    "apply_rollback": "engine.reviewed",
    "Said": "engine.reviewed",
    "Eyes": "engine.rehearsal",
    "Rehearsal": "engine.rehearsal",
    "only_layout": "engine.rehearsal",
    "best_layout": "engine.views.which",
    "ACTIONS": "engine.views.actions",
    "BUTTONS": "engine.views.actions",
    "NEW_RECORD": "engine.views.actions",
    "usual_actions": "engine.views.actions",
    "PANELS": "engine.views.panels",
    "USUAL_PANELS": "engine.views.panels",
    "pointing": "engine.views.related",
    "Tenant": "engine.tenancy.tenant",
    "TenantRegistry": "engine.tenancy.registry",
    "open_registry": "engine.tenancy.registry",
    "Session": "engine.session",
    "open_session": "engine.session",
    "install_package": "engine.session",
    "customise": "engine.session",
    "Patch": "engine.packages.package",
    "Demo": "engine.intake.demo",
    "DemoLogin": "engine.intake.demo",
    "load_demo": "engine.intake.demo",
    "Imports": "engine.intake.imports",
    "Sheet": "engine.intake.imports",
    "part_label": "engine.intake.headings",
    "ImportPlan": "engine.intake.plan",
    "ImportRun": "engine.intake.runs",
    "RowOutcome": "engine.intake.runs",
    "FORMATS": "engine.intake.sources",
    "SourceFile": "engine.intake.sources",
    "XLSX": "engine.intake.spreadsheet",
    "csv_pieces": "engine.intake.spreadsheet",
    "workbook": "engine.intake.spreadsheet",
    "rights": "engine.access",
    "Board": "engine.views.board",
    "Lane": "engine.views.board",
    "board": "engine.views.board",
    "layout": "engine.views.layout",
    "list_view": "engine.views.lists",
    "list_views": "engine.views.lists",
    "Mark": "engine.views.marks",
    "favourites": "engine.views.marks",
    "is_favourite": "engine.views.marks",
    "recents": "engine.views.marks",
    "set_favourite": "engine.views.marks",
    "touch": "engine.views.marks",
    "foreseen": "engine.views.foreseen",
    "opens_for": "engine.views.foreseen",
    "AppItem": "engine.views.navigation",
    "NavGroup": "engine.views.navigation",
    "NavItem": "engine.views.navigation",
    "apps": "engine.views.navigation",
    "navigation": "engine.views.navigation",
    "ViewDraft": "engine.views.saved",
    "create_view": "engine.views.saved",
    "delete_view": "engine.views.saved",
    "share_view": "engine.views.saved",
    "update_view": "engine.views.saved",
    "Column": "engine.views.specs",
    "Item": "engine.views.specs",
    "LayoutSpec": "engine.views.specs",
    "ListView": "engine.views.specs",
    "PathSpec": "engine.views.specs",
    "Related": "engine.views.specs",
    "Section": "engine.views.specs",
    "Step": "engine.views.specs",
    "grants_of": "engine.access.grants",
    "may_manage": "engine.access.grants",
    "set_grants": "engine.access.grants",
    "workplaces": "engine.runtime",
    "loading": "engine.lasting",
    "write_private": "engine.paths",
    "is_busy": "engine.storage.busy",
    "order_key": "engine.storage.order_key",
    "too_busy": "engine.storage.busy",
}

__all__ = ["Text", "text", *HOMES]


def __getattr__(name: str) -> Any:
    home = HOMES.get(name)
    if home is None:
        raise AttributeError(f"the engine offers no {name}")
    value = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value

"""Plans and applies changes of a tenant's metadata, in numbered revisions."""

from engine.changes.announcing import Notice, notices
from engine.changes.applying import apply, component_rows
from engine.changes.assisting import Assistant
from engine.changes.carrying import Deciding, plan_work, work_since
from engine.changes.compacting import plan_compact
from engine.changes.comparing import Property, properties
from engine.changes.conflicts import Conflict, Side
from engine.changes.drafted import Drafted
from engine.changes.drafting import Clash, clash_problems
from engine.changes.drafts import Draft, DraftChange
from engine.changes.drift import drift
from engine.changes.editing import Edits, plan_edits, plan_patches
from engine.changes.folders import compare_folder, plan_push, pull
from engine.changes.history import Difference, Revision, changes_of, compare, revisions
from engine.changes.indexes import IndexState, clashing, index_states, of_revision
from engine.changes.install import install_package
from engine.changes.inventory import Installed
from engine.changes.mending import mend
from engine.changes.offers import Offer
from engine.changes.planning import plan
from engine.changes.previews import Preview
from engine.changes.probing import probed
from engine.changes.purging import plan_purge
from engine.changes.reports import Report, report
from engine.changes.rollback import plan_restore, plan_rollback
from engine.changes.scheduling import Scheduled, cancel, schedule, scheduled
from engine.changes.seen import mark_seen
from engine.changes.steps import Plan, Step, StepClass
from engine.changes.storeroom import Storeroom
from engine.changes.trying import Trial
from engine.changes.uninstalling import plan_uninstall
from engine.changes.usage import Usage, usages
from engine.changes.watching import Moment, Watch, cancelled, unwatched
from engine.changes.windows import Saved, Window
from engine.changes.workbench import Workbench

__all__ = [
    "Assistant",
    "Clash",
    "Conflict",
    "Deciding",
    "Difference",
    "Draft",
    "DraftChange",
    "Drafted",
    "Edits",
    "IndexState",
    "Installed",
    "Meeting",
    "Moment",
    "Notice",
    "Offer",
    "Plan",
    "Preview",
    "Property",
    "Report",
    "Revision",
    "Saved",
    "Scheduled",
    "Side",
    "Step",
    "StepClass",
    "Storeroom",
    "Trial",
    "Usage",
    "Watch",
    "Window",
    "Workbench",
    "apply",
    "cancel",
    "cancelled",
    "changes_of",
    "clash_problems",
    "clashing",
    "compare",
    "compare_folder",
    "component_rows",
    "drift",
    "index_states",
    "install_package",
    "mark_seen",
    "mend",
    "notices",
    "of_revision",
    "plan",
    "plan_compact",
    "plan_edits",
    "plan_patches",
    "plan_purge",
    "plan_push",
    "plan_restore",
    "plan_rollback",
    "plan_uninstall",
    "plan_work",
    "probed",
    "properties",
    "pull",
    "report",
    "revisions",
    "schedule",
    "scheduled",
    "unwatched",
    "usages",
    "work_since",
]

"""Plans and applies changes of a tenant's metadata, in numbered revisions."""

from engine.changes.applying import apply
from engine.changes.customise import plan_patches
from engine.changes.history import Revision, revisions
from engine.changes.install import install_package
from engine.changes.planning import plan
from engine.changes.steps import Plan, Step, StepClass

__all__ = [
    "Plan",
    "Revision",
    "Step",
    "StepClass",
    "apply",
    "install_package",
    "plan",
    "plan_patches",
    "revisions",
]

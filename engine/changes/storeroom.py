"""Where an admin finds packages: what is installed, what can be had, and the plans between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from engine.access import rights
from engine.changes import choosing, offers
from engine.changes.conflicts import Conflict, Side
from engine.changes.editing import OWN, PREFIX
from engine.changes.install import with_required
from engine.changes.inventory import Installed, inventory, made_of
from engine.changes.offers import Offer
from engine.changes.planning import plan
from engine.changes.probing import probed
from engine.changes.steps import Plan
from engine.changes.stored_packages import load_packages
from engine.changes.uninstalling import plan_uninstall
from engine.errors import AccessDenied, EngineError, MetadataError, Problem
from engine.kernel.catalogue import Catalogue
from engine.kernel.context import Context
from engine.packages.archives import read_archive
from engine.packages.package import Package
from engine.packages.shipped import shipped_heads, shipped_package
from engine.text import Text, text


class Storeroom:
    """Shows packages, and plans to install, upgrade and take them away.

    Packages come from two places only: what Keel ships, and what was uploaded and checked. Whoever
    asks names them; a path is never taken. AccessDenied for an actor without ``customise``.
    """

    def __init__(self, context: Context) -> None:
        if "customise" not in rights(context).system:
            raise AccessDenied("access.customise", _MAY_NOT)
        assert context.catalogue is not None, "the session gives a catalogue"
        self._context = context
        self._catalogue: Catalogue = context.catalogue
        self._opened = context.now

    def installed(self) -> list[Installed]:
        """List the installed packages."""
        with self._context.database.reading() as conn:
            return inventory(conn)

    def made_of(self, name: str) -> int:
        """Count what the tenant made of an object."""
        with self._context.database.reading() as conn:
            return made_of(conn, name)

    def offers(self) -> dict[str, Offer]:
        """Give what can be had, by name: an uploaded package stands before a shipped one."""
        found = {
            name: Offer(
                name,
                Text.of(head.get("label")),
                str(head.get("version", "")),
                str(head.get("type", "")),
            )
            for name, head in shipped_heads().items()
        }
        with self._context.database.reading() as conn:
            found |= {each.name: each for each in offers.offers(conn)}
        return found

    def upload(self, raw: bytes, filename: str) -> Package:
        """Read a package from a zip archive and keep it; nothing is installed yet.

        MetadataError with all that is wrong, see `engine.packages.archives`; ``archive.own`` for what
        would stand in place of the tenant's own package or among its names, ``archive.other`` for
        what would make another sort of package of an installed one.
        """
        package = read_archive(raw, filename, self._catalogue)
        with self._context.database.writing() as conn:
            _check_place(package, load_packages(conn).get(package.name))
            offers.keep_offer(conn, package, self._by, self._context.now)
        return package

    def withdraw(self, name: str) -> None:
        """Forget an uploaded package."""
        with self._context.database.writing() as conn:
            offers.drop_offers(conn, [name])

    def plan(self, names: Sequence[str]) -> Plan:
        """Plan to have the offered versions of packages, with what was chosen of their conflicts.

        What they require and is not installed comes along. EngineError ``package.unknown`` for a
        name that nobody offers, else what `engine.changes.plan` raises.
        """
        context = self._context
        with context.database.reading() as conn:
            there = set(load_packages(conn))
            kept = choosing.choices(conn)
        wanted: dict[str, Package] = {}
        for name in names:
            for package in with_required(self._find(name), there, self._find):
                wanted.setdefault(package.name, package)

        def planned(choices: Mapping[str, Side]) -> Plan:
            return plan(
                context.database,
                self._catalogue,
                list(wanted.values()),
                choices=choices,
            )

        made = planned({one: side for one, (side, _about) in kept.items()})
        stale = {
            each.id
            for each in made.conflicts
            if each.id in kept and kept[each.id][1] != choosing.about(each)
        }
        if stale:
            made = planned({one: side for one, (side, _) in kept.items() if one not in stale})
        return probed(made, context)

    def decided(self, conflicts: Sequence[Conflict]) -> set[str]:
        """Give the ids of the conflicts about which somebody chose."""
        with self._context.database.reading() as conn:
            kept = choosing.choices(conn)
        return {
            each.id
            for each in conflicts
            if kept.get(each.id, ("", ""))[1] == choosing.about(each)
        }

    def choose(self, conflicts: Sequence[Conflict], chosen: Mapping[str, Side]) -> None:
        """Keep what was chosen about conflicts, by their ids."""
        with self._context.database.writing() as conn:
            choosing.choose(conn, conflicts, chosen, self._by, self._context.now)

    def clear(self, names: Sequence[str], conflicts: Sequence[Conflict]) -> None:
        """Forget uploads and choices that have done their work, but not what was uploaded since."""
        with self._context.database.writing() as conn:
            offers.drop_offers(conn, names, until=self._opened)
            choosing.forget(conn, conflicts)

    def plan_removal(self, name: str) -> Plan:
        """Plan to be without a package; see `engine.changes.uninstalling`."""
        context = self._context
        return probed(plan_uninstall(context.database, self._catalogue, name), context)

    @property
    def _find(self) -> Callable[[str], Package]:
        def find(name: str) -> Package:
            with self._context.database.reading() as conn:
                found = offers.offered(conn, name)
            return found or shipped_package(name, self._catalogue)

        return find

    @property
    def _by(self) -> UUID:
        by = self._context.actor.user_id
        if by is None:
            raise EngineError("package.nobody", _NOBODY)
        return by


def _check_place(package: Package, there: Package | None) -> None:
    if package.name == OWN or package.namespace == PREFIX:
        raise MetadataError([Problem("archive.own", _OWNS)])
    if there and (there.type, there.namespace) != (package.type, package.namespace):
        raise MetadataError([Problem("archive.other", _OTHER)])


_OWNS = text(
    "the name “own” and the prefix “x” belong to what you make yourself",
    "名称“own”和前缀“x”属于您自己创建的内容",
)
_OTHER = text(
    "an installed package has this name, with another type or namespace",
    "已安装的包使用此名称，但类型或命名空间不同",
)
_MAY_NOT = text("you may not change settings", "您无权修改设置")
_NOBODY = text("only a user can prepare an upgrade", "只有用户才能准备升级")

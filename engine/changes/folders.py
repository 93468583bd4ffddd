"""Lets a tenant live in a folder: writes its packages there, and plans what was made of them.

The folder holds one package folder for each package, and ``pulled.yaml``: the revision it shows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.changes.carrying import Deciding, Work, layered, lower_of, own_of, plan_work
from engine.changes.conflicts import Conflict
from engine.changes.editing import OWN
from engine.changes.history import Difference
from engine.changes.naming import full_name, sentences
from engine.changes.steps import Plan
from engine.changes.stored_packages import load_packages, packages_at
from engine.errors import ApplyError, MetadataError
from engine.kernel.catalogue import Catalogue
from engine.kernel.component import Component
from engine.packages import check, read_package
from engine.packages.canonical import digest
from engine.packages.export import package_files
from engine.packages.files import ROOT_FILE
from engine.packages.ledger import FILE as LEDGER
from engine.packages.mirror import Mirrored, mirror, refuse_links, unmirror
from engine.packages.package import Package
from engine.packages.reader import try_package
from engine.packages.writer import write_yaml
from engine.packages.yaml import read_yaml
from engine.storage.database import Database
from engine.storage.metadata import read_head
from engine.text import text

RECORD = "pulled.yaml"


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a folder shows: a revision, and the packages with the digest of what they said.

    ``authored`` are packages that are written here, and go along with each push.
    """

    revision: int
    packages: Mapping[str, str]
    authored: tuple[str, ...] = ()


def pull(  # noqa: PLR0913  each is a decision of the caller
    database: Database,
    catalogue: Catalogue,
    folder: Path,
    *,
    every: bool = False,
    overwrite: bool = False,
    authored: Collection[str] = (),
) -> tuple[Pulled, Mirrored]:
    """Write the tenant's own package to a folder, with ``every`` all others, too.

    Files of components that are gone are removed. A folder that shows every package goes on to.
    Packages that are ``authored`` in the folder are never written there.
    ApplyError ``folder.unpushed`` when something was made of the folder that would be lost, unless
    ``overwrite`` lets it go.
    """
    before = _read_record(folder)
    if not overwrite and _unpushed(folder, before, catalogue):
        raise ApplyError("folder.unpushed", _UNPUSHED, hint=_PUSH_OR_LOSE)
    with database.snapshot() as conn:
        rev, installed = read_head(conn).rev, load_packages(conn)
    every = every or (before is not None and set(before.packages) != {OWN})
    own_here = {*(before.authored if before else ()), *authored} & installed.keys()
    shown = [own_of(installed, catalogue), *(lower_of(installed) if every else ())]
    shown = [each for each in shown if each.name not in own_here]
    done = Mirrored()
    for package in shown:
        done += mirror(package, folder, catalogue)
    kept = {each.name for each in shown} | own_here
    for name in sorted(set(before.packages if before else ()) - kept):
        done += unmirror(name, folder, catalogue)
    said = {each.name: _digest(each, catalogue) for each in shown}
    pulled = Pulled(rev, said, tuple(sorted(own_here)))
    record: dict[str, Any] = {"revision": rev, "packages": dict(sorted(said.items()))}
    if own_here:
        record["authored"] = list(pulled.authored)
    content = write_yaml(record)
    refuse_links(folder, [folder / RECORD])
    (folder / RECORD).write_text(content, "utf-8", newline="\n")
    return pulled, done


def plan_push(
    database: Database,
    catalogue: Catalogue,
    folder: Path,
    deciding: Deciding,
    authored: Collection[str] = (),
) -> Plan:
    """Plan what was made of a folder since it was pulled; what is gone from it is deleted.

    Packages that are ``authored`` there come along, as `engine.changes.plan` brings them: what they
    leave out stays.

    ApplyError ``apply.stale`` with both values where the tenant changed the same since, unless it is
    decided; ``folder.not_pulled`` and ``folder.other_tenant`` for a folder that shows nothing of this
    tenant, ``folder.not_own`` for work on a package that is not the tenant's own. MetadataError with
    the places in the folder.
    """
    pulled = _read_record(folder)
    if pulled is None:
        raise ApplyError("folder.not_pulled", _NOT_PULLED, hint=_PULL_FIRST)
    with database.snapshot() as conn:
        if pulled.revision > read_head(conn).rev:
            raise ApplyError("folder.other_tenant", _OTHER_TENANT, hint=_PULL_FIRST)
        then, installed = packages_at(conn, pulled.revision), load_packages(conn)
    before = own_of(then, catalogue)
    if _digest(before, catalogue) != pulled.packages.get(OWN):
        raise ApplyError("folder.other_tenant", _OTHER_TENANT, hint=_PULL_FIRST)
    given = read_packages(folder, catalogue)
    along = {name: given[name] for name in _authored(given, pulled, authored)}
    _refuse_foreign(
        {n: p for n, p in given.items() if n not in along}, pulled, installed, catalogue
    )
    if OWN not in given:
        raise ApplyError("folder.not_pulled", _NOT_PULLED, hint=_PULL_FIRST)
    lower = lower_of({**then, **along})
    problems = check([*lower, given[OWN]], catalogue)
    if problems:
        raise MetadataError(problems)
    work = Work(lower, before, given[OWN], tuple(along.values()))
    made = plan_work(database, catalogue, work, deciding)
    undecided = [each for each in made.conflicts if each.undecided]
    if undecided:
        raise _stale(undecided, pulled.revision)
    return made


def compare_folder(database: Database, catalogue: Catalogue, folder: Path) -> list[Difference]:
    """List how the packages of a folder differ from the tenant: before is the tenant's."""
    given = read_packages(folder, catalogue)
    with database.snapshot() as conn:
        installed = load_packages(conn)
    here = {**installed, OWN: own_of(installed, catalogue)}
    old = layered(list(here.values()), catalogue)
    new = layered(list({**here, **given}.values()), catalogue)
    found = [_difference(old.get(uid), new.get(uid)) for uid in dict.fromkeys((*old, *new))]
    differing = [each for each in found if each.before != each.after or each.was]
    return sorted(differing, key=lambda each: (each.kind, each.of, each.name))


def _difference(before: Component | None, after: Component | None) -> Difference:
    known = after or before
    assert known is not None
    renamed = before is not None and before.key != known.key
    return Difference(
        uid=known.uid,
        kind=known.kind,
        of=known.of,
        name=known.name,
        before=before.body if before else None,
        after=after.body if after else None,
        was=full_name(before) if before and renamed else "",
    )


def read_packages(folder: Path, catalogue: Catalogue) -> dict[str, Package]:
    """Read every package of a folder; MetadataError with all problems of the first bad one."""
    return {
        head.parent.name: read_package(head.parent, catalogue)
        for head in sorted(folder.glob(f"*/{ROOT_FILE}"))
    }


def _unpushed(folder: Path, pulled: Pulled | None, catalogue: Catalogue) -> bool:
    """Tell whether the own package in a folder says else than what was pulled."""
    if not (folder / OWN).is_dir():
        return False
    package, problems = try_package(folder / OWN, catalogue)
    if pulled is None or package is None or problems:
        return True
    return _digest(package, catalogue) != pulled.packages.get(OWN)


def _authored(
    given: Mapping[str, Package], pulled: Pulled, more: Collection[str]
) -> Iterator[str]:
    """Give the packages that are written in a folder and go along with its push."""
    for name in sorted({*pulled.authored, *more} - {OWN}):
        if name in given:
            yield name
        elif name in more:
            message = text("the folder holds no package “{n}”", "文件夹中没有包“{n}”", n=name)
            raise ApplyError("folder.no_package", message)


def _refuse_foreign(
    given: Mapping[str, Package],
    pulled: Pulled,
    installed: Mapping[str, Package],
    catalogue: Catalogue,
) -> None:
    for name, package in given.items():
        said = _digest(package, catalogue)
        known = [pulled.packages.get(name)]
        known += [_digest(installed[name], catalogue)] if name in installed else []
        if name != OWN and said not in known:
            message = text(
                "“{name}” is not the tenant's own package",
                "“{name}”不是租户自己的包",
                name=name,
            )
            hint = text(
                "say in {own}/ what shall differ, with extends: true; or, if it is written here, "
                "push it --with {name}",
                "请在 {own}/ 中用 extends: true 声明差异；若此包在此编写，请加 --with {name} 推送",
                own=OWN,
                name=name,
            )
            raise ApplyError("folder.not_own", message, hint=hint)


def _digest(package: Package, catalogue: Catalogue) -> str:
    """Give what a package says; its ledger goes on also when the package stays."""
    files = package_files(package, catalogue)
    return digest({name: content for name, content in files.items() if name != LEDGER})


def _read_record(folder: Path) -> Pulled | None:
    path = folder / RECORD
    said = read_yaml(path, RECORD).value if path.is_file() else None
    if not isinstance(said, Mapping):
        return None
    revision, packages = said.get("revision"), said.get("packages")
    if not isinstance(revision, int) or not isinstance(packages, Mapping):
        return None
    if any(name in ("", ".", "..") or Path(name).name != name for name in packages):
        return None  # a package is called like its folder in here; nobody pulled this
    authored = said.get("authored")
    return Pulled(revision, packages, tuple(authored) if isinstance(authored, list) else ())


def _stale(undecided: list[Conflict], revision: int) -> ApplyError:
    message = text(
        "the tenant changed the same since revision {rev}: {what}",
        "自版本 {rev} 起租户已修改相同内容：{what}",
        rev=revision,
        what=sentences(each.text for each in undecided),
    )
    hint = text(
        "decide with --take-ours (the tenant's) or --take-theirs (the folder's)",
        "请用 --take-ours（租户的值）或 --take-theirs（文件夹的值）决定",
    )
    return ApplyError("apply.stale", message, hint=hint)


_NOT_PULLED = text("this folder shows no tenant", "此文件夹不对应任何租户")
_OTHER_TENANT = text(
    "this folder was not pulled from this tenant", "此文件夹不是从该租户拉取的"
)
_UNPUSHED = text("what was made of this folder is not pushed", "此文件夹中的更改尚未推送")
_PUSH_OR_LOSE = text(
    "run: keel push; or let it go with --overwrite",
    "请运行 keel push，或用 --overwrite 放弃这些更改",
)
_PULL_FIRST = text("run: keel pull", "请运行 keel pull")

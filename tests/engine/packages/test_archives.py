"""An archive that somebody sends is read as hostile: what is no plain package is refused whole."""

from __future__ import annotations

import io
import stat
import time
import zipfile

import pytest

from engine.errors import MetadataError
from engine.packages import archives, problems, read_package
from engine.packages.archives import read_archive
from engine.packages.yaml import MAX_BYTES
from engine.registry import catalogue
from tests.packages.zipped import SMALL_VIEWS, next_version, zipped

HEAD = "label: {en: Solar}\nnamespace: sol\ntype: addon\nversion: '1.2.0'\nformat: 1\n"


def refused(raw: bytes, filename: str = "solar.zip") -> set[str]:
    with pytest.raises(MetadataError) as found:
        read_archive(raw, filename, catalogue())
    return {problem.code for problem in found.value.problems}


def test_a_zipped_folder_says_what_the_folder_says():
    package = read_archive(next_version(version="1.0.0"), "any.zip", catalogue())
    folder = read_package(SMALL_VIEWS, catalogue())
    assert (package.name, package.version) == ("small_views", "1.0.0")
    assert [c.body for c in package.components] == [c.body for c in folder.components]
    assert package.root is None


def test_the_name_is_that_of_the_folder_or_of_the_archive_without_version():
    known = catalogue()
    for files, filename in (
        ({"solar-1.2.0/package.yaml": HEAD}, "download.zip"),
        ({"package.yaml": HEAD}, "solar-1.2.0.zip"),
        ({"solar/package.yaml": HEAD, "__MACOSX/._solar": "x", ".DS_Store": "x"}, "a.zip"),
    ):
        assert read_archive(zipped(files), filename, known).name == "solar"


@pytest.mark.parametrize(
    "name",
    [
        "../solar/package.yaml",
        "/etc/solar.yaml",
        "solar\\..\\x.yaml",
        "C:solar.yaml",
        "solar/../../x",
    ],
)
def test_nothing_leaves_its_folder(name):
    assert refused(zipped({"solar/package.yaml": HEAD, name: "x"})) == {"archive.unsafe"}


def test_links_and_devices_are_no_files():
    for mode in (stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR):
        raw = io.BytesIO(zipped({"solar/package.yaml": HEAD}))
        with zipfile.ZipFile(raw, "a") as archive:
            entry = zipfile.ZipInfo("solar/objects")
            entry.external_attr = (mode | 0o777) << 16
            archive.writestr(entry, "/etc")
        assert refused(raw.getvalue()) == {"archive.unsafe"}


def test_a_bomb_does_not_go_off(monkeypatch):
    bomb = zipped({"solar/package.yaml": HEAD, "solar/roles/big.yaml": b"#" * (MAX_BYTES + 1)})
    assert len(bomb) < 10_000
    assert refused(bomb) == {"archive.size"}
    monkeypatch.setattr(archives, "LARGEST_CONTENT", 1_000)
    many = {f"solar/roles/r{n}.yaml": "#" * 400 for n in range(4)}
    assert refused(zipped({"solar/package.yaml": HEAD, **many})) == {"archive.size"}
    monkeypatch.setattr(archives, "MOST_ENTRIES", 3)
    assert refused(zipped({"solar/package.yaml": HEAD, **many})) == {"archive.size"}
    assert refused(b"P" * (archives.LARGEST_ARCHIVE + 1)) == {"archive.size"}


def test_demonstration_data_are_not_unpacked():
    files = {"solar/package.yaml": HEAD, "solar/demo/big.csv": b"," * (MAX_BYTES * 3)}
    assert read_archive(zipped(files), "a.zip", catalogue()).name == "solar"


def test_what_is_no_archive_of_one_package_is_refused():
    assert refused(b"no archive") == {"archive.broken"}
    assert refused(zipped({"solar/package.yaml": HEAD})[:-30]) == {"archive.broken"}
    clash = {
        "solar/package.yaml": HEAD,
        "solar/roles": "x",
        "solar/roles/a.yaml": "label: {en: A}",
    }
    assert refused(zipped(clash)) == {"archive.broken"}
    assert refused(zipped({"a/b/c/package.yaml": HEAD})) == {"archive.no_package"}
    two = {"solar/package.yaml": HEAD, "lunar/package.yaml": HEAD}
    assert refused(zipped(two)) == {"archive.no_package"}
    own = HEAD.replace("addon", "tenant")
    assert refused(zipped({"own/package.yaml": own})) == {"archive.own"}


def test_all_that_is_wrong_in_its_files_is_said_with_file_and_line():
    files = {
        "solar/package.yaml": HEAD,
        "solar/objects/sol__panel.yaml": "label: {en: Panel}\ncolour: red\n",
        "solar/roles/x.txt": "x",
    }
    with pytest.raises(MetadataError) as found:
        read_archive(zipped(files), "solar.zip", catalogue())
    told = {(problem.file, problem.line) for problem in found.value.problems}
    assert ("objects/sol__panel.yaml", 2) in told
    assert any(file == "roles/x.txt" for file, _line in told)


def test_names_that_are_no_text_are_refused():
    raw = zipped({"solar/package.yaml": HEAD, "solar/roles/é.yaml": "x"})
    assert refused(raw.replace("é".encode(), b"\xff\xfe")) == {"archive.broken"}


def test_folders_in_folders_without_end_are_not_made():
    deep = {f"solar/{n}/{'a/' * 900}x": "x" for n in range(20)}
    assert refused(zipped({"solar/package.yaml": HEAD, **deep})) == {"archive.unsafe"}
    wide = {f"solar/x{n}/y": "x" for n in range(archives.MOST_FOLDERS)}
    assert refused(zipped({"solar/package.yaml": HEAD, **wide})) == {"archive.size"}


@pytest.mark.parametrize(
    "content",
    [
        "".join(f"k{n}: 1\n" for n in range(45_000)),
        "a: 1\n" * 100_000,
        "x: [" + "&a a," * 100_000 + "]",
        "? " + "k" * 100_000 + "\n: [" + "a," * 200_000 + "]\n",
        "".join("{" + "k" * 900 + ": " for _ in range(38))
        + "["
        + "a," * 99_000
        + "]"
        + "}" * 38,
        "label: {en: A}\nfields:\n" + "".join(f"  sol__f{n}: {{}}\n" for n in range(20_000)),
    ],
    ids=["unknown", "twice", "anchors", "a long key", "long ways", "empty fields"],
)
def test_a_small_archive_with_endless_problems_is_refused_soon(content):
    raw = zipped({"solar/package.yaml": HEAD, "solar/objects/sol__a.yaml": content})
    began = time.process_time()
    with pytest.raises(MetadataError) as found:
        read_archive(raw, "solar.zip", catalogue())
    assert len(found.value.problems) <= problems.MOST
    assert time.process_time() - began < 6

"""A folder that came from elsewhere leads no writing out of itself."""

from __future__ import annotations

import pytest

from engine.changes.folders import pull
from engine.errors import MetadataError
from engine.packages import read_package
from engine.packages.mirror import mirror, unmirror
from engine.registry import catalogue
from tests.companies import PAGES


@pytest.mark.parametrize(
    "link", ["", "apps", "apps/vw__work.yaml", "package.yaml", "uids.lock", "layouts/deal"]
)
def test_nothing_is_written_through_a_link(tmp_path, link):
    package = read_package(PAGES, catalogue())
    outside, root = tmp_path / "outside", tmp_path / "folder"
    outside.mkdir()
    precious = outside / "precious"
    precious.write_text("mine")
    place = root / package.name / link if link else root / package.name
    place.parent.mkdir(parents=True)
    place.symlink_to(precious if place.suffix else outside)
    with pytest.raises(MetadataError) as found:
        mirror(package, root, catalogue())
    assert [each.code for each in found.value.problems] == ["path.link"]
    assert precious.read_text() == "mine"
    assert list(outside.iterdir()) == [precious]


def test_nothing_is_removed_through_a_link(tmp_path):
    package = read_package(PAGES, catalogue())
    mirror(package, tmp_path / "outside", catalogue())
    (tmp_path / "folder").mkdir()
    theirs = tmp_path / "outside" / package.name
    (tmp_path / "folder" / package.name).symlink_to(theirs)
    with pytest.raises(MetadataError):
        unmirror(package.name, tmp_path / "folder", catalogue())
    assert (theirs / "apps" / "vw__work.yaml").is_file()


@pytest.mark.parametrize("path", ["../outside/small_views", "{root}/outside/small_views"])
def test_no_record_of_a_folder_removes_what_is_elsewhere(tenant, tmp_path, path):
    package = read_package(PAGES, catalogue())
    mirror(package, tmp_path / "outside", catalogue())
    folder = tmp_path / "folder"
    folder.mkdir()
    named = path.format(root=tmp_path)
    (folder / "pulled.yaml").write_text(f'revision: 1\npackages: {{"{named}": x}}\n')
    pull(tenant.database, catalogue(), folder, overwrite=True)
    assert (tmp_path / "outside/small_views/apps/vw__work.yaml").is_file()

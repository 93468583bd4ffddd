"""What consultants write around YAML stays with what it is about, and never changes what is said."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.packages.comments import with_comments
from engine.packages.writer import write_yaml
from engine.packages.yaml import parse_yaml

BEFORE = """\
# Agreed with sales, March

label: {en: Site, zh: 站点}  # not "plant"
# People search by these.
search: [x__name]
notes: |
  # this is text
  so is # this
fields:
  # What finance calls it
  x__code:
    type: text
    label: {en: "Code # one", zh: 编码}
  x__kind:  # ask Lena before changing
    type: select
    options:
      # the usual one
      - {id: x__a, label: {en: A}}
      - id: x__b  # rare
        label: {en: B}
  x__size: {type: integer}
# end of file
"""


def changed(**more):
    value = parse_yaml(BEFORE).value
    value.update(more)
    return value


def test_a_file_that_says_the_same_is_not_touched_however_it_is_laid_out():
    said = parse_yaml(BEFORE).value
    assert with_comments(BEFORE, write_yaml(said)) == BEFORE
    loose = "label:   {en:  'Site'}\n"
    assert with_comments(loose, "label: {en: Site}\n") == loose


def test_comments_stay_with_what_they_are_about():
    value = changed()
    fields = dict(value["fields"])
    kind = dict(fields.pop("x__kind"))
    kind["options"] = [*reversed(kind["options"]), {"id": "x__c", "label": {"en": "C"}}]
    value["fields"] = {"x__new": {"type": "text"}, "x__kind": kind, **fields}
    value["label"] = {"en": "Place", "zh": "地点"}
    written = with_comments(BEFORE, write_yaml(value))
    assert parse_yaml(written).value == value
    lines = [line.strip() for line in written.splitlines()]
    assert lines[:2] == ["# Agreed with sales, March", ""]
    assert lines[2] == 'label: {en: Place, zh: 地点}  # not "plant"'
    assert lines[lines.index("# People search by these.") + 1] == "search: [x__name]"
    assert lines[lines.index("# What finance calls it") + 1].startswith("x__code:")
    assert "x__kind:  # ask Lena before changing" in lines
    assert lines[lines.index("# the usual one") + 1].startswith("- {id: x__a")
    assert lines[-1] == "# end of file"
    assert sum("this is text" in line for line in lines) == 1


def test_comments_on_what_is_gone_are_gone():
    value = changed()
    del value["fields"]["x__code"], value["search"]
    written = with_comments(BEFORE, write_yaml(value))
    assert "finance" not in written and "People search" not in written
    assert "ask Lena" in written


def test_the_order_of_fields_counts():
    swapped = changed()
    swapped["fields"] = dict(reversed(swapped["fields"].items()))
    written = with_comments(BEFORE, write_yaml(swapped))
    assert list(parse_yaml(written).value["fields"]) == ["x__size", "x__kind", "x__code"]


def test_what_cannot_be_read_is_written_anew():
    assert with_comments("a: [", "a: 1\n") == "a: 1\n"
    assert with_comments("", "a: 1\n") == "a: 1\n"
    assert with_comments("# only this\n", "a: 1\n") == "a: 1\n"


TEXTS = st.text("ab#: \n'\"", max_size=12)
VALUES = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]),
    st.one_of(
        TEXTS,
        st.integers(-999, 999),
        st.lists(TEXTS, max_size=3),
        st.dictionaries(st.sampled_from(["x", "y"]), TEXTS, max_size=2),
        st.lists(st.fixed_dictionaries({"id": st.sampled_from("pqr"), "v": TEXTS}), max_size=2),
    ),
    min_size=1,
)


@given(VALUES, VALUES, st.lists(st.tuples(st.integers(0, 12), st.booleans()), max_size=4))
def test_no_comment_ever_changes_what_a_file_says(before, after, places):
    lines = write_yaml(before).splitlines()
    for place, beside in places:
        at = place % len(lines)
        if beside:
            lines[at] += "  # beside"
        else:
            lines.insert(at, "# above")
    written = with_comments("\n".join(lines) + "\n", write_yaml(after))
    assert parse_yaml(written).value == after

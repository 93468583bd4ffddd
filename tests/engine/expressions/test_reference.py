"""The reference of functions is fresh, and complete for someone coming from Salesforce."""

from __future__ import annotations

from pathlib import Path

from engine.expressions.reference import GROUPS, reference
from engine.expressions.registry import functions, salesforce_hint
from engine.expressions.salesforce import equivalents

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "functions.md"
DOCUMENTED = """
ABS ACOS ADDMONTHS AND ASCII ASIN ATAN ATAN2 BEGINS BLANKVALUE BR CASE CASESAFEID CEILING CHR
CONTAINS COS CURRENCYRATE DATE DATETIMEVALUE DATEVALUE DAY DAYOFYEAR DISTANCE EXP FIND FLOOR
FORMATDURATION FROMUNIXTIME GEOLOCATION GETRECORDIDS GETSESSIONID HOUR HTMLENCODE HYPERLINK IF
IMAGE IMAGEPROXYURL INCLUDE INCLUDES INITCAP ISBLANK ISCHANGED ISCLONE ISNEW ISNULL ISNUMBER
ISOWEEK ISOYEAR ISPICKVAL JSENCODE JSINHTMLENCODE JUNCTIONIDLIST LEFT LEN LINKTO LN LOG LOWER LPAD
MAX MCEILING MFLOOR MID MILLISECOND MIN MINUTE MOD MONTH NOT NOW NULLVALUE OR PARENTGROUPVAL PI
PICKLISTCOUNT PREDICT PREVGROUPVAL PRIORVALUE REGEX REQUIRESCRIPT REVERSE RIGHT ROUND RPAD SECOND
SIN SQRT SUBSTITUTE TAN TEXT TIMENOW TIMEVALUE TODAY TRIM TRUNC UNIXTIMESTAMP UPPER URLENCODE
URLFOR VALUE VLOOKUP WEEKDAY YEAR
""".split()  # noqa: SIM905


def test_the_page_is_what_the_registry_says():
    assert PAGE.read_text(encoding="utf-8") == reference(), "run `make docs`"


def test_every_documented_salesforce_function_has_an_answer():
    answers = equivalents()
    assert set(DOCUMENTED) == set(answers)
    for name, offer in answers.items():
        assert offer.ours or offer.note, name


def test_a_name_from_salesforce_leads_to_ours():
    assert str(salesforce_hint("SUBSTITUTE")) == "use replace()"
    assert str(salesforce_hint("AND")) == "write `a and b`"
    assert salesforce_hint("FROBNICATE") is None


def test_every_group_is_on_the_page():
    assert {function.group for function in functions().values()} == set(GROUPS)


def test_a_function_without_sql_says_why():
    for function in functions().values():
        assert function.in_sql != bool(function.no_sql), function.name

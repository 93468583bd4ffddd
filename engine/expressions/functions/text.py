"""Functions of text. Positions and lengths count characters; positions begin at 1."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any
from urllib import parse

import sqlalchemy as sa

from engine.expressions.function import Function
from engine.expressions.operators import MAX_TEXT
from engine.expressions.operators import joined as joined_texts
from engine.expressions.postgresql import (
    NUMERIC,
    at_least,
    by_unicode,
    gathered,
    joined,
    lower,
    pieces,
    upper,
    within,
)
from engine.expressions.spaces import SPACES
from engine.text import text

GROUP = "text"
MAX_PIECE = 255
"""Characters that `replace` puts in or looks for."""
MAX_REPEAT = 1_000

_APART = (
    "\t-/:-@\\[-`{-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf"
    "\u2000-\u206f\u3000-\u303f\uff01-\uff0f\uff1a-\uff20"
)
"""Between words, as ranges that both regular expressions know: their classes follow locales."""
_WORDS = f"[^{_APART}]+"
_WORDS_AND_REST = f"{_WORDS}|[{_APART}]+"
_NO_SPACES = f"[^{SPACES}]+"
_PLAIN = "[A-Za-z0-9_.~-]"
"""Characters that an address holds as they are (RFC 3986)."""
_NUMBER = re.compile(r"[+-]?[0-9]{1,13}(\.[0-9]{1,6})?")
_PG_NUMBER = r"^[+-]?[0-9]{1,13}(\.[0-9]{1,6})?$"
f = sa.func


def _mid(value: str, start: int, count: int) -> str:
    first = max(start, 1) - 1
    return value[first : first + max(count, 0)]


def _find(value: str, part: str, start: int = 1) -> int:
    start = max(start, 1)
    place = value[start - 1 :].find(part) + 1
    return place + start - 1 if place else 0


def _pg_find(value: Any, part: Any, start: Any = None) -> Any:
    if start is None:
        return f.strpos(value, part)
    first = at_least(start, 1)
    place = f.strpos(f.substr(value, first), part)
    return sa.case((start.is_(None), None), (place > 0, place + first - 1), else_=0)


def _replace(value: str, old: str, new: str) -> str:
    old, new = old[:MAX_PIECE], new[:MAX_PIECE]
    # So many replacements fill the longest text: what follows is cut anyway.
    enough = MAX_TEXT // max(len(new), 1) + 1
    return value[:MAX_TEXT].replace(old, new, enough if new else -1) if old else value


def _repeat(value: str, count: int) -> str | None:
    return value[:MAX_REPEAT] * count if count <= MAX_REPEAT else None


def _fill(value: str, length: int, filler: str) -> str | None:
    missing = length - len(value)
    if length > MAX_REPEAT:
        return None
    return (filler * missing)[:missing] if missing > 0 and filler else ""


def _pad_left(value: str, length: int, filler: str = " ") -> str | None:
    fill = _fill(value, length, filler)
    return None if fill is None else fill + value[: max(length, 0)]


def _pad_right(value: str, length: int, filler: str = " ") -> str | None:
    fill = _fill(value, length, filler)
    return None if fill is None else value[: max(length, 0)] + fill


def _word(value: str, separator: str, number: int) -> str:
    words = value.split(separator) if separator else [value]
    return words[number - 1] if 1 <= number <= len(words) else ""


def _after(value: str, part: str) -> str:
    place = value.find(part)
    return "" if place < 0 else value[place + len(part) :]


def _before(value: str, part: str) -> str:
    return value.split(part, 1)[0] if part else value


def _number(value: str) -> Decimal | None:
    trimmed = value.strip(SPACES)
    return Decimal(trimmed) if _NUMBER.fullmatch(trimmed) else None


def _title(value: str) -> str:
    return re.sub(_WORDS, lambda word: word[0][:1].upper() + word[0][1:].lower(), value)


def _pg_title(value: Any) -> Any:
    piece, place = pieces(value, _WORDS_AND_REST)
    return gathered(joined(upper(f.left(piece, 1)), lower(f.substr(piece, 2))), place)


def _shorten(value: str, length: int) -> str:
    return value if len(value) <= length else value[: max(length - 1, 0)] + "…"


def _mask(value: str, keep: int) -> str:
    hidden = max(len(value) - max(keep, 0), 0)
    return "*" * min(hidden, MAX_TEXT) + value[hidden:]


def _pg_mask(value: Any, keep: Any) -> Any:
    kept = at_least(keep, 0)
    hidden = f.least(f.char_length(value) - kept, MAX_TEXT, type_=sa.Integer())
    return f.left(joined(f.repeat("*", hidden), f.right(value, kept)), MAX_TEXT)


def _pg_url(value: Any) -> Any:
    letters = (
        f.string_to_table(f.left(value, MAX_TEXT), sa.null())
        .table_valued(sa.column("letter", sa.Text()), with_ordinality="place")
        .render_derived()
    )
    letter = letters.c.letter
    octets = f.upper(f.encode(f.convert_to(letter, "UTF8"), "hex"))
    written = sa.case(
        (letter.op("~")(_PLAIN), letter), else_=f.regexp_replace(octets, "(..)", r"%\1", "g")
    )
    return f.left(gathered(written, letters.c.place), MAX_TEXT)


def _pinyin(value: str) -> str:
    from pypinyin import lazy_pinyin

    return " ".join(lazy_pinyin(value[:1_000]))


def _initials(value: str) -> str:
    return "".join(word[0].upper() for word in re.findall(_NO_SPACES, value))


def _pg_initials(value: Any) -> Any:
    piece, place = pieces(value, _NO_SPACES)
    return gathered(upper(f.left(piece, 1)), place)


FUNCTIONS = (
    Function(GROUP, "len(text: text) -> integer",
        text("The number of characters.", "字符数。"),
        "len('上海 1')", "4",
        len, lambda value: f.char_length(value), browser=True, salesforce="LEN"),
    Function(GROUP, "upper(text: text) -> text",
        text("In capital letters.", "转换为大写。"),
        "upper('keel')", "KEEL",
        str.upper, upper,
        browser=True, salesforce="UPPER"),
    Function(GROUP, "lower(text: text) -> text",
        text("In small letters.", "转换为小写。"),
        "lower('Keel')", "keel",
        str.lower, lower,
        browser=True, salesforce="LOWER"),
    Function(GROUP, "title(text: text) -> text",
        text("Each word with a capital first letter.", "每个单词首字母大写。"),
        "title('annual REPORT')", "Annual Report", _title, _pg_title, salesforce="INITCAP"),
    Function(GROUP, "trim(text: text) -> text",
        text("Without white space at both ends.", "去掉两端空白。"),
        "trim('  a b ')", "a b",
        lambda value: value.strip(SPACES), lambda value: f.btrim(value, SPACES),
        browser=True, salesforce="TRIM"),
    Function(GROUP, "trim_start(text: text) -> text",
        text("Without white space at the start.", "去掉开头空白。"),
        "trim_start('  a')", "a",
        lambda value: value.lstrip(SPACES), lambda value: f.ltrim(value, SPACES)),
    Function(GROUP, "trim_end(text: text) -> text",
        text("Without white space at the end.", "去掉末尾空白。"),
        "trim_end('a  ') + '.'", "a.",
        lambda value: value.rstrip(SPACES), lambda value: f.rtrim(value, SPACES)),
    Function(GROUP, "left(text: text, count: count) -> text",
        text("The first characters.", "左起若干字符。"),
        "left('keyboard', 3)", "key",
        lambda value, count: value[: max(count, 0)],
        lambda value, count: f.left(value, f.greatest(count, 0, type_=sa.Integer())),
        browser=True, salesforce="LEFT"),
    Function(GROUP, "right(text: text, count: count) -> text",
        text("The last characters.", "右起若干字符。"),
        "right('INV-0042', 4)", "0042",
        lambda value, count: value[max(len(value) - max(count, 0), 0) :],
        lambda value, count: f.right(value, f.greatest(count, 0, type_=sa.Integer())),
        browser=True, salesforce="RIGHT"),
    Function(GROUP, "mid(text: text, start: count, count: count) -> text",
        text("Characters from a position on.", "从某位置起的若干字符。"),
        "mid('2024-06-30', 6, 2)", "06",
        _mid,
        lambda value, start, count: f.substr(value, at_least(start, 1), at_least(count, 0)),
        browser=True, salesforce="MID", repeats=2),
    Function(GROUP, "contains(text: text, part: text) -> boolean",
        text("Whether a text holds another; case counts.", "文本是否包含另一文本（区分大小写）。"),
        "contains('上海分公司', '分公司')", "true",
        lambda value, part: part in value, lambda value, part: f.strpos(value, part) > 0,
        browser=True, salesforce="CONTAINS"),
    Function(GROUP, "starts_with(text: text, part: text) -> boolean",
        text("Whether a text begins with another.", "文本是否以某文本开头。"),
        "starts_with('INV-1', 'INV')", "true",
        str.startswith, lambda value, part: f.starts_with(value, part, type_=sa.Boolean()),
        browser=True, salesforce="BEGINS"),
    Function(GROUP, "ends_with(text: text, part: text) -> boolean",
        text("Whether a text ends with another.", "文本是否以某文本结尾。"),
        "ends_with('a.pdf', '.pdf')", "true",
        str.endswith, lambda value, part: f.right(value, f.char_length(part)) == part,
        browser=True, repeats=2),
    Function(GROUP, "find(text: text, part: text, start: count?) -> integer",
        text("The position of a part, 0 when it is not there; from `start` on.",
             "某部分的位置，不存在时为 0；从 start 起找。"),
        "find('a-b-c', '-', 3)", "4",
        _find, _pg_find, browser=True, salesforce="FIND", repeats=3),
    Function(GROUP, "replace(text: text, old: text, new: text) -> text",
        text("Puts `new` for every `old`; both at most 255 characters.",
             "把所有 old 换成 new，两者最多 255 个字符。"),
        "replace('1.234', '.', ',')", "1,234",
        _replace,
        lambda value, old, new: f.left(
            f.replace(f.left(value, MAX_TEXT), f.left(old, MAX_PIECE), f.left(new, MAX_PIECE)),
            MAX_TEXT),
        browser=True, salesforce="SUBSTITUTE"),
    Function(GROUP, "concat(*values: text) -> text",
        text("Joins texts; blanks count as nothing.", "连接文本，空值忽略。"),
        "concat('a', null, 'b')", "ab",
        lambda *values: joined_texts(values),
        lambda *values: f.left(f.concat(*values), MAX_TEXT),
        browser=True),
    Function(GROUP, "join(separator: text, *values: text) -> text",
        text("Joins the texts that are not blank with a separator.", "用分隔符连接非空文本。"),
        "join(', ', 'Berlin', '', 'DE')", "Berlin, DE",
        lambda separator, *values: joined_texts(filter(None, values), separator),
        lambda separator, *values: f.left(
            f.concat_ws(separator, *[f.nullif(one, "") for one in values]), MAX_TEXT),
        browser=True),
    Function(GROUP, "repeat(text: text, count: count) -> text",
        text("The text several times, at most 1,000 times its first 1,000 characters.",
             "重复文本，最多 1,000 次，取前 1,000 个字符。"),
        "repeat('★', 3)", "★★★",
        _repeat,
        lambda value, count: f.left(
            f.repeat(f.left(value, MAX_REPEAT),
                     within(count, -(10**9), MAX_REPEAT + 1, sa.Integer())), MAX_TEXT)),
    Function(GROUP, "pad_left(text: text, length: count, filler: text?) -> text",
        text("Fills up at the start to a length, at most 1,000; longer text is cut.",
             "在开头补足到指定长度（最多 1,000），过长则截断。"),
        "pad_left('42', 6, '0')", "000042",
        _pad_left,
        lambda value, length, filler=" ": f.lpad(
            value, within(length, -(10**9), MAX_REPEAT + 1, sa.Integer()), filler),
        salesforce="LPAD"),
    Function(GROUP, "pad_right(text: text, length: count, filler: text?) -> text",
        text("Fills up at the end to a length, at most 1,000; longer text is cut.",
             "在末尾补足到指定长度（最多 1,000），过长则截断。"),
        "pad_right('42', 4, '.')", "42..",
        _pad_right,
        lambda value, length, filler=" ": f.rpad(
            value, within(length, -(10**9), MAX_REPEAT + 1, sa.Integer()), filler),
        salesforce="RPAD"),
    Function(GROUP, "reverse(text: text) -> text",
        text("Back to front.", "倒序。"),
        "reverse('abc')", "cba",
        lambda value: value[::-1], lambda value: f.reverse(value), salesforce="REVERSE"),
    Function(GROUP, "word(text: text, separator: text, number: count) -> text",
        text("One piece of a text cut at a separator.", "按分隔符切分后的第几段。"),
        "word('a;b;c', ';', 2)", "b",
        _word,
        lambda value, separator, number: f.split_part(
            value, separator, sa.case((number < 1, 2_000_000_000), else_=number)),
        repeats=2),
    Function(GROUP, "before(text: text, part: text) -> text",
        text("What stands before a part; all of it when the part is not there.",
             "某部分之前的文本；不存在时为全文。"),
        "before('ann@example.com', '@')", "ann",
        _before, lambda value, part: f.split_part(value, part, 1)),
    Function(GROUP, "after(text: text, part: text) -> text",
        text("What stands after a part; blank when the part is not there.",
             "某部分之后的文本；不存在时为空。"),
        "after('ann@example.com', '@')", "example.com",
        _after,
        lambda value, part: f.substr(
            value, f.nullif(f.strpos(value, part), 0) + f.char_length(part)),
        repeats=2),
    Function(GROUP, "count_of(text: text, part: text) -> integer",
        text("How often a part occurs.", "某部分出现的次数。"),
        "count_of('a-b-c', '-')", "2",
        lambda value, part: value.count(part) if part else 0,
        lambda value, part: f.coalesce(
            (f.char_length(value) - f.char_length(f.replace(value, part, "")))
            .op("/", precedence=8, return_type=sa.Integer())(f.nullif(f.char_length(part), 0)), 0),
        repeats=2),
    Function(GROUP, "text(value: single) -> text",
        text("A value as text: plain decimals, ISO dates, moments in the zone.",
             "把值转为文本：普通小数、ISO 日期、按时区的日期时间。"),
        "text(12.50)", "12.5",
        operation="to_text", browser=True, salesforce="TEXT"),
    Function(GROUP, "number(text: text) -> decimal",
        text("The number that a text spells, such as -12.5; else blank.",
             "文本所写的数字，如 -12.5；否则为空。"),
        "number(' 12.50 ')", "12.5",
        _number,
        lambda value: sa.case(
            (f.btrim(value, SPACES).op("~")(_PG_NUMBER), sa.cast(f.btrim(value, SPACES), NUMERIC))),
        browser=True, salesforce="VALUE", repeats=2),
    Function(GROUP, "is_number(text: text) -> boolean",
        text("Whether a text spells a number.", "文本是否为数字。"),
        "is_number('12.5')", "true",
        lambda value: _NUMBER.fullmatch(value.strip(SPACES)) is not None,
        lambda value: f.btrim(value, SPACES).op("~", return_type=sa.Boolean())(_PG_NUMBER),
        browser=True, salesforce="ISNUMBER"),
    Function(GROUP, "same_text(a: text, b: text) -> boolean",
        text("Whether two texts are equal but for capitals.", "忽略大小写是否相同。"),
        "same_text('Keel', 'KEEL')", "true",
        lambda a, b: a.lower() == b.lower(),
        lambda a, b: f.lower(by_unicode(a)) == f.lower(by_unicode(b))),
    Function(GROUP, "half_width(text: text) -> text",
        text("Full-width and compatible characters in their common form.",
             "全角及兼容字符转换为常用形式。"),
        "half_width('ＡＢ１２')", "AB12",
        lambda value: unicodedata.normalize("NFKC", value),
        lambda value: f.left(f.normalize(value, sa.literal_column("NFKC")), MAX_TEXT)),
    Function(GROUP, "digits(text: text) -> text",
        text("Only the digits 0 to 9.", "只保留数字 0-9。"),
        "digits('+86 (21) 555')", "8621555",
        lambda value: re.sub("[^0-9]", "", value),
        lambda value: f.regexp_replace(value, "[^0-9]", "", "g")),
    Function(GROUP, "shorten(text: text, length: count) -> text",
        text("Cut to a length, with … at the end when something is missing.",
             "截到指定长度，有省略时以 … 结尾。"),
        "shorten('Programme', 5)", "Prog…",
        _shorten,
        lambda value, length: sa.case(
            (f.char_length(value) > length,
             f.concat(f.left(value, f.greatest(length - 1, 0, type_=sa.Integer())), "…")),
            (length.is_not(None), value)),
        repeats=3),
    Function(GROUP, "mask(text: text, keep: count) -> text",
        text("Stars for all but the last characters.", "除末尾若干字符外以星号代替。"),
        "mask('6222021234', 4)", "******1234", _mask, _pg_mask, repeats=2),
    Function(GROUP, "code(text: text) -> integer",
        text("The Unicode number of the first character.", "首字符的 Unicode 编号。"),
        "code('A')", "65",
        lambda value: ord(value[0]) if value else None,
        lambda value: f.nullif(f.ascii(value), 0), salesforce="ASCII"),
    Function(GROUP, "character(code: count) -> text",
        text("The character of a Unicode number from 32 to 55295.",
             "Unicode 编号（32 至 55295）对应的字符。"),
        "character(65)", "A",
        lambda code: chr(code) if 32 <= code < 0xD800 else None,
        lambda code: f.chr(within(code, 31, 0xD800, sa.Integer())), salesforce="CHR"),
    Function(GROUP, "url_encode(text: text) -> text",
        text("Fit for a part of a web address.", "转换为可用于网址的形式。"),
        "url_encode('a b&c')", "a%20b%26c",
        lambda value: parse.quote(value[:MAX_TEXT], safe=""), _pg_url, salesforce="URLENCODE"),
    Function(GROUP, "initials(text: text) -> text",
        text("The first letter of each word.", "各单词的首字母。"),
        "initials('Ann Marie Lee')", "AML", _initials, _pg_initials),
    Function(GROUP, "pinyin(text: text) -> text",
        text("Chinese characters in pinyin, without tones.", "汉字的拼音（无声调）。"),
        "pinyin('上海')", "shang hai", _pinyin,
        no_sql="how a character is read follows from a dictionary of phrases"),
)  # fmt: skip

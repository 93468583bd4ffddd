"""Names the white space at which text is trimmed and cut into words, the ideographic space included."""

from __future__ import annotations

SPACES = (
    " \t\n\r\x0b\x0c\xa0"
    + "".join(map(chr, range(0x2000, 0x200B)))
    + "\u2028\u2029\u202f\u205f\u3000"
)

"""Uploads: kept under the record, seen as it is, never run by a browser."""

from __future__ import annotations

import pytest

from engine.records.attachments import sniffed


@pytest.mark.parametrize(
    ("data", "name", "found"),
    [
        (b"%PDF-1.7 ...", "x.html", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n...", "x.exe", "image/png"),
        (b"<script>alert(1)</script>", "x.png", "text/plain"),
        (b"PK\x03\x04...", "Offer.XLSX", "application/vnd.openxmlformats-officedocument"),
        (b"\x00\x01\x02\xff", "x.txt", "application/octet-stream"),
        ("合同".encode(), "合同.txt", "text/plain"),
    ],
)
def test_type_of_an_upload_is_what_its_content_shows(data, name, found):
    assert sniffed(data, name).startswith(found)

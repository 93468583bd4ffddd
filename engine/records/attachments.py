"""Keeps uploaded files for file and image fields; a file is seen as the record that holds it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from engine.errors import InvalidRecord, Problem, RecordNotFound
from engine.fields.file import File
from engine.kernel.context import Context
from engine.kernel.field_type import InvalidValue
from engine.kernel.ids import new_id
from engine.kernel.model import FieldDef
from engine.records.gate import Records
from engine.records.kept_files import KeptFile, files_by_id
from engine.storage.files import files_of
from engine.storage.system import file_blob
from engine.text import text

LONGEST_NAME = 200
_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
)
_INSIDE_ZIP = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


def keep_file(context: Context, field: FieldDef, name: str, data: bytes) -> UUID:
    """Store an upload for a field; InvalidRecord when the field takes no such file."""
    assert isinstance(field.type, File), "only file fields keep files"
    named = name.replace("\\", "/").rpartition("/")[2][:LONGEST_NAME] or "file"
    found = sniffed(data, named)
    try:
        field.type.check_upload(field, named, found, len(data))
    except InvalidValue as error:
        problem = Problem(error.code, error.text, field=field.name, hint=error.hint)
        raise InvalidRecord([problem]) from None
    made = new_id()
    row = {
        "id": made, "sha256": files_of(context).put(data), "size": len(data), "name": named,
        "type": found, "parent_field": field.uid,
        "created_at": context.now, "created_by": context.actor.user_id,
    }  # fmt: skip
    with context.database.writing() as conn:
        conn.execute(file_blob.insert().values(row))
    return made


def describe_files(context: Context, ids: Iterable[UUID]) -> dict[UUID, KeptFile]:
    """Describe the files of a field that the caller was shown; unknown ids are left out."""
    with context.database.reading() as conn:
        return files_by_id(conn, ids)


def open_file(
    context: Context, field: FieldDef, record: UUID, file: UUID
) -> tuple[KeptFile, Iterator[bytes]]:
    """Open a file of a record; RecordNotFound unless record, field and file may all be seen."""
    found = Records(context, field.object).get(record, fields=(field.name,))
    kept = describe_files(context, [file]).get(file)
    if kept is None or file not in (found.values.get(field.name) or ()):
        raise RecordNotFound("file.unknown", text("no such file", "没有此文件"))
    return kept, files_of(context).stream(kept.digest)


def sniffed(data: bytes, name: str) -> str:
    """Tell a media type from the content; the name only tells office files apart."""
    for start, media_type in _SIGNATURES:
        if data.startswith(start):
            ending = name.lower().rpartition(".")[2]
            inside = _INSIDE_ZIP.get(ending, media_type)
            return inside if media_type == "application/zip" else media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    try:
        data[:4096].decode("utf-8", "strict" if len(data) <= len(data[:4096]) else "ignore")
    except UnicodeDecodeError:
        return "application/octet-stream"
    return "text/plain" if b"\x00" not in data[:4096] else "application/octet-stream"

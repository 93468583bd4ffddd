"""The field type ``image``: pictures that belong to a record."""

from __future__ import annotations

from engine.fields.file import File
from engine.text import text


class Image(File):
    """Ids of stored pictures, of kinds that every browser shows; SVG can carry script and is not."""

    name = "image"
    label = text("Picture", "图片")
    help = text("Pictures of the record.", "记录的图片。")
    widget = "image"
    types = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif")


FIELD_TYPE = Image()

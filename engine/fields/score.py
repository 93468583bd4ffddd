"""The field type ``score``: a mark between two bounds, mostly given by a computation."""

from __future__ import annotations

from engine.fields.shared.bases import Number
from engine.kernel.values import ValueType
from engine.text import text


class Score(Number):
    """A mark, 0 to 100 when not said, with one decimal."""

    name = "score"
    label = text("Score", "得分")
    help = text("A mark, such as the fit of a customer.", "打分，例如客户匹配度。")
    examples = ("87.5", "100")
    value_type = ValueType.DECIMAL
    widget = "score"
    digits = 1
    least = 0
    most = 100


FIELD_TYPE = Score()

"""Turns errors into answers: a page for people, problem details for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, make_response, render_template, request
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError

from engine import Text, is_busy, text, too_busy
from engine.errors import (
    AccessDenied,
    ApplyError,
    EngineError,
    ExpressionError,
    FlowError,
    InvalidRecord,
    MetadataError,
    Problem,
    RecordNotFound,
    StaleRecord,
)
from ui.language import language_of_request

__all__ = ["install", "language_of_request", "shown_again", "status_of", "wants_problem"]

log = structlog.get_logger("keel.error")

# The only place that knows HTTP statuses of engine errors.
STATUS: tuple[tuple[type[EngineError], int], ...] = (
    (InvalidRecord, 422),
    (MetadataError, 422),
    (ExpressionError, 422),
    (RecordNotFound, 404),
    (AccessDenied, 403),
    (StaleRecord, 409),
    (ApplyError, 409),
    (FlowError, 409),
)
BUSY = "database.busy"
RETRY_AFTER = "2"
"""Seconds after which a program should ask a busy system again."""
ACCOUNTS = "account"
FRAME = "pages.home"
"""Where the frame of signed-in pages leads; without the generated pages there is no frame."""
TITLES = {
    400: text("This request is not understood", "无法理解该请求"),
    401: text("Who are you?", "请先验证身份"),
    403: text("You may not do this", "您无权执行此操作"),
    404: text("Not found", "未找到"),
    405: text("Not possible here", "此处无法执行"),
    409: text("Something changed in the meantime", "内容已发生变化"),
    413: text("This is too large", "内容过大"),
    422: text("Something is not right yet", "内容有误"),
    429: text("Too many attempts", "尝试次数过多"),
    500: text("Something went wrong on our side", "系统出错"),
    503: text("Busy, try again", "系统繁忙，请重试"),
}
NOTHING_SAVED = text(
    "The database had no time for this. Nothing was saved, and nothing you typed is lost.",
    "数据库暂时繁忙。未保存任何内容，您输入的内容也不会丢失。",
)
MESSAGES = {
    400: text("Go back, reload the page and try again.", "请返回并刷新页面后重试。"),
    401: text(
        "Send a valid API token: Authorization: Bearer keel_...",
        "请发送有效的 API 令牌：Authorization: Bearer keel_...",
    ),
    404: text("It does not exist, or you may not see it.", "该内容不存在，或您无权查看。"),
    429: text("Wait a minute, then try again.", "请稍候一分钟再试。"),
    500: text(
        "Nothing was saved. The reference below helps to find out why.",
        "未保存任何内容。下方的编号有助于查明原因。",
    ),
}


def status_of(error: EngineError) -> int:
    """Give the HTTP status of an engine error."""
    if error.code == BUSY:
        return 503
    return next((status for kind, status in STATUS if isinstance(error, kind)), 400)


def shown_again(error: EngineError) -> tuple[int, Sequence[Problem]]:
    """Say what a form that keeps what one typed answers; raises what it cannot."""
    if not isinstance(error, InvalidRecord) and not error.passing:
        raise error
    return status_of(error), error.problems


def wants_problem() -> bool:
    """Tell whether a program asks: it gets problem details and never a page."""
    return request.path.startswith("/api/")


def _page(status: int, title: Text, message: Text, hint: Text | None = None) -> Response:
    language = language_of_request()
    # The frame asks the database, which a busy one would not answer either.
    framed = status != 503 and "keel_session" in g and FRAME in current_app.view_functions
    template = "errors/signed_in.html" if framed else "errors/bare.html"
    values: dict[str, Any] = {
        "status": status,
        "title": title.to(language),
        "message": message.to(language),
        "hint": hint.to(language) if hint else "",
        "reference": g.get("request_id", ""),
        "retry_url": request.full_path if request.method == "GET" and status >= 500 else "",
        "typed": typed() if status == 503 else (),
    }
    return make_response(render_template(template, **values), status)


def typed() -> list[tuple[str, str]]:
    """Give what the refused form held, so that it can be sent again as it was.

    Not what belongs to an account, since a page must not show a password, and not files.
    """
    if request.method != "POST" or request.files or request.blueprint == ACCOUNTS:
        return []
    return list(request.form.items(multi=True))


def answer_engine_error(error: EngineError) -> Response:
    """Answer what the engine refused."""
    if wants_problem():
        from ui.api.problems import engine_problem

        return engine_problem(error)
    status = status_of(error)
    message = NOTHING_SAVED if status == 503 else error.text
    return _page(status, TITLES.get(status, TITLES[400]), message, error.hint)


def answer_http_error(error: HTTPException) -> Response:
    """Answer what the web framework refused, such as an unknown address."""
    if error.response is not None:
        return make_response(error.response)
    if wants_problem():
        from ui.api.problems import http_problem

        return http_problem(error)
    status = error.code or 500
    title = TITLES.get(status, Text.of(error.name))
    message = MESSAGES.get(status, Text.of(error.description or ""))
    response = _page(status, title, message)
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after"):
            response.headers[name] = value
    return response


def answer_bug(error: InternalServerError) -> Response:
    """Answer a bug: it is logged with the reference that the page shows."""
    log.error("bug", exc_info=error.original_exception, path=request.path)
    return answer_http_error(error)


def answer_database_error(error: OperationalError | PoolTimeout) -> Response:
    """Answer a database of identities that had no time; anything else is a bug."""
    if not is_busy(error):
        raise error
    return answer_engine_error(too_busy())


def answer_deep_nesting(_error: RecursionError) -> Response:
    """Answer values within values without end, which no honest program sends."""
    log.warning("nested too deeply", path=request.path)
    message = text("This is nested too deeply.", "嵌套层次过深。")
    return answer_engine_error(InvalidRecord([Problem("request.too_deep", message)]))


def answer_unstorable(error: DataError | OverflowError) -> Response:
    """Answer a value that no database takes: a number without end, or the character 0."""
    log.warning("unstorable", path=request.path, error=type(error).__name__)
    message = text("This holds a value that cannot be kept.", "内容含有无法保存的值。")
    return answer_engine_error(InvalidRecord([Problem("request.value", message)]))


def say_when(response: Response) -> Response:
    """Tell a program when to ask a busy system again."""
    if response.status_code == 503:
        response.headers.setdefault("Retry-After", RETRY_AFTER)
    return response


def install(app: Flask) -> None:
    """Answer all errors of the app."""
    app.after_request(say_when)
    app.register_error_handler(OperationalError, answer_database_error)
    app.register_error_handler(PoolTimeout, answer_database_error)
    app.register_error_handler(EngineError, answer_engine_error)
    app.register_error_handler(DataError, answer_unstorable)
    app.register_error_handler(OverflowError, answer_unstorable)
    app.register_error_handler(RecursionError, answer_deep_nesting)
    app.register_error_handler(HTTPException, answer_http_error)
    app.register_error_handler(500, answer_bug)

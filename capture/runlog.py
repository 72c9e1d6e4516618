"""The log of one capture as JSON lines, also when several captures run in one process."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_lines: ContextVar[list[str] | None] = ContextVar("capture_log_lines", default=None)


class _ToRunLog(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        lines = _lines.get()
        if lines is None:
            return
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["traceback"] = logging.Formatter().formatException(record.exc_info)
        lines.append(json.dumps(entry, ensure_ascii=True))


_handler = _ToRunLog()


@contextmanager
def run_log() -> Iterator[list[str]]:
    """Within, everything that `capture` logs on this task is kept as lines of JSON."""
    logger = logging.getLogger("capture")
    if _handler not in logger.handlers:
        logger.addHandler(_handler)
    if logger.getEffectiveLevel() > logging.INFO:
        logger.setLevel(logging.INFO)
    lines: list[str] = []
    token = _lines.set(lines)
    try:
        yield lines
    finally:
        _lines.reset(token)

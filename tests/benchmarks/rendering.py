"""Stored pages of a benchmark as `RenderedPage`s: rendered once in the browser with the network blocked, then kept on disk."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import BrowserContext, Page, Route, async_playwright

from capture.models.page import RenderedPage
from capture.observe.frames import frame_sessions
from capture.observe.snapshot import observe


@dataclass(frozen=True)
class StoredPage:
    """A page of a dataset: the bytes as fetched, where they came from, and how to load them."""

    id: str
    path: Path
    url: str
    content_type: str
    prefix: bytes = b""
    captured_at: datetime | None = None


def body_of(stored: StoredPage) -> bytes:
    return stored.prefix + gzip.decompress(stored.path.read_bytes())

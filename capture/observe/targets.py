"""Listens to the network of the page, of its frames in other processes, and of shared workers.

Playwright gives CDP sessions of pages and frames, but too late: a frame has asked for its document by then. So frames
are attached to in CDP's older way, where the messages of a session travel within those of the session that attached it
(`Target.sendMessageToTarget`); Playwright passes them on unread. A frame that is attached to waits for us. A worker
would not (`observe/overheard.py`).
"""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol

from playwright.async_api import CDPSession
from playwright.async_api import Error as PlaywrightError

from capture.errors import ObservationError
from capture.observe.browser import LivePage, playwright_errors

MAX_TARGETS = 200
"""A page may open frames for ever: those beyond this run unheard, and are counted."""

Params = dict[str, Any]

_NETWORK_EVENTS = (
    "requestWillBeSent",
    "requestWillBeSentExtraInfo",
    "responseReceived",
    "responseReceivedExtraInfo",
    "requestServedFromCache",
    "dataReceived",
    "loadingFinished",
    "loadingFailed",
    "webSocketCreated",
    "webSocketWillSendHandshakeRequest",
    "webSocketHandshakeResponseReceived",
    "webSocketFrameSent",
    "webSocketFrameReceived",
    "webSocketFrameError",
)
_TARGET_EVENTS = ("attachedToTarget", "detachedFromTarget", "receivedMessageFromTarget")
_ATTACH = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": False, "filter": [{"type": "iframe"}]}
_ANSWER_S = 1.0
"""How long a target may be kept waiting: until it answers, which takes milliseconds."""
_BUFFERS = {"maxTotalBufferSize": 1 << 29, "maxResourceBufferSize": 1 << 28}
"""Bytes that the browser keeps of bodies until they are asked for."""


class Channel(Protocol):
    """One CDP session, of whatever target."""

    kind: str
    """CDP type of the target: `page`, `iframe`, `shared_worker`; `browser` of the one that tells of these."""

    async def send(self, method: str, params: Params | None = None) -> Params:
        """The result of a command. Raises Playwright's error or `ObservationError`."""


class _Outer:
    """A session that Playwright holds."""

    def __init__(self, session: CDPSession, kind: str) -> None:
        self.session, self.kind = session, kind

    async def send(self, method: str, params: Params | None = None) -> Params:
        return dict(await self.session.send(method, params or {}))


class _Inner:
    """A session within another one's messages."""

    def __init__(self, outer: Channel, session_id: str, kind: str) -> None:
        self.kind = kind
        self._outer, self._id = outer, session_id
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Params]] = {}

    async def send(self, method: str, params: Params | None = None) -> Params:
        number = next(self._numbers)
        answer: asyncio.Future[Params] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        message = json.dumps({"id": number, "method": method, "params": params or {}})
        try:
            await self._outer.send("Target.sendMessageToTarget", {"sessionId": self._id, "message": message})
            return await answer
        finally:
            self._waiting.pop(number, None)

    def answer(self, message: Params) -> None:
        """Hand the answer to a command to who waits for it."""
        waiting = self._waiting.get(message["id"])
        if waiting is None or waiting.done():
            return
        if "error" in message:
            waiting.set_exception(ObservationError(str(message["error"].get("message"))))
        else:
            waiting.set_result(message.get("result", {}))

    def close(self) -> None:
        """Nothing will be answered any more."""
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(ObservationError("the target is gone"))


class Targets:
    """The sessions of one page, and those that are to come."""

    def __init__(self, hear: Callable[[Channel, str, Params], None], page: CDPSession, context_id: str) -> None:
        self.page: Channel = _Outer(page, "page")
        self.missed = 0
        """Targets that run unheard."""
        self.as_sent = True
        """Whether the browser keeps bodies as they were sent, and those of documents that the page has left."""
        self._hear, self._session, self._context_id = hear, page, context_id
        self._inner: dict[str, _Inner] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def listen_to_page(self) -> None:
        """Hear the page, and whatever it starts from now on."""
        self._connect(self._session, self.page, network=True)
        await self.page.send("Network.enable")
        try:
            await self.page.send("Network.configureDurableMessages", _BUFFERS)
        except PlaywrightError:  # a browser of before this command
            self.as_sent = False
        await self.page.send("Target.setAutoAttach", _ATTACH)

    async def listen_for_shared_workers(self, browser: CDPSession) -> None:
        """Hear shared workers, which belong to no page; through a session of the browser.

        They cannot be made to wait for us, so what one asks for first may go unheard.
        """
        channel = _Outer(browser, "browser")
        self._connect(browser, channel, network=False)
        browser.on("Target.targetCreated", lambda params: self._created(channel, params["targetInfo"]))
        await channel.send("Target.setDiscoverTargets", {"discover": True, "filter": [{"type": "shared_worker"}]})

    async def close(self) -> None:
        """Wait for no answer any more."""
        for inner in self._inner.values():
            inner.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _connect(self, session: CDPSession, channel: Channel, *, network: bool) -> None:
        events = [f"Target.{name}" for name in _TARGET_EVENTS]
        events += [f"Network.{name}" for name in _NETWORK_EVENTS] if network else []
        for event in events:
            session.on(event, lambda params, event=event: self._event(channel, event, params))

    def _event(self, channel: Channel, method: str, params: Params) -> None:
        domain, _, name = method.partition(".")
        if domain == "Network" and name in _NETWORK_EVENTS:
            self._hear(channel, name, params)
        elif method == "Target.receivedMessageFromTarget":
            self._unpack(params)
        elif method == "Target.attachedToTarget":
            self._attached(channel, params)
        elif method == "Target.detachedFromTarget" and (inner := self._inner.pop(params["sessionId"], None)):
            inner.close()

    def _unpack(self, params: Params) -> None:
        inner, message = self._inner.get(params["sessionId"]), json.loads(params["message"])
        if inner is None:
            return
        if "id" in message:
            inner.answer(message)
        else:
            self._event(inner, message["method"], message.get("params", {}))

    def _created(self, channel: Channel, target: Params) -> None:
        # Those of other captures in the same browser are told as well.
        if target.get("browserContextId") == self._context_id:
            attach = {"targetId": target["targetId"], "flatten": False}
            self._start(channel.send("Target.attachToTarget", attach))

    def _attached(self, channel: Channel, params: Params) -> None:
        heard = len(self._inner) < MAX_TARGETS
        self.missed += not heard
        inner = _Inner(channel, params["sessionId"], params["targetInfo"]["type"])
        self._inner[params["sessionId"]] = inner
        self._start(self._let_run(inner, heard=heard))

    def _start(self, work: Coroutine[Any, Any, object]) -> None:
        async def quietly() -> None:
            # What is gone by now is no concern of ours.
            with suppress(PlaywrightError, ObservationError):
                await work

        task = asyncio.ensure_future(quietly())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _let_run(self, inner: _Inner, *, heard: bool) -> None:
        """Listen, then let it begin. A paused target answers, but nobody promises that every kind does."""
        if heard:
            listen: dict[str, Params] = {
                "Network.enable": {},
                "Network.configureDurableMessages": _BUFFERS,
                "Target.setAutoAttach": _ATTACH,
            }
            with suppress(TimeoutError):
                async with asyncio.timeout(_ANSWER_S):
                    # A worker of an old browser may know no such domain.
                    await asyncio.gather(*(inner.send(*command) for command in listen.items()), return_exceptions=True)
        await inner.send("Runtime.runIfWaitingForDebugger")


@asynccontextmanager
async def listen_to_targets(live: LivePage, hear: Callable[[Channel, str, Params], None]) -> AsyncIterator[Targets]:
    """Hear the network of the page and of all that it starts, from here on; enter before navigating."""
    browser = live.page.context.browser
    assert browser is not None, "contexts of ours belong to a browser"
    with playwright_errors():
        told = await live.session.send("Target.getTargetInfo", {})
        targets = Targets(hear, live.session, told["targetInfo"]["browserContextId"])
        of_browser = await browser.new_browser_cdp_session()
        await targets.listen_to_page()
        await targets.listen_for_shared_workers(of_browser)
    try:
        yield targets
    finally:
        await targets.close()
        with suppress(PlaywrightError):
            await of_browser.detach()

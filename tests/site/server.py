"""The site's HTTP/1.1 server: loopback, any free port, a thread per connection. Standard library only."""

import gzip
import select
import socket
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from tests.site.exchange import Bound, HangUp, Request, Response
from tests.site.routes import answer

_TEXT = ("text/", "application/json", "application/javascript", "image/svg+xml")
# Below this a gzip member is larger than what it holds, or saves nothing on loopback.
_GZIP_FROM_BYTES = 256


class NewsSite:
    """The site as a context manager: serving on entry, every connection closed and the port free on exit.

    One server is several origins: `url(path)` is http://127.0.0.1:port, `url(path, host="localhost")` another site.
    """

    def __init__(self, *, port: int = 0, host: str = "127.0.0.1") -> None:
        self._host = host
        self._server = _Server((host, port), _Connection)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="news-site", daemon=True
        )

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    @property
    def requests(self) -> list[Request]:
        """Every request since the start, in the order in which they came."""
        return self._server.requests

    def url(self, path: str = "/", *, host: str | None = None) -> str:
        return f"http://{host or self._host}:{self.port}{path}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], handler: type["_Connection"]) -> None:
        super().__init__(address, handler)
        self.stopping = threading.Event()
        self.requests: list[Request] = []
        self.connections: set[socket.socket] = set()
        self._lock = threading.Lock()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self.connections.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End what is still being said, so that no thread waits on a client that keeps its connection."""
        with self._lock:
            for connection in self.connections:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # it closed by itself in the meantime

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away between two lines is daily business; anything else is a bug of ours and printed."""
        if not self.stopping.is_set() and not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "NewsSite"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = 1 << 16
    server: _Server

    def do_GET(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        request = Request(
            method=self.command,
            target=self.path,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length) if length else b"",
            gone=Bound(self.server.stopping, self._client_left),
        )
        self.server.requests.append(request)
        try:
            self._send(request, answer(request))
        except (HangUp, ConnectionError):
            self.close_connection = True

    do_HEAD = do_POST = do_GET  # noqa: N815  (names of the base class)

    def finish(self) -> None:
        """Close both ways. What could not be sent is found out here once more, and must not keep the socket open."""
        try:
            super().finish()
        except ConnectionError:
            self.rfile.close()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name is the base class's)
        """Silent: tests read `NewsSite.requests`."""

    def _send(self, request: Request, response: Response) -> None:
        body = response.body
        headers = {"Content-Type": response.content_type, **response.headers}
        if isinstance(body, bytes):
            coded = "Content-Encoding" in headers
            if response.content_type.startswith(_TEXT) and len(body) >= _GZIP_FROM_BYTES and not coded:
                headers["Vary"] = "Accept-Encoding"
                if "gzip" in request.headers.get("accept-encoding", ""):
                    body = gzip.compress(body, 6, mtime=0)
                    headers["Content-Encoding"] = "gzip"
            headers["Content-Length"] = str(len(body))
        elif response.status != 101:
            headers["Transfer-Encoding"] = "chunked"
        self.send_response(response.status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if request.method == "HEAD" or response.status in {204, 304}:
            return
        if isinstance(body, bytes):
            self.wfile.write(body)
        elif response.status == 101:
            self._send_raw(body)
            self.close_connection = True
        else:
            self._send_chunks(body)

    def _send_raw(self, pieces: Iterator[bytes]) -> None:
        """After a switch of protocols; the pieces are frames of the new one."""
        for piece in pieces:
            self.wfile.write(piece)
            self.wfile.flush()

    def _send_chunks(self, pieces: Iterator[bytes]) -> None:
        for piece in pieces:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")

    def _client_left(self) -> bool:
        """Whether the other side has closed; a pipelined next request is not an end."""
        try:
            readable, _, _ = select.select([self.connection], [], [], 0)
            return bool(readable) and not self.connection.recv(1, socket.MSG_PEEK)
        except OSError:
            return True

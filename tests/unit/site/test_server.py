"""The site's server: what the other tests take for granted."""

import gzip
import http.client
import json
import threading
from email.utils import parsedate_to_datetime

import pytest

from tests.site.portal import MARKUPS
from tests.site.registry import BEHAVIOURS
from tests.site.server import NewsSite


def _get(site: NewsSite, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def test_one_connection_serves_many_requests_and_each_is_logged(site: NewsSite) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    for path in ("/", "/portal-text.html", "/nowhere"):
        connection.request("GET", path)
        connection.getresponse().read()
        assert connection.sock is not None
    connection.close()
    assert [request.path for request in site.requests] == ["/", "/portal-text.html", "/nowhere"]


def test_text_is_compressed_for_those_who_accept_it(site: NewsSite) -> None:
    plain, body = _get(site, "/portal-modern.html")
    packed, packed_body = _get(site, "/portal-modern.html", Accept_Encoding="gzip")
    assert plain.getheader("Content-Type") == "text/html; charset=utf-8"
    assert plain.getheader("Content-Encoding") is None
    assert parsedate_to_datetime(plain.getheader("Date") or "").tzinfo is not None
    assert packed.getheader("Content-Encoding") == "gzip"
    assert gzip.decompress(packed_body) == body
    assert len(packed_body) < len(body)


@pytest.mark.parametrize("markup", MARKUPS)
def test_every_local_address_on_the_portal_leads_somewhere(site: NewsSite, markup: str) -> None:
    rows = json.loads(_get(site, "/live/portal.expected.json")[1])
    for block in (*rows["tickers"], *rows["story_lists"]):
        for row in block["items"]:
            assert _get(site, row["url"])[0].status == 200
    for image in rows["images"]:
        assert _get(site, image["src"])[0].getheader("Content-Type") == "image/jpeg"
    assert (
        _get(site, f"/live/portal-{markup}.html?now=2024-10-23T09:35:00%2B13:00")[1]
        == (_get(site, f"/portal-{markup}.html")[1])
    )


def test_the_site_map_names_every_behaviour(site: NewsSite) -> None:
    listed = _get(site, "/site-map")[1].decode()
    assert [known.example for known in BEHAVIOURS if f'href="{known.example}"' not in listed] == []
    assert all(known.what for known in BEHAVIOURS)


def test_a_file_outside_the_pages_is_not_served(site: NewsSite) -> None:
    assert _get(site, "/../server.py")[0].status == 404
    assert _get(site, "/articles/../server.py")[0].status == 404


def test_it_stops_at_once_though_a_client_waits_for_an_answer_that_never_comes() -> None:
    with NewsSite() as site:
        waiting = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
        waiting.request("GET", "/slow-headers")
        idle = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
        idle.request("GET", "/picture.png")
        idle.getresponse().read()
    with pytest.raises(http.client.RemoteDisconnected):
        waiting.getresponse()
    waiting.close()
    idle.close()
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(5)
            assert not thread.is_alive()

"""No secret leaves with a head, and who holds one can show that it was sent."""

import hashlib
import hmac

from capture.archive.redaction import Redactor
from capture.models.exchange import Fields
from capture.observe.spool import Spool
from tests.unit.archive.recordings import PAGE, exchange, head, recording

SALT = bytes(range(16))


def commitment(secret: str) -> str:
    return "hmac-sha256:" + hmac.new(SALT, secret.encode(), hashlib.sha256).hexdigest()


def told(*fields: tuple[str, str], names: tuple[str, ...] = ()) -> Fields:
    return Redactor(SALT, names).fields(fields)


def test_names_and_attributes_of_cookies_stay() -> None:
    sent = told(("cookie", " sid=tidal-rock; theme=dark=er; lone"), ("Set-Cookie", " sid=tidal-rock; Path=/; HttpOnly"))
    assert sent == (
        ("cookie", f" sid={commitment('tidal-rock')}; theme={commitment('dark=er')}; {commitment('lone')}"),
        ("Set-Cookie", f" sid={commitment('tidal-rock')}; Path=/; HttpOnly"),
    )


def test_the_scheme_of_a_password_stays() -> None:
    assert told(("Authorization", " Bearer tidal rock"))[0][1] == f" Bearer {commitment('tidal rock')}"
    assert told(("PROXY-AUTHORIZATION", "tidal"))[0][1] == commitment("tidal")


def test_fields_that_the_user_named_are_secret_as_a_whole() -> None:
    assert told(("x-api", " tidal"), ("Accept", " */*"), names=("X-API",)) == (
        ("x-api", f" {commitment('tidal')}"),
        ("Accept", " */*"),
    )


def test_a_cookie_sent_once_more_under_another_name_is_found_wherever_it_comes() -> None:
    first = exchange(0, PAGE, request=head("GET / HTTP/1.1", ("X-CSRF-Token", "tidal-rock"), ("Host", "tidal-rock")))
    later = exchange(1, PAGE, request=head("GET / HTTP/1.1", ("Cookie", "csrf=tidal-rock; a=short"), ("X-A", "short")))
    redactor = Redactor(SALT)
    with Spool() as spool:
        one, two = redactor.recording(recording(spool, [first, later])).exchanges
    assert one.request.fields == (("X-CSRF-Token", f" {commitment('tidal-rock')}"), ("Host", " tidal-rock"))
    assert two.request.fields[1] == ("X-A", " short")
    assert redactor.redaction.withheld == 2
    assert redactor.redaction.salt == SALT.hex()


def test_withholding_twice_changes_nothing() -> None:
    redactor = Redactor(SALT)
    once = redactor.fields((("Cookie", " sid=tidal-rock"), ("Set-Cookie", "a=; Path=/")))
    assert redactor.fields(once) == once
    assert once[1] == ("Set-Cookie", "a=; Path=/")

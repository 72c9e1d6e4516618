"""What capture.json tells of how a page was captured, and what it never tells."""

import pytest
from pydantic import ValidationError

from capture.models.record import CaptureRecord, disclose
from capture.models.request import CaptureSettings
from tests.forged.good import record


def test_secrets_of_the_settings_are_left_out() -> None:
    settings = CaptureSettings.model_validate(
        {
            "headers": (("Authorization", "Bearer tidal"), ("X-Key", "tidal")),
            "storage_state": "/home/tidal/state.json",
            "proxy": "http://oda:tidal@proxy.example:8080",
        }
    )
    told = disclose(settings)
    assert told.header_names == ("Authorization", "X-Key")
    assert told.storage_state is True
    assert told.proxy == "http://proxy.example:8080"
    assert "tidal" not in told.model_dump_json()
    assert "oda" not in told.model_dump_json()


@pytest.mark.parametrize(
    ("proxy", "told"),
    [
        (None, None),
        ("socks5://127.0.0.1:1080", "socks5://127.0.0.1:1080"),
        ("http://user:p@ss@proxy.example", "http://proxy.example"),
        ("https://user@proxy.example:3128", "https://proxy.example:3128"),
    ],
)
def test_a_proxy_is_told_without_its_user(proxy: str | None, told: str | None) -> None:
    assert disclose(CaptureSettings(proxy=proxy)).proxy == told


def test_every_setting_is_disclosed_or_is_a_secret() -> None:
    told = set(type(disclose(CaptureSettings())).model_fields)
    assert set(CaptureSettings.model_fields) - told == {"headers"}
    assert told - set(CaptureSettings.model_fields) == {"header_names"}


def test_a_record_comes_back_as_it_was() -> None:
    good = record(())
    assert CaptureRecord.model_validate_json(good.model_dump_json()) == good


def test_a_record_with_a_key_that_is_not_known_is_none() -> None:
    content = record(()).model_dump(mode="json")
    with pytest.raises(ValidationError):
        CaptureRecord.model_validate(content | {"surprise": 1})
    with pytest.raises(ValidationError):
        CaptureRecord.model_validate(content | {"captured_at": "2026-11-23T15:40:02"})

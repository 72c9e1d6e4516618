"""What a page with a clock prints comes back to the same instant: over languages, zones, DST nights, year ends."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_timedelta
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from capture.extract.timestamps import (
    PrintedTime,
    TimeRow,
    TimeSetting,
    find_times,
    plain_setting,
    read_attribute,
    resolve,
    resolve_list,
)

ZONES = (
    "Pacific/Auckland", "Pacific/Apia", "Pacific/Tongatapu", "Europe/Berlin", "Europe/London", "America/New_York",
    "America/St_Johns", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Tokyo",
    "America/Santiago", "UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago",
)  # fmt: skip
LANGUAGES = (
    "en-US", "en-GB", "en-NZ", "de", "fr", "es", "pt-BR", "it", "nl", "sv", "da", "nb", "fi", "pl", "cs", "sk", "ru",
    "uk", "tr", "el", "hu", "ro", "id", "ja", "zh", "ko", "ar", "fa", "hi", "he", "vi", "lt", "lv", "et", "hr", "sl",
    "bg", "ca",
)  # fmt: skip

FAST = settings(max_examples=80, deadline=None, derandomize=True)

# Around the nights on which clocks of many countries change, around year ends, and anywhere else.
CHANGES = tuple(map(datetime.fromisoformat, ("2024-03-31", "2024-10-27", "2024-11-03", "2025-04-06")))
YEAR_ENDS = tuple(datetime.fromisoformat(f"{year}-01-01") for year in range(2016, 2029))
MOMENTS = st.one_of(
    st.datetimes(datetime.fromisoformat("2015-01-01"), datetime.fromisoformat("2029-12-31")),
    st.builds(lambda day, minutes: day + timedelta(minutes=minutes), st.sampled_from(CHANGES), st.integers(-720, 2160)),
    st.builds(
        lambda day, minutes: day + timedelta(minutes=minutes), st.sampled_from(YEAR_ENDS), st.integers(-2160, 2160)
    ),
).map(lambda moment: moment.replace(second=0, microsecond=0, tzinfo=UTC))
AGES = st.one_of(st.integers(0, 90), st.integers(0, 23 * 60), st.integers(0, 300 * 24 * 60)).map(
    lambda minutes: timedelta(minutes=minutes)
)


def setting_at(now: datetime, zone: str, language: str) -> TimeSetting:
    """The setting of a page whose clock says `now`."""
    return plain_setting(now, zone=ZoneInfo(zone), language=language, zone_basis="page-clock")


def read(text: str, language: str) -> PrintedTime:
    times = find_times(text, language)
    assert len(times) == 1, (text, times)
    return times[0]


def clock_is_unique(instant: datetime, zone: str) -> bool:
    """Whether the site's clock shows this minute once only."""
    local = instant.astimezone(ZoneInfo(zone)).replace(fold=0)
    return local.utcoffset() == local.replace(fold=1).utcoffset()


def YEAR_MAY_BE_FIRST(local: datetime, _: str) -> str:  # noqa: N802 (one of a table of forms)
    return local.strftime("%d.%m.%y %H:%M")


FULL_FORMS: tuple[Callable[[datetime, str], str], ...] = (
    lambda local, language: format_datetime(local, "d MMMM y HH:mm", locale=language),
    lambda local, language: format_datetime(local, "d MMM y, HH:mm", locale=language),
    lambda local, language: format_datetime(local, "EEEE d MMMM y H:mm", locale=language),
    lambda local, _: local.strftime("%Y-%m-%d %H:%M"),
    lambda local, _: local.strftime("%Y-%m-%dT%H:%M"),
    lambda local, _: local.strftime("%H:%M | %Y-%m-%d"),
    lambda local, _: local.strftime("%d.%m.%Y, %H:%M Uhr"),
    YEAR_MAY_BE_FIRST,
    lambda local, _: local.strftime("%Y年%m月%d日 %H:%M"),
    lambda local, _: local.strftime("%Y年%m月%d日 %H時%M分"),
    lambda local, _: local.strftime("%B %d, %Y at %I:%M %p"),
    lambda local, _: local.strftime("%a, %b %d, %Y %I:%M%p").lower(),
    lambda local, _: f"{local:%d %b %Y}, {local:%H}h{local:%M}",
)


@FAST
@given(MOMENTS, AGES, st.sampled_from(ZONES), st.sampled_from(LANGUAGES), st.sampled_from(FULL_FORMS))
def test_full_dates_with_a_clock_come_back(
    now: datetime, age: timedelta, zone: str, language: str, form: Callable[[datetime, str], str]
) -> None:
    if form is YEAR_MAY_BE_FIRST:
        assume(language not in ("ja", "zh", "ko", "hu", "lt"))
    instant = now - age
    printed = read(form(instant.astimezone(ZoneInfo(zone)), language.replace("-", "_")), language)
    found = resolve(printed, setting_at(now, zone, language))
    if clock_is_unique(instant, zone):
        assert found.time == instant
        assert found.time.utcoffset() == instant.astimezone(ZoneInfo(zone)).utcoffset()
    else:
        assert found.time in (instant, None)
        assert found.time or instant in (found.earliest, found.latest)
    assert found.local == instant.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
    assert found.precision == "minute"


DAY_FORMS: tuple[Callable[[datetime, str], str], ...] = (
    lambda local, language: format_date(local, "d MMMM y", locale=language),
    lambda local, language: format_date(local, "long", locale=language),
    lambda local, language: format_date(local, "full", locale=language),
    lambda local, language: format_date(local, "medium", locale=language),
    lambda local, _: local.strftime("%Y/%m/%d"),
    lambda local, _: local.strftime("%B %-d, %Y"),
)
# The calendars of their CLDR formats are not Gregorian, or their medium form is all numbers in an order of its own.
YEARLESS_FORMS: tuple[Callable[[datetime, str], str], ...] = (
    lambda local, language: format_date(local, "d MMMM", locale=language),
    lambda local, language: format_date(local, "d MMM", locale=language),
    lambda local, _: local.strftime("%b %-d"),
    lambda local, _: local.strftime("%m月%d日"),
    # Never written with the day first in the far east.
    lambda local, language: local.strftime("%m.%d." if language in ("ja", "zh", "ko") else "%d.%m."),
)


@FAST
@given(MOMENTS, AGES, st.sampled_from(ZONES), st.sampled_from(LANGUAGES), st.sampled_from(DAY_FORMS))
def test_full_dates_come_back(
    now: datetime, age: timedelta, zone: str, language: str, form: Callable[[datetime, str], str]
) -> None:
    local = (now - age).astimezone(ZoneInfo(zone))
    found = resolve(read(form(local, language.replace("-", "_")), language), setting_at(now, zone, language))
    assert (found.local, found.precision) == (local.date().isoformat(), "day")
    assert found.earliest is not None
    assert found.latest is not None
    assert found.earliest <= now - age <= found.latest + timedelta(seconds=1)


@FAST
@given(MOMENTS, AGES, st.sampled_from(ZONES), st.sampled_from(LANGUAGES), st.sampled_from(YEARLESS_FORMS))
def test_dates_without_year_are_the_latest_not_after_now(
    now: datetime, age: timedelta, zone: str, language: str, form: Callable[[datetime, str], str]
) -> None:
    local = (now - age).astimezone(ZoneInfo(zone))
    printed = read(form(local, language.replace("-", "_")), language)
    found = resolve(printed, setting_at(now, zone, language)._replace(now_basis="page-clock"))
    assert (found.local, found.precision) == (local.date().isoformat(), "day")


CLOCK_FORMS: tuple[tuple[str, Callable[[datetime], str]], ...] = (
    ("en", lambda local: local.strftime("%H:%M")),
    ("en", lambda local: local.strftime("%-H:%M")),
    ("en-US", lambda local: local.strftime("%-I:%M %p").lower()),
    ("en-US", lambda local: local.strftime("%I:%M%p")),
    ("es", lambda local: local.strftime("%I:%M ") + ("a. m." if local.hour < 12 else "p. m.")),
    ("de", lambda local: local.strftime("%H:%M Uhr")),
    ("sv", lambda local: local.strftime("kl. %H.%M")),
    ("fi", lambda local: local.strftime("%-H.%M")),
    ("fr", lambda local: local.strftime("%-Hh%M")),
    ("ja", lambda local: local.strftime("%H時%M分")),
    ("ar", lambda local: local.strftime("%H:%M").translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))),
    ("hi", lambda local: local.strftime("%H:%M").translate(str.maketrans("0123456789", "०१२३४५६७८९"))),
)


@FAST
@given(
    MOMENTS,
    st.lists(st.integers(0, 5 * 60), min_size=1, max_size=12),
    st.sampled_from(ZONES),
    st.sampled_from(CLOCK_FORMS),
)
@example(datetime(2024, 10, 27, 1, 30, tzinfo=UTC), [0, 20, 40, 20, 30], "Europe/Berlin", CLOCK_FORMS[0])
@example(datetime(2024, 3, 31, 3, 0, tzinfo=UTC), [10, 60, 60, 60, 240], "Europe/Berlin", CLOCK_FORMS[0])
@example(datetime(2025, 1, 1, 0, 5, tzinfo=UTC), [3, 4, 290, 280], "UTC", CLOCK_FORMS[2])
def test_clocks_of_a_list_that_falls_get_their_days(
    now: datetime, gaps: list[int], zone: str, form: tuple[str, Callable[[datetime], str]]
) -> None:
    language, write = form
    moments, at = [], now
    for gap in gaps:
        at -= timedelta(minutes=gap)
        moments.append(at)
    # Where two clocks of a list are equal by the night's shift, no reader can tell how far they lie apart.
    assume(all(clock_is_unique(moment, zone) for moment in moments) or _shift_is_visible(moments, zone))
    rows = [TimeRow(read(write(moment.astimezone(ZoneInfo(zone))), language)) for moment in moments]
    found = resolve_list(rows, setting_at(now, zone, language))
    for moment, time in zip(moments, found, strict=True):
        local = moment.astimezone(ZoneInfo(zone))
        assert time.local == local.strftime("%Y-%m-%dT%H:%M")
        if clock_is_unique(moment, zone):
            assert time.time == moment
        else:
            assert time.time in (moment, None)
            assert time.time or (time.earliest is not None and moment in (time.earliest, time.latest))


def _shift_is_visible(moments: list[datetime], zone: str) -> bool:
    """Whether the clock that was put back shows as a jump up: the only way in which a reader can see it."""
    locals_ = [moment.astimezone(ZoneInfo(zone)) for moment in moments]
    return all(
        later.replace(tzinfo=None) > earlier.replace(tzinfo=None)
        for earlier, later in pairwise(locals_)
        if earlier.utcoffset() != later.utcoffset()
        and (earlier.utcoffset() or timedelta()) < (later.utcoffset() or timedelta())
    )


@FAST
@given(
    MOMENTS,
    st.sampled_from(("minute", "hour", "day")),
    st.integers(1, 23),
    st.sampled_from(ZONES),
    st.sampled_from(LANGUAGES),
)
def test_amounts_of_the_past_are_held_against_now(
    now: datetime, unit: str, amount: int, zone: str, language: str
) -> None:
    age = timedelta(**{unit + "s": amount})
    text = format_timedelta(
        -age, granularity=unit, threshold=100, add_direction=True, locale=language.replace("-", "_")
    )
    printed = read(text, language)
    assert (printed.amount, printed.unit) == (amount, unit)
    found = resolve(printed, setting_at(now, zone, language))
    assert found.precision == unit
    assert found.earliest is not None
    assert found.latest is not None
    assert found.earliest <= now - age <= found.latest
    assert found.time is not None
    if unit == "day":
        assert found.time.date() == (now - age).astimezone(ZoneInfo(zone)).date()
    else:
        assert found.time == now - age


ATTRIBUTE_FORMS: tuple[Callable[[datetime], str], ...] = (
    lambda moment: moment.isoformat(),
    lambda moment: moment.isoformat(timespec="milliseconds"),
    lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%S%z"),
    lambda moment: moment.strftime("%Y-%m-%d %H:%M:%S%z"),
    lambda moment: moment.strftime("%a, %d %b %Y %H:%M:%S %z"),
    lambda moment: moment.strftime("%a %b %d %Y %H:%M:%S GMT%z (Somewhere)"),
    lambda moment: str(int(moment.timestamp())),
    lambda moment: str(int(moment.timestamp() * 1000)),
    lambda moment: moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    lambda moment: moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ"),
)


@FAST
@given(MOMENTS, st.sampled_from(ZONES), st.sampled_from(ATTRIBUTE_FORMS))
def test_attributes_keep_their_instant(now: datetime, zone: str, form: Callable[[datetime], str]) -> None:
    local = now.astimezone(ZoneInfo(zone))
    attribute = read_attribute(form(local))
    assert attribute is not None
    assert attribute.instant == now
    printed = read(local.strftime("%H:%M"), "en")
    found = resolve(printed, setting_at(now, zone, "en"), attribute=form(local))
    assert found.time == now
    assert found.time.utcoffset() == local.utcoffset()


@FAST
@given(st.text(max_size=60), st.sampled_from((*LANGUAGES, None, "xx", "th", "sw", "zu")))
def test_any_text_is_survived_and_found_times_lie_in_it(text: str, language: str | None) -> None:
    end = 0
    for time in find_times(text, language):
        assert end <= time.start < time.end <= len(text)
        end = time.end
    read_attribute(text)


@FAST
@given(
    st.lists(
        st.text(alphabet="0123456789:.-/ hap,mTZ+年月日時分前昨 agovrUh", min_size=1, max_size=20), max_size=6
    ),
    MOMENTS, st.sampled_from(ZONES), st.sampled_from(LANGUAGES),
)  # fmt: skip
def test_any_list_resolves_to_as_many_times_none_of_them_unexplained(
    texts: list[str], now: datetime, zone: str, language: str
) -> None:
    rows = [TimeRow(next(iter(find_times(text, language)), None), text) for text in texts]
    found = resolve_list(rows, setting_at(now, zone, language))
    assert len(found) == len(rows)
    assert all((time.time is None) == (time.reason is not None) for time in found)

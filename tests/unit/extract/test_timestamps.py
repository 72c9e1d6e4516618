"""Finding times in texts: where they lie, what is none, and which texts say nothing else."""

import pytest

from capture.extract.timestamps import CalendarDay, find_times, is_time_only, lead_words


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("01:32 min", "en"),
        ("12:04 minutes", "en"),
        ("5 min read", "en"),
        ("9:00-17:00", "en"),
        ("9 am to 5 pm", "en"),
        ("Mo.–Fr., 8–17 Uhr", "de"),
        ("10-12 October 2024", "en"),
        ("Team wins 2:1 in final", "en"),
        ("Rovers 2-1 Albion", "en"),
        ("ratio 16:9", "en"),
        ("call 555-1234", "en"),
        ("call 03 9555 1234", "en"),
        ("Version 2.18", "en"),
        ("$9.05", "en"),
        ("9.05 Euro", "de"),
        ("Kostar 9.05 kr", "sv"),
        ("up 10.30%", "sv"),
        ("9/11 attacks", "en"),
        ("2024-25 season", "en"),
        ("since 2019", "en"),
        ("Room 10.30", "en"),
        ("7 days a week", "en"),
        ("I ate 3 hours before", "en"),
        ("Guten Morgen", "de"),
        ("PT1M3S", "en"),
        ("25:61", "en"),
        ("31 February 2024", "en"),
        ("99/99/2024", "en"),
        ("Sun", "en"),
        ("Minister resigns over quarry deal", "en"),
        ("", None),
    ],
)
def test_what_only_looks_like_a_time_is_left_alone(text: str, language: str | None) -> None:
    assert find_times(text, language) == ()


def test_all_times_of_a_text_are_found_in_order_with_their_places() -> None:
    text = "09:05 Tram opens early  08:50 Bakery saved · 4 February 2025"
    found = find_times(text, "en-GB")
    assert [time.text for time in found] == ["09:05", "08:50", "4 February 2025"]
    assert [text[time.start : time.end] for time in found] == [time.text for time in found]


def test_parts_that_stand_together_are_one_time() -> None:
    (found,) = find_times("Published Tuesday,  4 February 2025 | 9:12 pm (GMT+2) by the desk", "en-GB")
    assert found.text == "Tuesday, 4 February 2025 | 9:12 pm (GMT+2)"
    assert (found.weekday, found.date, found.hour, found.minute, found.zone) == (
        1,
        CalendarDay(2025, 2, 4),
        21,
        12,
        "+02:00",
    )


def test_places_are_those_of_the_text_with_its_direction_marks() -> None:
    text = "نشر 23\u200f/10\u200f/2024 هنا"
    (found,) = find_times(text, "ar")
    assert text[found.start : found.end] == "23\u200f/10\u200f/2024"
    assert found.date == CalendarDay(2024, 10, 23)


def test_letters_of_a_zone_count_in_capitals_only() -> None:
    assert [time.zone for time in find_times("18:30 EST", "en")] == ["-05:00"]
    assert [(time.text, time.zone) for time in find_times("à 9h05 est arrivé", "fr")] == [("9h05", None)]


def test_an_order_that_the_numbers_leave_open_is_given_with_both_readings() -> None:
    (found,) = find_times("06-10 17:50", "pl")
    assert (found.date, found.other_dates) == (CalendarDay(None, 10, 6), (CalendarDay(None, 6, 10),))
    (found,) = find_times("03/04/2025", "en-US")
    assert (found.date, found.other_dates) == (CalendarDay(2025, 3, 4), (CalendarDay(2025, 4, 3),))
    (found,) = find_times("03.04.2025", "en-US")
    assert (found.date, found.other_dates) == (CalendarDay(2025, 4, 3), ())
    (found,) = find_times("13/04/2025", "en-US")
    assert (found.date, found.other_dates) == (CalendarDay(2025, 4, 13), ())


def test_a_number_with_a_point_is_a_clock_only_where_clocks_are_so_written_or_words_say_it() -> None:
    assert find_times("18.47 rise in rents", "en") == ()
    assert [time.hour for time in find_times("18.47 Badvakter efterlyses", "sv")] == [18]
    assert [time.hour for time in find_times("heute um 18.47 Uhr", "de")] == [18]
    (alone,) = find_times("18.47", "en")
    assert alone.weak


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Updated 11:30", "en"),
        ("Last updated: 4 February 2025, 9:12 GMT", "en"),
        ("Stand: 02.02.2022 18:26 Uhr", "de"),
        ("Publié le 23/10/2024 à 09h05", "fr"),
        ("18:40 |", "en"),
        ("5 min ago · Updated 2 min ago", "en"),
        ("Päivitetty 18.2. klo 15.32", "fi"),
        ("[10:20]", "en"),
    ],
)
def test_texts_that_say_nothing_but_when(text: str, language: str) -> None:
    assert is_time_only(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("09:05 Tram opens early", "en"),
        ("What to know for February 26", "en"),
        ("Updated", "en"),
        ("Business · 10:20", "en"),
    ],
)
def test_texts_that_say_more(text: str, language: str) -> None:
    assert not is_time_only(text, language)


def test_words_that_lead_to_a_time_are_told_from_others() -> None:
    text = "Quarry deal: Updated 11:30"
    (found,) = find_times(text, "en")
    assert lead_words(text, found) == "Updated "
    (found,) = find_times("Quarry 11:30", "en")
    assert lead_words("Quarry 11:30", found) == ""


def test_repeated_lead_words_cost_no_more_than_their_length() -> None:
    text = "mis à jour le " * 2000 + "9:05 zone"
    assert not is_time_only(text, "fr")
    assert lead_words(text, find_times(text, "fr")[0]).endswith("mis à jour le ")

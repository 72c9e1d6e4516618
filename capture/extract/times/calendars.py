"""Years and calendars other than the Gregorian: Thai and Japanese eras, the Republic of China, the Persian year."""

from datetime import date

# Year 1 of the era is the Gregorian year after this one.
ERAS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}
BUDDHIST = 543

# Dari and Persian names of the months of the solar Hijri year.
PERSIAN_MONTHS = {
    "فروردین": 1, "اردیبهشت": 2, "خرداد": 3, "تیر": 4, "مرداد": 5, "شهریور": 6, "مهر": 7, "آبان": 8, "آذر": 9, "دی": 10,
    "بهمن": 11, "اسفند": 12, "حمل": 1, "ثور": 2, "جوزا": 3, "سرطان": 4, "اسد": 5, "سنبله": 6, "میزان": 7, "عقرب": 8,
    "قوس": 9, "جدی": 10, "دلو": 11, "حوت": 12,
}  # fmt: skip
# 1 Farvardin 1 by this arithmetic, in the Gregorian calendar drawn backwards.
_FIRST_DAY = date(622, 3, 21).toordinal()
# Leap years of a cycle of 33, counted from its first; holds from 1244 to 1472 (K. M. Borkowski, The Persian calendar
# for 3000 years, 1996: outside, the true equinox departs from the cycle).
_LEAP_YEARS = frozenset({1, 5, 9, 13, 17, 22, 26, 30})


def from_persian(year: int, month: int, day: int) -> date | None:
    """The Gregorian day of a solar Hijri date; None if there is no such day or the year is not of our time."""
    if not (1244 <= year <= 1472 and 1 <= month <= 12):
        return None
    length = 31 if month <= 6 else 30 if month <= 11 or year % 33 in _LEAP_YEARS else 29
    if not 1 <= day <= length:
        return None
    cycles, of_cycle = divmod(year - 1, 33)
    leap_days = 8 * cycles + sum(1 for leap in _LEAP_YEARS if leap <= of_cycle)
    before = 31 * min(month - 1, 6) + 30 * max(month - 7, 0)
    return date.fromordinal(_FIRST_DAY + 365 * (year - 1) + leap_days + before + day - 1)

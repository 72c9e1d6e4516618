"""How the languages of news pages print times: one form a line, with what a reader takes from it."""

import pytest

from capture.extract.timestamps import CalendarDay, PrintedTime, find_times

FORMS: dict[str, dict[str, str]] = {
    "en": {
        "9:05": "clock 09:05 length?",
        "9:05 am": "clock 09:05",
        "9.05pm": "clock 21:05",
        "12:05 a.m.": "clock 00:05",
        "Oct. 23": "date ????-10-23",
        "23 Oct": "date ????-10-23",
        "23 October 2024": "date 2024-10-23",
        "October 23rd, 2024": "date 2024-10-23",
        "Wed, Oct 16, 2024": "date Wed 2024-10-16",
        "10/23 19:42": "date-clock ????-10-23 19:42",
        "23/10/24": "date 2024-10-23",
        "5 min ago": "relative 5 minute",
        "32M ago": "relative 32 minute",
        "1h": "relative 1 hour weak length?",
        "2 hrs ago": "relative 2 hour",
        "just now": "relative 0 minute",
        "an hour ago": "relative 1 hour",
        "1 hour 20 minutes ago": "relative 80 minute",
        "Monday 10:00PM": "weekday-clock Mon 22:00",
        "John 3:16 says": "clock 03:16 length?",
        "price $9.05 today": "day-word +0d",
        "0:48": "clock 00:48 length?",
        "1:24:10": "clock 01:24:10 length?",
        "what to know for February 26": "date ????-02-26",
        "May 5": "date ????-05-05",
        "may 5 people": "date ????-05-05",
        "half an hour ago": "relative 30 minute",
        "Updated: Tue Nov 5 2024 09:14": "date-clock Tue 2024-11-05 09:14",
        "2024-10-23T09:05:00Z": "date-clock 2024-10-23 09:05:00 +00:00",
        "Story title here 5h ago by Me": "relative 5 hour",
        "3 min": "relative 3 minute weak length?",
        "Sat 4 Oct, 3pm": "date-clock Sat ????-10-04 15",
        "4/5": "date ????-04-05 or ????-05-04 weak",
        "1/2": "date ????-01-02 or ????-02-01 weak",
        "24/7": "date ????-07-24 weak",
        "05/06/07": "date 2007-05-06 or 2007-06-05",
        "Last updated 10:43 GMT, Friday, 6 November 2015": "date-clock Fri 2015-11-06 10:43 +00:00",
        "18:30 EST": "clock 18:30 -05:00",
        "1 day": "relative 1 day weak length?",
        "12h": "relative 12 hour weak length?",
        "12/24/2024 at 3:05 PM ET": "date-clock 2024-12-24 15:05 America/New_York",
        "Today at 9:05": "day-word-clock +0d 09:05",
        "TODAY 9:05": "day-word-clock +0d 09:05",
        "Thursday, January 8, 2026 | 10:15 PM": "date-clock Thu 2026-01-08 22:15",
        "3 hours ago": "relative 3 hour",
        "Yesterday, 22:14": "day-word-clock -1d 22:14",
        "a day ago": "relative 1 day",
        "2 weeks ago": "relative 2 week",
        "one month ago": "relative 1 month",
        "a few seconds ago": "relative 0 minute",
        "9/10/2024": "date 2024-09-10 or 2024-10-09",
        "Oct 23 2024 at 9pm": "date-clock 2024-10-23 21",
        "Fri 11 Apr 2025 15:58": "date-clock Fri 2025-04-11 15:58",
        "09:12 GMT": "clock 09:12 +00:00",
        "GMT+2 13:36": "clock 13:36",
    },
    "de": {
        "18:47 Uhr": "clock 18:47",
        "Heute, 12:34": "day-word-clock +0d 12:34",
        "vor 2 Stunden": "relative 2 hour",
        "vor 5 Min.": "relative 5 minute",
        "vor einer Stunde": "relative 1 hour",
        "23. Oktober 2024": "date 2024-10-23",
        "Freitag, 26. April 2024": "date Fri 2024-04-26",
        "Mo., 3. Feb., 9 Uhr": "date-clock Mon ????-02-03 09",
        "18.40 Uhr": "clock 18:40",
        "23.10.": "date ????-10-23",
        "23.10., 12:30": "date-clock ????-10-23 12:30",
        "13.01.2026, 12.30 Uhr": "date-clock 2026-01-13 12:30",
        "Stand: 02.02.2022 18:26 Uhr": "date-clock 2022-02-02 18:26",
        "gestern um 17:03": "day-word-clock -1d 17:03",
        "Fr 12:30 Uhr": "weekday-clock Fri 12:30",
        "morgen": "day-word +1d weak",
        "vor 3 Std.": "relative 3 hour",
        "3. Mai 9:15 Uhr": "date-clock ????-05-03 09:15",
        "15. März": "date ????-03-15",
        "31.12.24, 23:59": "date-clock 2024-12-31 23:59",
        "Do. 24.10. 18 Uhr": "date-clock Thu ????-10-24 18",
    },
    "fr": {
        "9h05": "clock 09:05",
        "9 h 05": "clock 09:05",
        "il y a 3 h": "relative 3 hour",
        "il y a une heure": "relative 1 hour",
        "hier à 18h30": "day-word-clock -1d 18:30",
        "Édition du 2022-04-28": "date 2022-04-28",
        "1er mai 2024": "date 2024-05-01",
        "le 23 oct. 2024 à 9:05": "date-clock 2024-10-23 09:05",
        "Publié le 23/10/2024 à 09h05": "date-clock 2024-10-23 09:05",
        "aujourd’hui à 12:15": "day-word-clock +0d 12:15",
        "lundi 14 octobre 2024": "date Mon 2024-10-14",
        "08h": "clock 08 weak",
        "Il y a 5 minutes": "relative 5 minute",
    },
    "es": {
        "hace 3 horas": "relative 3 hour",
        "07:15 p. m.": "clock 19:15",
        "23 de octubre de 2024": "date 2024-10-23",
        "hace una hora": "relative 1 hour",
        "23 oct 2024 - 19:05 CEST": "date-clock 2024-10-23 19:05 +02:00",
        "Abril,21 2022 a las 10:45 pm": "date-clock 2022-04-21 22:45",
        "ayer 19:00": "day-word-clock -1d 19:00",
        "12:05 a.m.": "clock 00:05",
        "hoy a las 9:05": "day-word-clock +0d 09:05",
        "martes, 5 de noviembre de 2024": "date Tue 2024-11-05",
    },
    "sv": {
        "kl. 18.47": "clock 18:47",
        "18.47": "clock 18:47",
        "9.05": "clock 09:05 length?",
        "igår 17:30": "day-word-clock -1d 17:30",
        "för 3 timmar sedan": "relative 3 hour",
        "i dag 12.10": "day-word-clock +0d 12:10",
        "3 min sedan": "relative 3 minute",
        "23 okt": "date ????-10-23",
        "lör 12 okt": "date Sat ????-10-12",
        "11.14": "clock 11:14",
        "torsdag 8 januari 2026": "date Thu 2026-01-08",
    },
    "fi": {
        "9.05": "clock 09:05 length?",
        "klo 18.47": "clock 18:47",
        "18.2. 15:32": "date-clock ????-02-18 15:32",
        "3 tuntia sitten": "relative 3 hour",
        "eilen 12:40": "day-word-clock -1d 12:40",
        "23.10.2024 klo 9.05": "date-clock 2024-10-23 09:05",
    },
    "ja": {
        "令和6年10月23日 19:42": "date-clock 2024-10-23 19:42",
        "令和元年5月1日": "date 2019-05-01",
        "2024年10月23日": "date 2024-10-23",
        "10月23日 19:42": "date-clock ????-10-23 19:42",
        "10分前": "relative 10 minute",
        "3時間前": "relative 3 hour",
        "1/14 19:42": "date-clock ????-01-14 19:42",
        "2024/10/23 9:05": "date-clock 2024-10-23 09:05",
        "10月23日(水) 19時42分": "date-clock Wed ????-10-23 19:42",
        "午後3時05分": "clock 15:05",
        "昨日 10:20": "day-word-clock -1d 10:20",
        "今日": "day-word +0d",
        "1月10日": "date ????-01-10",
        "たった今": "relative 0 minute",
    },
    "zh": {
        "刚刚": "relative 0 minute",
        "5分钟前": "relative 5 minute",
        "2024-10-23 09:05": "date-clock 2024-10-23 09:05",
        "10-23 09:05": "date-clock ????-10-23 09:05",
        "昨天 10:20": "day-word-clock -1d 10:20",
        "下午3:05": "clock 15:05",
        "10月23日": "date ????-10-23",
        "3小时前": "relative 3 hour",
    },
    "ko": {
        "3시간 전": "relative 3 hour",
        "2024.10.23 09:05": "date-clock 2024-10-23 09:05",
        "2024. 10. 23. 오후 3:05": "date-clock 2024-10-23 15:05",
        "방금 전": "relative 0 minute",
        "어제": "day-word -1d",
        "10월 23일": "date ????-10-23",
        "10.23": "date ????-10-23 weak",
        "05.10 09:05": "date-clock ????-05-10 09:05",
    },
    "ru": {
        "3 часа назад": "relative 3 hour",
        "8 января, 17:46": "date-clock ????-01-08 17:46",
        "вчера в 18:20": "day-word-clock -1d 18:20",
        "сегодня, 10:05": "day-word-clock +0d 10:05",
        "только что": "relative 0 minute",
        "час назад": "relative 1 hour",
        "23 октября 2024": "date 2024-10-23",
        "23 окт 2024, 09:05": "date-clock 2024-10-23 09:05",
    },
    "pl": {
        "5 maja 2021 11:00": "date-clock 2021-05-05 11:00",
        "06-10 17:50": "date-clock ????-10-06 or ????-06-10 17:50",
        "wczoraj, 12:30": "day-word-clock -1d 12:30",
        "2 godz. temu": "relative 2 hour",
        "godzinę temu": "relative 1 hour",
        "dzisiaj 09:15": "day-word-clock +0d 09:15",
        "godz. 12:30": "clock 12:30",
    },
    "ar": {
        "منذ ٣ ساعات": "relative 3 hour",
        "٩:٠٥": "clock 09:05 length?",
        "منذ ساعتين": "relative 2 hour",
        "قبل ساعة": "relative 1 hour",
        "23 أكتوبر 2024": "date 2024-10-23",
        "٢٣ أكتوبر ٢٠٢٤ ٩:٠٥ ص": "date-clock 2024-10-23 09:05",
        "أمس 10:20": "day-word-clock -1d 10:20",
        "23\u200f/10\u200f/2024": "date 2024-10-23",
    },
    "fa": {
        "۲ آبان ۱۴۰۳": "date 2024-10-23",
        "چهارشنبه ۲ آبان ۱۴۰۳ - ۱۲:۳۰": "date-clock Wed 2024-10-23 12:30",
        "۱۴۰۳/۰۸/۰۲ ۰۹:۰۵": "date-clock 2024-10-23 09:05",
        "۳ ساعت پیش": "relative 3 hour",
        "۱۲:۳۰": "clock 12:30",
        "۲۳ اکتبر ۲۰۲۴": "date 2024-10-23",
    },
    "hi": {
        "3 घंटे पहले": "relative 3 hour",
        "२३ अक्टूबर २०२४": "date 2024-10-23",
        "आज 10:20": "day-word-clock +0d 10:20",
        "5 मिनट पहले": "relative 5 minute",
        "9:05 पूर्वाह्न": "clock 09:05",
    },
    "pt": {
        "há 5 minutos": "relative 5 minute",
        "Há 2 horas": "relative 2 hour",
        "ontem às 18h30": "day-word-clock -1d 18:30",
        "23/10/2024 09h05": "date-clock 2024-10-23 09:05",
        "23 de out. de 2024": "date 2024-10-23",
        "hoje": "day-word +0d",
    },
    "it": {
        "3 ore fa": "relative 3 hour",
        "un'ora fa": "relative 1 hour",
        "ieri alle 18:30": "day-word-clock -1d 18:30",
        "23 ottobre 2024": "date 2024-10-23",
        "oggi": "day-word +0d",
        "ore 12.30": "clock 12:30",
    },
    "nl": {
        "3 uur geleden": "relative 3 hour",
        "vandaag, 12:30": "day-word-clock +0d 12:30",
        "gisteren": "day-word -1d",
        "23 okt. 2024": "date 2024-10-23",
        "23 oktober": "date ????-10-23",
        "12.30 uur": "clock 12:30",
    },
    "tr": {
        "3 saat önce": "relative 3 hour",
        "dün 12:30": "day-word-clock -1d 12:30",
        "23 Ekim 2024": "date 2024-10-23",
        "az önce": "relative 0 minute",
        "bugün": "day-word +0d",
    },
    "cs": {
        "včera 16:35": "day-word-clock -1d 16:35",
        "před 3 hodinami": "relative 3 hour",
        "23. 10. 2024 13:31": "date-clock 2024-10-23 13:31",
        "dnes 9:05": "day-word-clock +0d 09:05",
        "před hodinou": "relative 1 hour",
        "23. října 2024": "date 2024-10-23",
    },
    "vi": {
        "3 giờ trước": "relative 3 hour",
        "hôm qua 10:20": "day-word-clock -1d 10:20",
        "23 tháng 10, 2024": "date 2024-10-23",
        "23/10/2024 09:05": "date-clock 2024-10-23 09:05",
        "5 phút trước": "relative 5 minute",
        "Thứ Tư, 23/10/2024": "date Wed 2024-10-23",
    },
    "el": {
        "πριν από 3 ώρες": "relative 3 hour",
        "23 Οκτωβρίου 2024": "date 2024-10-23",
        "χθες 12:30": "day-word-clock -1d 12:30",
        "ΣΗΜΕΡΑ 10:20": "day-word-clock +0d 10:20",
        "3:05 μ.μ.": "clock 15:05",
    },
    "hu": {
        "3 órája": "relative 3 hour",
        "2024. október 23. 9:05": "date-clock 2024-10-23 09:05",
        "tegnap 12:30": "day-word-clock -1d 12:30",
        "2024.10.23. 09:05": "date-clock 2024-10-23 09:05",
        "okt. 23.": "date ????-10-23",
    },
    "he": {
        "לפני 3 שעות": "relative 3 hour",
        "לפני שעה": "relative 1 hour",
        "אתמול 10:20": "day-word-clock -1d 10:20",
        "23 באוקטובר 2024": "date 2024-10-23",
    },
    "ro": {
        "acum 3 ore": "relative 3 hour",
        "acum o oră": "relative 1 hour",
        "ieri, 12:30": "day-word-clock -1d 12:30",
        "23 octombrie 2024": "date 2024-10-23",
    },
    "id": {
        "3 jam lalu": "relative 3 hour",
        "23 Oktober 2024 09:05 WIB": "date-clock 2024-10-23 09:05 +07:00",
        "kemarin": "day-word -1d",
        "Rabu, 23 Okt 2024 09:05 WIB": "date-clock Wed 2024-10-23 09:05 +07:00",
        "5 menit yang lalu": "relative 5 minute",
    },
    "da": {
        "for 3 timer siden": "relative 3 hour",
        "kl. 18.47": "clock 18:47",
        "i går 12:30": "day-word-clock -1d 12:30",
        "23. okt. 2024": "date 2024-10-23",
        "3 min. siden": "relative 3 minute",
    },
    "nb": {
        "for 3 timer siden": "relative 3 hour",
        "3 timer siden": "relative 3 hour",
        "i dag 12:30": "day-word-clock +0d 12:30",
    },
    "uk": {
        "3 години тому": "relative 3 hour",
        "23 жовтня 2024, 09:05": "date-clock 2024-10-23 09:05",
        "вчора, 12:30": "day-word-clock -1d 12:30",
        "21 хв тому": "relative 21 minute",
    },
    "th": {
        "3 ชั่วโมงที่แล้ว": "relative 3 hour",
        "23 ต.ค. 2567": "date 2024-10-23",
    },
    "lt": {
        "2024.03.17 08:00": "date-clock 2024-03-17 08:00",
        "prieš 3 val.": "relative 3 hour",
        "2024 m. spalio 23 d. 09:05": "date-clock 2024-10-23 09:05",
        "vakar 10:20": "day-word-clock -1d 10:20",
    },
    "sw": {
        "saa 3 zilizopita": "relative 3 hour",
        "dakika 5 zilizopita": "relative 5 minute",
        "23 Oktoba 2024": "date 2024-10-23",
    },
    "sr": {
        "пре 3 сата": "relative 3 hour",
        "23. октобар 2024.": "date 2024-10-23",
    },
    "bg": {
        "преди 2 часа": "relative 2 hour",
        "23 октомври 2024": "date 2024-10-23",
    },
    "sk": {
        "pred 5 minútami": "relative 5 minute",
        "včera 9:15": "day-word-clock -1d 09:15",
    },
    "sl": {
        "pred 2 urama": "relative 2 hour",
        "23. oktober 2024": "date 2024-10-23",
    },
    "hr": {
        "prije 3 sata": "relative 3 hour",
        "23. listopada 2024.": "date 2024-10-23",
    },
    "lv": {
        "pirms 3 stundām": "relative 3 hour",
        "2024. gada 23. oktobris": "date 2024-10-23",
    },
    "et": {
        "3 tundi tagasi": "relative 3 hour",
        "23. oktoober 2024": "date 2024-10-23",
    },
    "ca": {
        "fa 3 hores": "relative 3 hour",
        "23 d’octubre de 2024": "date 2024-10-23",
    },
    "eu": {
        "duela 3 ordu": "relative 3 hour",
    },
    "gl": {
        "hai 3 horas": "relative 3 hour",
    },
    "is": {
        "fyrir 3 klst.": "relative 3 hour",
        "23. október 2024": "date 2024-10-23",
    },
    "ms": {
        "3 jam lalu": "relative 3 hour",
    },
    "tl": {
        "3 oras ang nakalipas": "relative 3 hour",
    },
    "bn": {
        "৩ ঘণ্টা আগে": "relative 3 hour",
        "২৩ অক্টোবর, ২০২৪": "date 2024-10-23",
    },
    "ta": {
        "3 மணிநேரம் முன்": "relative 3 hour",
    },
    "ur": {
        "3 گھنٹے پہلے": "relative 3 hour",
    },
    "ka": {
        "3 საათის წინ": "relative 3 hour",
        "23 ოქტომბერი, 2024": "date 2024-10-23",
    },
    "hy": {
        "3 ժամ առաջ": "relative 3 hour",
    },
    "az": {
        "3 saat öncə": "relative 3 hour",
        "23 oktyabr 2024": "date 2024-10-23",
    },
    "kk": {
        "3 сағат бұрын": "relative 3 hour",
    },
    "sq": {
        "para 3 orësh": "relative 3 hour",
        "23 tetor 2024": "date 2024-10-23",
    },
    "mk": {
        "пред 3 часа": "relative 3 hour",
    },
    "af": {
        "3 uur gelede": "relative 3 hour",
    },
    "zu": {
        "23 Okthoba 2024": "date 2024-10-23",
    },
    "ne": {
        "3 घण्टा अघि": "relative 3 hour",
    },
    "si": {
        "පැය 3කට පෙර": "relative 3 hour",
    },
    "km": {
        "3 \u1798\u17c9\u17c4\u1784\u200b\u1798\u17bb\u1793": "relative 3 hour",
    },
    "my": {
        "ပြီးခဲ့သည့် 3 နာရီ": "relative 3 hour",
    },
    "zh-TW": {
        "民國113年10月23日": "date 2024-10-23",
        "3 小時前": "relative 3 hour",
        "2024年10月23日 下午3:05": "date-clock 2024-10-23 15:05",
    },
    "to": {
        "houa ʻe 3 kuoʻosi": "relative 3 hour",
    },
    "fo": {
        "3 tímar síðan": "relative 3 hour",
    },
    "lb": {
        "viru(n) 3 Stonnen": "relative 3 hour",
        "23. Oktober 2024": "date 2024-10-23",
    },
    "cy": {
        "3 awr yn ôl": "relative 3 hour",
        "23 Hydref 2024": "date 2024-10-23",
    },
    "ga": {
        "3 uair an chloig ó shin": "relative 3 hour",
        "23 Deireadh Fómhair 2024": "date 2024-10-23",
    },
}
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def spell(time: PrintedTime) -> str:
    """A printed time in one line: kind, weekday, date and its other readings, clock, zone, amount, doubts."""
    parts: list[str] = [time.kind]
    if time.weekday is not None:
        parts.append(WEEKDAYS[time.weekday])
    if time.date is not None:
        parts.append(f"{time.date.year or '????'}-{time.date.month:02d}-{time.date.day:02d}")
    parts += [f"or {day.year or '????'}-{day.month:02d}-{day.day:02d}" for day in time.other_dates]
    if time.day_delta is not None:
        parts.append(f"{time.day_delta:+d}d")
    if time.hour is not None:
        parts.append(":".join(f"{part:02d}" for part in (time.hour, time.minute, time.second) if part is not None))
    if time.zone:
        parts.append(time.zone)
    if time.amount is not None:
        parts.append(f"{time.amount} {time.unit}")
    parts += ["weak"] * time.weak + ["length?"] * time.maybe_duration
    return " ".join(parts)


@pytest.mark.parametrize(
    ("language", "text", "expected"), [(language, *form) for language, forms in FORMS.items() for form in forms.items()]
)
def test_printed_times_are_read(language: str, text: str, expected: str) -> None:
    found = find_times(text, language)
    assert [spell(time) for time in found] == [expected]


@pytest.mark.parametrize("language", sorted(FORMS))
def test_english_is_understood_on_pages_of_every_language(language: str) -> None:
    found = find_times("Posted 5 minutes ago", language)
    assert [(time.amount, time.unit) for time in found] == [(5, "minute")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vor 2 Stunden", "relative 2 hour"),
        ("hace 3 horas", "relative 3 hour"),
        ("il y a 2 h", "relative 2 hour"),
        ("23 de octubre de 2024", "date 2024-10-23"),
        ("вчера 10:20", "day-word-clock -1d 10:20"),
        ("3時間前", "relative 3 hour"),
        ("5分钟前", "relative 5 minute"),
    ],
)
def test_chief_languages_are_understood_where_a_page_names_none(text: str, expected: str) -> None:
    assert [spell(time) for time in find_times(text, None)] == [expected]


def test_a_japanese_date_in_numbers_has_one_reading_whatever_its_weekday_fits() -> None:
    (found,) = find_times("3/9(木) 18:01", "ja")
    assert found.date == CalendarDay(None, 3, 9)
    assert found.other_dates == ()

"""Where a site is at home, as far as its address and its language tell: countries, and the zones of their clocks."""

from functools import cache
from urllib.parse import urlsplit

from capture.extract.times.lexicon import primary

# Country code -> zone, by continent, from the IANA database (zone.tab 2026a): countries of one zone, and those where
# nearly everyone lives in one (New Zealand without the Chathams, Spain without the Canaries...).
_ONE_ZONE = {
    "Africa": (
        "ao Luanda, bf Ouagadougou, bi Bujumbura, bj Porto-Novo, bw Gaborone, cf Bangui, cg Brazzaville, ci "
        "Abidjan, cm Douala, dj Djibouti, dz Algiers, eg Cairo, er Asmara, et Addis_Ababa, ga Libreville, gh "
        "Accra, gm Banjul, gn Conakry, gq Malabo, gw Bissau, ke Nairobi, lr Monrovia, ls Maseru, ly Tripoli, "
        "ma Casablanca, ml Bamako, mr Nouakchott, mw Blantyre, mz Maputo, na Windhoek, ne Niamey, ng Lagos, "
        "rw Kigali, sd Khartoum, sl Freetown, sn Dakar, so Mogadishu, ss Juba, st Sao_Tome, sz Mbabane, td "
        "Ndjamena, tg Lome, tn Tunis, tz Dar_es_Salaam, ug Kampala, za Johannesburg, zm Lusaka, zw Harare "
    ),
    "America": (
        "ag Antigua, ai Anguilla, ar Argentina/Buenos_Aires, aw Aruba, bb Barbados, bo La_Paz, bs Nassau, bz "
        "Belize, cl Santiago, co Bogota, cr Costa_Rica, cu Havana, cw Curacao, dm Dominica, do Santo_Domingo, "
        "ec Guayaquil, gd Grenada, gf Cayenne, gl Nuuk, gp Guadeloupe, gt Guatemala, gy Guyana, hn "
        "Tegucigalpa, ht Port-au-Prince, jm Jamaica, kn St_Kitts, ky Cayman, lc St_Lucia, mq Martinique, ms "
        "Montserrat, ni Managua, pa Panama, pe Lima, pm Miquelon, pr Puerto_Rico, py Asuncion, sr Paramaribo, "
        "sv El_Salvador, tc Grand_Turk, tt Port_of_Spain, uy Montevideo, vc St_Vincent, ve Caracas, vg "
        "Tortola, vi St_Thomas "
    ),
    "Asia": (
        "ae Dubai, af Kabul, am Yerevan, az Baku, bd Dhaka, bh Bahrain, bn Brunei, bt Thimphu, cn Shanghai, "
        "cy Nicosia, ge Tbilisi, hk Hong_Kong, il Jerusalem, in Kolkata, iq Baghdad, ir Tehran, jo Amman, jp "
        "Tokyo, kg Bishkek, kh Phnom_Penh, kp Pyongyang, kr Seoul, kw Kuwait, kz Almaty, la Vientiane, lb "
        "Beirut, lk Colombo, mm Yangon, mn Ulaanbaatar, mo Macau, my Kuala_Lumpur, np Kathmandu, om Muscat, "
        "ph Manila, pk Karachi, ps Gaza, qa Qatar, sa Riyadh, sg Singapore, sy Damascus, th Bangkok, tj "
        "Dushanbe, tl Dili, tm Ashgabat, tw Taipei, uz Tashkent, vn Ho_Chi_Minh, ye Aden "
    ),
    "Atlantic": ("bm Bermuda, cv Cape_Verde, fk Stanley, fo Faroe, is Reykjavik "),
    "Europe": (
        "ad Andorra, al Tirane, at Vienna, ax Mariehamn, ba Sarajevo, be Brussels, bg Sofia, by Minsk, ch "
        "Zurich, cz Prague, de Berlin, dk Copenhagen, ee Tallinn, es Madrid, fi Helsinki, fr Paris, gb/uk "
        "London, gg Guernsey, gi Gibraltar, gr Athens, hr Zagreb, hu Budapest, ie Dublin, im Isle_of_Man, it "
        "Rome, je Jersey, li Vaduz, lt Vilnius, lu Luxembourg, lv Riga, mc Monaco, md Chisinau, me Podgorica, "
        "mk Skopje, mt Malta, nl Amsterdam, no Oslo, pl Warsaw, pt Lisbon, ro Bucharest, rs Belgrade, se "
        "Stockholm, si Ljubljana, sk Bratislava, sm San_Marino, tr Istanbul, ua Kyiv, va Vatican "
    ),
    "Indian": ("km Comoro, mg Antananarivo, mu Mauritius, mv Maldives, re Reunion, sc Mahe, yt Mayotte "),
    "Pacific": (
        "as Pago_Pago, ck Rarotonga, fj Fiji, gu Guam, ki Tarawa, mh Majuro, mp Saipan, nc Noumea, nr Nauru, "
        "nu Niue, nz Auckland, pf Tahiti, pg Port_Moresby, pw Palau, sb Guadalcanal, to Tongatapu, tv "
        "Funafuti, vu Efate, wf Wallis, ws Apia "
    ),
}
# Countries of several zones: the ones that papers print. An offset must choose among them.
_MANY_ZONES: dict[str, tuple[str, ...]] = {
    "us": ("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
           "America/Anchorage", "Pacific/Honolulu"),
    "ca": ("America/Toronto", "America/Winnipeg", "America/Regina", "America/Edmonton", "America/Vancouver",
           "America/Halifax", "America/St_Johns"),
    "au": ("Australia/Sydney", "Australia/Brisbane", "Australia/Adelaide", "Australia/Darwin", "Australia/Perth"),
    "br": ("America/Sao_Paulo", "America/Manaus", "America/Rio_Branco"),
    "mx": ("America/Mexico_City", "America/Cancun", "America/Hermosillo", "America/Tijuana"),
    "ru": ("Europe/Moscow", "Europe/Kaliningrad", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Omsk",
    "Asia/Krasnoyarsk",
           "Asia/Irkutsk", "Asia/Yakutsk", "Asia/Vladivostok", "Asia/Magadan", "Asia/Kamchatka"),
    "id": ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"),
    "cd": ("Africa/Kinshasa", "Africa/Lubumbashi"),
    "fm": ("Pacific/Chuuk", "Pacific/Pohnpei"),
}  # fmt: skip
# Country codes that are sold as names: a bare ".io" says nothing of Chagos, "com.co" does say Colombia.
_SOLD = frozenset(
    [
        "ac",
        "ag",
        "ai",
        "am",
        "bz",
        "cc",
        "cd",
        "cf",
        "co",
        "dj",
        "fm",
        "ga",
        "gd",
        "gg",
        "gl",
        "gq",
        "im",
        "io",
        "la",
        "ly",
        "md",
        "me",
        "ml",
        "mn",
        "ms",
        "mu",
        "nu",
        "pw",
        "sc",
        "sh",
        "so",
        "st",
        "tk",
        "tv",
        "vc",
        "vu",
    ]
)
# Languages of one zone, or of neighbours that share one, though not all who speak them live there.
_ZONE_OF_LANGUAGE = {
    "de": "Europe/Berlin", "it": "Europe/Rome", "pl": "Europe/Warsaw", "cs": "Europe/Prague",
    "sk": "Europe/Bratislava",
    "hu": "Europe/Budapest", "sv": "Europe/Stockholm", "da": "Europe/Copenhagen", "nb": "Europe/Oslo",
    "nn": "Europe/Oslo",
    "nl": "Europe/Amsterdam", "fi": "Europe/Helsinki", "et": "Europe/Tallinn", "lv": "Europe/Riga",
    "lt": "Europe/Vilnius",
    "el": "Europe/Athens", "bg": "Europe/Sofia", "ro": "Europe/Bucharest", "uk": "Europe/Kyiv", "hr": "Europe/Zagreb",
    "sl": "Europe/Ljubljana", "sr": "Europe/Belgrade", "mk": "Europe/Skopje", "sq": "Europe/Tirane",
    "is": "Atlantic/Reykjavik",
    "mt": "Europe/Malta", "ca": "Europe/Madrid", "gl": "Europe/Madrid", "eu": "Europe/Madrid",
    "lb": "Europe/Luxembourg",
    "tr": "Europe/Istanbul", "he": "Asia/Jerusalem", "ka": "Asia/Tbilisi", "hy": "Asia/Yerevan", "az": "Asia/Baku",
    "fa": "Asia/Tehran", "hi": "Asia/Kolkata", "bn": "Asia/Dhaka", "si": "Asia/Colombo", "ne": "Asia/Kathmandu",
    "my": "Asia/Yangon", "th": "Asia/Bangkok", "lo": "Asia/Vientiane", "km": "Asia/Phnom_Penh",
    "vi": "Asia/Ho_Chi_Minh",
    "ja": "Asia/Tokyo", "ko": "Asia/Seoul", "to": "Pacific/Tongatapu", "sm": "Pacific/Apia", "mi": "Pacific/Auckland",
    "af": "Africa/Johannesburg", "zu": "Africa/Johannesburg", "xh": "Africa/Johannesburg", "am": "Africa/Addis_Ababa",
}  # fmt: skip


@cache
def _one_zone() -> dict[str, str]:
    zones = {}
    for continent, countries in _ONE_ZONE.items():
        for entry in countries.split(", "):
            codes, name = entry.split()
            for code in codes.split("/"):
                zones[code] = f"{continent}/{name}"
    return zones


def country_of_host(url: str) -> str | None:
    """Country code that the address ends in, lower case; None for general names and for codes sold as such."""
    labels = (urlsplit(url).hostname or "").split(".")
    code = labels[-1]
    if len(code) != 2 or not code.isalpha():
        return None
    second_level = len(labels) > 2 and labels[-2] in ("com", "co", "org", "net", "gov", "edu", "ac", "go", "or")
    return None if code in _SOLD and not second_level else code


def zones_of_country(code: str | None) -> tuple[str, ...]:
    """The IANA zones that a country's papers may print; empty if unknown."""
    if code is None:
        return ()
    code = code.lower()
    name = _one_zone().get("uk" if code == "gb" else code)
    return (name,) if name else _MANY_ZONES.get(code, ())


def zones_of_language(language: str | None) -> tuple[str, ...]:
    """Of the region of a tag ("de-AT"), else of the language itself."""
    if not language:
        return ()
    region = language.replace("_", "-").split("-")[-1]
    if len(region) == 2 and "-" in language.replace("_", "-") and (zones := zones_of_country(region)):
        return zones
    name = _ZONE_OF_LANGUAGE.get(primary(language) or "")
    return (name,) if name else ()

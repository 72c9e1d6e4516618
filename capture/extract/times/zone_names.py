"""Names of zones as they are printed beside clocks. Letters that mean several zones are known, but mean nothing."""

# Folded name -> offset, or IANA name where the letters leave winter or summer open; None where they name several zones.
ZONE_NAMES: dict[str, str | None] = {
    "utc": "+00:00", "gmt": "+00:00", "est": "-05:00", "edt": "-04:00", "et": "America/New_York", "cdt": "-05:00",
    "ct": "America/Chicago", "mdt": "-06:00", "mst": "-07:00", "mt": "America/Denver", "pst": "-08:00",
    "pdt": "-07:00",
    "pt": "America/Los_Angeles", "akst": "-09:00", "akdt": "-08:00", "hst": "-10:00", "nst": "-03:30",
    "wet": "+00:00",
    "west": "+01:00", "cet": "+01:00", "cest": "+02:00", "mez": "+01:00", "mesz": "+02:00", "eet": "+02:00",
    "eest": "+03:00", "msk": "+03:00", "мск": "+03:00", "trt": "+03:00", "wat": "+01:00", "cat": "+02:00",
    "eat": "+03:00",
    "sast": "+02:00", "pkt": "+05:00", "npt": "+05:45", "wib": "+07:00", "wita": "+08:00", "wit": "+09:00",
    "hkt": "+08:00",
    "sgt": "+08:00", "pht": "+08:00", "myt": "+08:00", "awst": "+08:00", "jst": "+09:00", "kst": "+09:00",
    "acst": "+09:30",
    "acdt": "+10:30", "aest": "+10:00", "aedt": "+11:00", "nzst": "+12:00", "nzdt": "+13:00", "brt": "-03:00",
    "art": "-03:00",
    "clt": None, "ist": None, "bst": None, "cst": None, "ast": None, "sst": None, "gst": None,
}  # fmt: skip

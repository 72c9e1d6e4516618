"""Pages of our own for tickers: one per layout, time format and trap, each with what a careful reader says of it.

`<name>.expected.json` holds `captured_at` (the instant of the capture), `url`, `clock` (the page's own, or null),
`tickers`, `story_lists` (where the page is about them) and `traps` (what on the page only looks like a ticker).

Rules: a ticker is a list of at least three headlines of other stories, or posts of a live blog, each with its own time
or date, seen or hidden. Titles are without kicker, badge, byline and time. `time_text` is as printed, or the
attribute's value where nothing is printed. `iso` has an offset where page and capture imply one, else it is the wall
clock of the site; it is null where nobody can know. Exact copies count once.
`hidden` is true for what the page did not show at that instant, and null where it scrolls in and out of sight.
"""

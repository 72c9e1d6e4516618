"""What stands between a reader and the story: consent dialogs like those of the common platforms, walls, boxes.

A choice is told to /consent-answer, so that a test sees in the site's requests what was clicked; a cookie keeps it.
The ids and classes are those that the platforms' own scripts put into pages.
"""

from tests.site.exchange import Request, Response, page
from tests.site.portal import HERE, template
from tests.site.registry import behaviour
from tests.site.story import article_page, script
from tests.site.template import render

_TEXT = "<p>We and our 842 partners store cookies on your device to measure how you read.</p>"
_REJECT, _ACCEPT = "onclick=\"answer('reject')\"", "onclick=\"answer('accept')\""

PLATFORMS = tuple(sorted(file.stem for file in (HERE / "templates" / "consent").glob("*.html")))
"""Dialogs there are. In the main document but for `sourcepoint` and `foreign-frame` (frames) and `usercentrics` (shadow
root); `accept-only` has no way to reject."""

_ANSWER = """
    const dialog = document.body.lastElementChild.previousElementSibling;
    function answer(choice) {
      document.cookie = 'consent=' + choice + '; path=/';
      document.documentElement.dataset.consent = choice;
      document.documentElement.style.overflow = '';
      navigator.sendBeacon('/consent-answer?choice=' + choice);
      dialog.remove();
    }
    addEventListener('message', event => { if (['reject', 'accept'].includes(event.data)) answer(event.data); });
    document.documentElement.style.overflow = 'hidden';
"""
_TCF = (
    "window.__tcfapi = (command, version, callback) => callback({cmpStatus: 'loaded', displayStatus: 'visible'}, true);"
)
_STYLE = (
    "<style>[role=dialog],#didomi-popup,#truste-consent-track{position:fixed;z-index:9999;left:0;right:0;bottom:0;"
    "min-height:45vh;padding:24px;background:#fff;box-shadow:0 0 0 100vmax rgb(0 0 0/.6)}"
    "#cover{position:fixed;z-index:9999;inset:0;background:#fff;padding:10%}</style>"
)


@behaviour("/consent/{}", example="/consent/onetrust")
def consent(request: Request, platform: str) -> Response:
    """The story behind a consent dialog built like this platform's; gone once it was answered."""
    if "consent" in request.cookies:
        return article_page()
    slots = {"text": _TEXT, "reject": _REJECT, "accept": _ACCEPT, "port": request.port}
    dialog = render(template(f"consent/{platform}"), slots).strip()
    return article_page(dialog + script(_ANSWER + (_TCF if platform == "tcf" else "")), head=_STYLE)


@behaviour("/consent-frame")
def consent_frame(request: Request) -> Response:
    """The document of a consent dialog that lives in a frame; tells its choice to the page around it."""
    return page(
        f'{_TEXT}<button class="message-component sp_choice_type_11" title="Accept all" '
        "onclick=\"parent.postMessage('accept', '*')\">Accept all</button>"
        '<button class="message-component sp_choice_type_13" title="Reject all" '
        "onclick=\"parent.postMessage('reject', '*')\">Reject all</button>",
        title="Privacy choices",
        head="<style>body{background:#fff;padding:24px}</style>",
    )


@behaviour("/consent-answer")
def consent_answer(request: Request) -> Response:
    """Takes the choice."""
    return Response(status=204)


@behaviour("/consent-wall")
def consent_wall(request: Request) -> Response:
    """Nothing but the question: the story comes only with a cookie."""
    if "consent" in request.cookies:
        return article_page()
    return page(
        f'<div id="cover"><h1>Before you read on</h1>{_TEXT}'
        "<button onclick=\"document.cookie='consent=accept; path=/'; location.reload()\">Accept and read</button>"
        '<a href="/subscribe">Read without tracking from 2 marks a week</a></div>',
        title="Your privacy",
        head=_STYLE,
    )


@behaviour("/newsletter-overlay")
def newsletter_overlay(request: Request) -> Response:
    """A newsletter box that covers the story 500 ms after load; closes by its cross or by Escape."""
    return article_page(
        script(
            """
            addEventListener('load', () => setTimeout(() => {
              document.body.insertAdjacentHTML('beforeend', `<div class="modal" role="dialog" aria-modal="true"
                aria-label="Newsletter"><h2>Don’t miss a tide</h2><p>Our newsletter, every morning at six.</p>
                <input placeholder="E-mail"><button class="modal__close" aria-label="Close">×</button></div>`);
              const modal = document.querySelector('.modal'), close = () => modal.remove();
              modal.querySelector('.modal__close').onclick = close;
              addEventListener('keydown', event => { if (event.key === 'Escape') close(); });
            }, 500));"""
        ),
        head=_STYLE,
    )


@behaviour("/challenge")
def challenge(request: Request) -> Response:
    """A bot wall, status 403."""
    return page(
        "<h1>Just a moment...</h1><p>Verify you are human by completing the action below.</p>"
        '<div id="challenge-stage"><label><input type="checkbox"> I am human</label></div>'
        "<p>Tavaroa Mail needs to review the security of your connection before proceeding. Ray ID: 8f00d00d</p>",
        title="Just a moment...",
        status=403,
    )


@behaviour("/paywall")
def paywall(request: Request) -> Response:
    """Two paragraphs, then an offer."""
    return page(
        "<article><h1>What the harbour bell cost the council</h1><p>By our harbour correspondent</p>"
        "<p>The bell came back for nothing, but the jetty beneath it did not, as the council’s books now show.</p>"
        "<p>The first bill is dated the day before the storm.</p>"
        '<div class="paywall"><h2>This story is for subscribers</h2><p>Read on for 1 mark in the first month.</p>'
        "<button>Subscribe now</button><p>Already a subscriber? Sign in</p></div></article>",
        title="What the harbour bell cost the council",
    )

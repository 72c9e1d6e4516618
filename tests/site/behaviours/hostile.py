"""Pages that lie, never rest, or fight whoever captures them. Each carries the short story and ends by itself."""

from tests.site.exchange import Request, Response, page
from tests.site.registry import behaviour
from tests.site.story import HEADLINE, article_html, article_page, script, ticker_html

FORGED = "Forged headline from a patched built-in"
TICKS = "Ticking headline number"
PRINTED = "Headline that only the printer was to see"
_NEST = """
    function nest(depth, display) {
      let inner = document.createElement('p');
      inner.textContent = 'The bottom of it';
      for (let level = 1; level < depth; level += 1) {
        const outer = document.createElement('div');
        outer.style.display = display; outer.append(inner); inner = outer;
      }
      inner.id = 'deep'; document.body.append(inner);
    }
"""


@behaviour("/patched")
def patched(request: Request) -> Response:
    """Patches the built-ins that a reader of the page would use, to forge its headline and its boxes."""
    return article_page(
        ticker_html()
        + script(
            """
            const forged = text => String(text).replaceAll(HEADLINE, FORGED);
            const stringify = JSON.stringify;
            JSON.stringify = (...all) => forged(stringify(...all));
            for (const name of ['map', 'join', 'push', 'forEach', 'filter']) {
              const real = Array.prototype[name];
              Array.prototype[name] = function (...all) { const value = real.apply(this, all);
                return typeof value === 'string' ? forged(value) : value; };
            }
            Element.prototype.getBoundingClientRect = () => new DOMRect(7, 7, 7, 7);
            Range.prototype.getClientRects = () => [new DOMRect(7, 7, 7, 7)];
            for (const [owner, name] of [[Node.prototype, 'textContent'], [CharacterData.prototype, 'data'],
                                         [HTMLElement.prototype, 'innerText'], [Element.prototype, 'innerHTML'],
                                         [Element.prototype, 'outerHTML']]) {
              const real = Object.getOwnPropertyDescriptor(owner, name);
              Object.defineProperty(owner, name, {...real, get() { return forged(real.get.call(this)); }});
            }
            const styles = window.getComputedStyle;
            window.getComputedStyle = (...all) => new Proxy(styles(...all), {
              get: (style, name) => name === 'display' ? 'none' : style[name]});
            Object.prototype.toString = String.prototype.toString = () => FORGED;
            Document.prototype.querySelectorAll = Document.prototype.createTreeWalker = () => [];
            """,
            HEADLINE=HEADLINE,
            FORGED=FORGED,
        )
    )


@behaviour("/ticking")
def ticking(request: Request) -> Response:
    """Headline and every row of a list of sixty change every 20 ms; `beforeprint` forges the headline."""
    return page(
        article_html(f"{TICKS} 0")
        + "<section><h2>Latest</h2><ul>"
        + "<li><time>9:05</time> <a href='/latest'>row 0</a></li>" * 60
        + "</ul></section>"
        + script(
            """
            let tick = 0;
            const headline = document.querySelector('h1'), links = document.querySelectorAll('li a');
            setInterval(() => {
              tick += 1; headline.textContent = TICKS + ' ' + tick;
              for (const link of links) link.textContent = 'row ' + tick;
            }, 20);
            addEventListener('beforeprint', () => { headline.textContent = PRINTED; });""",
            TICKS=TICKS,
            PRINTED=PRINTED,
        )
    )


@behaviour("/dialogs")
def dialogs(request: Request) -> Response:
    """alert, confirm and prompt, again and again."""
    return article_page(
        script(
            "alert('Read this first!'); setInterval(() => { alert('One'); confirm('Two?'); prompt('Three:'); }, 10);"
        )
    )


@behaviour("/beforeunload")
def beforeunload(request: Request) -> Response:
    """Asks whether one really wants to leave."""
    return article_page(
        script("addEventListener('beforeunload', event => { event.preventDefault(); event.returnValue = 'Stay'; });")
    )


@behaviour("/popup")
def popup(request: Request) -> Response:
    """Opens windows: in load, and at every click."""
    return article_page(
        script("const open_ = () => window.open('/plain.txt', '_blank', 'width=300,height=200'); open_();"
               "addEventListener('click', open_); addEventListener('load', open_);")
    )  # fmt: skip


@behaviour("/prints")
def prints(request: Request) -> Response:
    """Calls print() in load."""
    return article_page(script("addEventListener('load', () => window.print());"))


@behaviour("/spinning")
def spinning(request: Request) -> Response:
    """Spins the CPU for ever from `?after=` milliseconds (100) after load."""
    after = int(request.query.get("after", "100"))
    return article_page(script("addEventListener('load', () => setTimeout(() => { for (;;); }, AFTER));", AFTER=after))


@behaviour("/crash-me")
def crash_me(request: Request) -> Response:
    """Brings its renderer down `?after=` milliseconds (100) after load, by nesting that overflows layout's stack."""
    after = int(request.query.get("after", "100"))
    return article_page(
        script(_NEST + "addEventListener('load', () => setTimeout(() => nest(6000, ''), AFTER));", AFTER=after)
    )


@behaviour("/eats-memory/{}", example="/eats-memory/300")
def eats_memory(request: Request, megabytes: str) -> Response:
    """Takes so many megabytes, eight every 10 ms, and keeps them."""
    return article_page(
        script(
            """
            window.kept = [];
            const eat = setInterval(() => {
              kept.push(new Uint8Array(8 << 20).fill(kept.length));
              if (kept.length * 8 >= MEGABYTES) clearInterval(eat);
            }, 10);""",
            MEGABYTES=int(megabytes),
        )
    )


@behaviour("/navigates-away")
def navigates_away(request: Request) -> Response:
    """Goes to the portal `?after=` milliseconds (300) after load."""
    after = int(request.query.get("after", "300"))
    return article_page(
        script(
            "addEventListener('load', () => setTimeout(() => { location = '/portal-text.html'; }, AFTER));", AFTER=after
        )
    )


@behaviour("/meta-refresh")
def meta_refresh(request: Request) -> Response:
    """Refreshes to the portal after `?after=` seconds (1)."""
    after = int(request.query.get("after", "1"))
    return article_page(head=f'<meta http-equiv="refresh" content="{after};url=/portal-text.html">')


@behaviour("/reloads")
def reloads(request: Request) -> Response:
    """Reloads itself every 400 ms."""
    return article_page(script("setTimeout(() => location.reload(), 400);"))


@behaviour("/permissions")
def permissions(request: Request) -> Response:
    """Asks for place, notifications, camera and clipboard, and writes down each answer."""
    return article_page(
        '<ul id="answers"></ul>'
        + script(
            """
            const say = text => document.getElementById('answers').append(
              Object.assign(document.createElement('li'), {textContent: text}));
            navigator.geolocation.getCurrentPosition(() => say('place: yes'), () => say('place: no'));
            Notification.requestPermission().then(answer => say('notifications: ' + answer));
            const media = navigator.mediaDevices;
            if (media) media.getUserMedia({video: true}).then(() => say('camera: yes'), () => say('camera: no'));
            navigator.clipboard?.readText().then(() => say('clipboard: yes'), () => say('clipboard: no'));"""
        )
    )


@behaviour("/control-text")
def control_text(request: Request) -> Response:
    """Control, bidi and zero-width characters, a NUL, lone surrogates, in text and in attributes."""
    return page(
        f"<h1>{HEADLINE}</h1><p>nul:\0:end vertical:\x0b:end escape:\x1b[31m:end bell:\x07:end</p>"
        "<p>bidi:\u202egnp.exe\u202c:end zero:\u200b\u200d\ufeff:end plane16:\U0010fffd:end</p>"
        '<p id="lone"></p><ul id="rows"></ul>'
        + script(
            r"""
            const lone = document.getElementById('lone');
            lone.textContent = 'lone:\ud800:end and \udc00:end nul:\u0000:end';
            lone.title = 'attribute \ud83d:end';
            for (const row of ['9:05 First \ud800 row', '8:05 Second \udfff row', '7:05 Third \u2028 row']) {
              const item = document.createElement('li');
              item.textContent = row; document.getElementById('rows').append(item);
            }"""
        )
    )


@behaviour("/links")
def links(request: Request) -> Response:
    """Links that must not be followed, or have no sane address."""
    return article_page(
        "<ul><li><a href=\"javascript:document.title='led astray'\">script</a></li>"
        '<li><a href="file:///etc/hostname">file</a></li><li><a href="http://[broken">broken</a></li>'
        '<li><a href="data:text/html,data">data</a></li><li><a href="mailto:desk@tavaroa-mail.example">mail</a></li>'
        '<li><a href="/straße?q=ü#ä">not ASCII</a></li></ul><img src="file:///etc/hostname" alt="a file">'
    )


@behaviour("/many-nodes/{}", example="/many-nodes/50000")
def many_nodes(request: Request, count: str) -> Response:
    """So many elements with a word each."""
    return article_page("<p>" + "<i>wave</i> " * int(count) + "</p>")


@behaviour("/deep/{}", example="/deep/2000")
def deep(request: Request, depth: str) -> Response:
    """So many elements inside one another, built by script since the parser stops at 512; `?display=` of each.

    Measured (Chromium 156): 2,000 are laid out, 3,000 crash the renderer, but with `display=contents` 10,000 are fine.
    """
    return article_page(script(_NEST + "nest(DEPTH, STYLE);", DEPTH=int(depth), STYLE=request.query.get("display", "")))

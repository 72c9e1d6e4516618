"""Pages that go on changing: lists that fill or rotate, pictures that move, connections that never rest."""

from tests.site.exchange import Request, Response, page
from tests.site.registry import behaviour
from tests.site.story import TICKER, article_html, article_page, script, ticker_html

ROTATE_EVERY_MS = 1500
BATCHES, BATCH_ROWS = 5, 6


@behaviour("/rotating")
def rotating(request: Request) -> Response:
    """One headline at a time, with its clock, swapped in place every 1.5 s."""
    rows = [{"time": clock, "title": title, "url": f"/latest/{n}"} for n, (clock, title) in enumerate(TICKER)]
    return article_page(
        '<div id="spot"><b>Latest</b> <time></time> <a></a></div>'
        + script(
            """
            const spot = document.getElementById('spot');
            let turn = 0;
            const show = () => {
              const row = ROWS[turn++ % ROWS.length], link = spot.querySelector('a');
              spot.querySelector('time').textContent = row.time; link.textContent = row.title; link.href = row.url;
            };
            show(); setInterval(show, EVERY);""",
            ROWS=rows,
            EVERY=ROTATE_EVERY_MS,
        )
    )


@behaviour("/scroll-filled")
def scroll_filled(request: Request) -> Response:
    """A list that gets the next six of thirty rows each time its end is scrolled into view."""
    return article_page(
        '<h2>Latest</h2><ul id="rows"></ul><div id="end" style="height:1px"></div>'
        + script(
            """
            const list = document.getElementById('rows');
            let batch = 0;
            new IntersectionObserver(entries => {
              if (!entries.some(entry => entry.isIntersecting) || batch === BATCHES) return;
              batch += 1;
              setTimeout(() => {
                for (let row = 1; row <= ROWS; row += 1) {
                  const number = (batch - 1) * ROWS + row, item = document.createElement('li');
                  item.style.height = '150px';
                  item.innerHTML = `<time>${Math.floor(20 - number / 2)}:${number % 2 ? '30' : '00'}</time>
                    <a href="/latest/${number}">Row number ${number} of the list</a>`;
                  list.append(item);
                }
              }, 80);
            }).observe(document.getElementById('end'));""",
            BATCHES=BATCHES,
            ROWS=BATCH_ROWS,
        )
    )


@behaviour("/load-more")
def load_more(request: Request) -> Response:
    """A list that shows six rows once a button is pressed, and six more with each press of another, up to thirty."""
    return article_page(
        '<h2>Latest</h2><button id="all" onclick="this.remove();fill()">All regions</button><ul id="rows"></ul>'
        '<button class="more" hidden onclick="more()">More news</button>'
        + script(
            """
            const list = document.getElementById('rows'), button = document.querySelector('.more');
            const fill = () => {
              const first = list.children.length + 1;
              for (let row = first; row < first + ROWS; row += 1) {
                const clock = `${Math.floor(20 - row / 2)}:${row % 2 ? '30' : '00'}`;
                list.insertAdjacentHTML('beforeend',
                  `<li><time>${clock}</time> <a href="/latest/${row}">Row number ${row} of the list</a></li>`);
              }
              button.hidden = list.children.length >= ROWS * BATCHES;
            };
            const more = async () => { button.hidden = true; await fetch('/data.json'); fill(); };""",
            ROWS=BATCH_ROWS,
            BATCHES=BATCHES,
        )
    )


@behaviour("/late-ticker")
def late_ticker(request: Request) -> Response:
    """A ticker that is fetched 700 ms after load."""
    return article_page(
        '<div id="late"></div>'
        + script(
            """
            addEventListener('load', () => setTimeout(async () => {
              const text = await (await fetch('/frame-ticker/late')).text();
              const late = new DOMParser().parseFromString(text, 'text/html');
              document.getElementById('late').replaceWith(late.querySelector('section'));
            }, 700));"""
        )
    )


@behaviour("/infinite-scroll")
def infinite_scroll(request: Request) -> Response:
    """Whoever scrolls to the end finds ten more paragraphs there, always."""
    return article_page(
        '<div id="more"></div><div id="end" style="height:1px"></div>'
        + script(
            """
            let count = 0;
            const grow = () => {
              for (let i = 0; i < 10; i += 1) {
                const next = document.createElement('p');
                next.style.height = '200px';
                next.textContent = 'Endless paragraph ' + (count += 1);
                document.getElementById('more').append(next);
              }
            };
            grow();
            const end = document.getElementById('end');
            const watch = new IntersectionObserver(entries => {
              if (!entries.some(entry => entry.isIntersecting)) return;
              grow(); watch.unobserve(end); watch.observe(end);
            }, {rootMargin: '400px'});
            watch.observe(end);"""
        )
    )


@behaviour("/never-idle")
def never_idle(request: Request) -> Response:
    """Fetches something every 100 ms."""
    return article_page(script("setInterval(() => fetch('/data.json?' + Math.random()), 100);"))


@behaviour("/websocket")
def websocket(request: Request) -> Response:
    """Shows each message of a WebSocket that never ends."""
    return article_page(
        '<p id="said">Nothing yet</p>'
        + script(
            "new WebSocket(`ws://${location.host}/socket`).onmessage ="
            " event => { document.getElementById('said').textContent = event.data; };"
        )
    )


@behaviour("/fonts-never")
def fonts_never(request: Request) -> Response:
    """A web font whose address never answers."""
    face = "@font-face{font-family:Never;src:url(/slow-headers) format('woff2');font-display:block}"
    return article_page(head=f"<style>{face}h1{{font-family:Never,serif}}</style>")


@behaviour("/stylesheet-never")
def stylesheet_never(request: Request) -> Response:
    """A style sheet at the end of the body whose address never answers."""
    return article_page('<link rel="stylesheet" href="/slow-headers">')


@behaviour("/script-never")
def script_never(request: Request) -> Response:
    """A script before all text whose address never answers."""
    return article_page(head='<script src="/slow-headers"></script>')


@behaviour("/layout-shift")
def layout_shift(request: Request) -> Response:
    """A banner pushes the story down 400 ms after load."""
    return article_page(
        script(
            "addEventListener('load', () => setTimeout(() => document.body.insertAdjacentHTML('afterbegin',"
            " '<div style=\"height:220px;background:#fc6\">Banner</div>'), 400));"
        )
    )


@behaviour("/timer-filled")
def timer_filled(request: Request) -> Response:
    """A story whose further paragraphs come from memory, one every 200 ms, `?count=` (12) of them."""
    return article_page(
        script(
            """
            let number = 0;
            const timer = setInterval(() => {
              number += 1;
              document.querySelector('article').insertAdjacentHTML('beforeend', `<p>Late paragraph ${number}.</p>`);
              if (number === COUNT) clearInterval(timer);
            }, 200);""",
            COUNT=int(request.query.get("count", "12")),
        )
    )


@behaviour("/skeleton")
def skeleton(request: Request) -> Response:
    """Grey bars, which a script replaces by the story `?after=` milliseconds (1500) after load."""
    bar = '<div style="height:20px;margin:12px;background:#ddd"></div>'
    return page(
        f'<main id="app">{bar * 8}</main>'
        + script(
            """
            const fill = () => { document.getElementById('app').innerHTML = STORY; };
            addEventListener('load', () => setTimeout(fill, AFTER));""",
            STORY=article_html(),
            AFTER=int(request.query.get("after", "1500")),
        )
    )


@behaviour("/shifting")
def shifting(request: Request) -> Response:
    """The story slides down, a little every 150 ms, `?count=` (8) times: spots of advertisements that open."""
    return article_page(
        script(
            """
            const spot = document.createElement('div');
            document.body.prepend(spot);
            let steps = 0;
            const timer = setInterval(() => {
              spot.style.height = `${(steps += 1) * 30}px`;
              if (steps === COUNT) clearInterval(timer);
            }, 150);""",
            COUNT=int(request.query.get("count", "8")),
        )
    )


@behaviour("/animation")
def animation(request: Request) -> Response:
    """A CSS animation, a Web Animation, a moving GIF and a marquee."""
    style = (
        "<style>@keyframes slide{from{margin-left:0}to{margin-left:500px}}"
        ".box{width:80px;height:80px}#css{background:#c30;animation:slide 1s linear infinite alternate}</style>"
    )
    return article_page(
        '<div id="css" class="box"></div><div id="web" class="box" style="background:#069"></div>'
        '<img src="/images/blink.gif" width="80" height="80" alt="">'
        "<marquee>Gale warning for the northern lagoons</marquee>"
        + script(
            "document.getElementById('web').animate([{marginLeft: 0}, {marginLeft: '500px'}],"
            " {duration: 900, iterations: Infinity, direction: 'alternate'});"
        ),
        head=style,
    )


@behaviour("/media")
def media(request: Request) -> Response:
    """Sound and moving pictures that start by themselves."""
    return article_page(
        '<audio autoplay loop controls src="/tone.wav"></audio>'
        '<video id="film" autoplay muted width="320" height="180"></video>'
        + script(
            """
            const canvas = Object.assign(document.createElement('canvas'), {width: 320, height: 180});
            const paint = canvas.getContext('2d');
            let frame = 0;
            setInterval(() => {
              paint.fillStyle = `hsl(${frame++ % 360} 80% 50%)`; paint.fillRect(0, 0, 320, 180);
            }, 40);
            document.getElementById('film').srcObject = canvas.captureStream(25);"""
        )
    )


@behaviour("/live-updates")
def live_updates(request: Request) -> Response:
    """A ticker that gets a new first row every 500 ms."""
    return article_page(
        ticker_html()
        + script(
            """
            let number = 0;
            setInterval(() => {
              const clock = `11:${30 + (number += 1) % 30}`;
              document.querySelector('ul').insertAdjacentHTML('afterbegin',
                `<li><time>${clock}</time> <a href="/latest/new">Update number ${number}</a></li>`);
            }, 500);"""
        )
    )

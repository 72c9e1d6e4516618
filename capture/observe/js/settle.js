// Brings a document to the state that a patient reader would see: lazy images wanted, scrolled once to the end and
// back, pictures decoded, fonts there, text come and the layout at rest. Runs in an isolated world. Returns a JSON string
// of what it did, and how long it waited for each rule.
(async ({ scriptsFetched, scrollMs, endWaitMs, imagesMs, fontsMs, layoutMs, growthMs, textMs, maxScreens, maxRefreshSeconds }) => {
  // Text grows in paces: fetched, or typed out by a timer. A skeleton has a word or two, and scripts that will fill it.
  const STILL_MS = 300, PACE_MS = 600, LEAST_SHIFT = 0.005, LEAST_TEXT = 60, LEAST_MORE = 40, POLL_MS = 50;
  const started = performance.now();
  const since = (then) => performance.now() - then;
  const facts = { lazy: 0, screens: 0, scrolled_to_end: true, grew: 0, images: 0, missing: 0, fonts: true, height: 0,
    pane: false, still: true, grown: true, text: true, refresh_s: null,
    waited_ms: { scroll: 0, images: 0, fonts: 0, layout: 0, growth: 0, text: 0 } };
  const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  // A frame that is not painted gets no animation frames: never wait for one alone.
  const frame = () => Promise.race([new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0))), after(100)]);
  const timed = async (rule, work) => {
    const began = performance.now();
    await work();
    facts.waited_ms[rule] = since(began);
  };

  let lastShift = -Infinity;
  const shifts = new PerformanceObserver((list) => {
    for (const { value, startTime } of list.getEntries()) if (value >= LEAST_SHIFT) lastShift = startTime;
  });
  shifts.observe({ type: "layout-shift", buffered: true });
  const amount = () => (document.body ? document.body.textContent.length : 0);
  const amountAtFirst = amount();

  const wantLazy = () => {
    for (const element of document.querySelectorAll('img[loading="lazy"], iframe[loading="lazy"]')) {
      element.loading = "eager";
      facts.lazy += 1;
    }
  };

  // To scroll a screen costs as much as to paint it. Only scripts can notice, and frames that may hold some, and what is
  // drawn no sooner than it comes near the window. A script that stands in the page and speaks of nothing of the kind, nor
  // of code made up elsewhere, will not.
  const NOTICING = /scroll|wheel|observer|clientrect|animationframe|settimeout|setinterval|\beval\b|\bimport\b|atob|charcode|\bdocument\s*\[|\bwindow\s*\[/i;
  const mayNotice = () => scriptsFetched
    || document.querySelector('script[src], iframe, frame, object, embed, [onload], [onscroll], [onwheel]') !== null
    || [...document.scripts].some((script) => NOTICING.test(script.text) || /\bFunction\b/.test(script.text))
    || [...document.body.querySelectorAll("*")].some((element) => !element.checkVisibility({ contentVisibilityAuto: true }) && element.checkVisibility());

  // Characters that a reader sees of `top`, in open shadow roots and slots too.
  const lengthOf = (top) => {
    let length = 0;
    for (const waiting = [top]; waiting.length;) {
      const node = waiting.pop();
      if (node.nodeType === Node.TEXT_NODE) length += node.data.trim().length;
      else if (node.nodeType === Node.ELEMENT_NODE && (node.checkVisibility() || getComputedStyle(node).display === "contents")) {
        const slotted = node.localName === "slot" ? node.assignedNodes() : [];
        for (const below of slotted.length ? slotted : (node.shadowRoot || node).childNodes) waiting.push(below);
      }
    }
    return length;
  };

  // Where the window does not scroll, a pane may do so in its place: what stands in the middle, and holds most of the text.
  const findPane = () => {
    const root = document.scrollingElement, x = innerWidth / 2, y = innerHeight / 2;
    if (!root || root.scrollHeight > innerHeight + LEAST_MORE) return null;
    let up = document.elementFromPoint(x, y);
    for (let inner; (inner = up?.shadowRoot?.elementFromPoint(x, y)) && inner !== up;) up = inner;
    for (; up && up !== document.body; up = up.assignedSlot || up.parentElement || up.getRootNode().host) {
      const scrolls = up.scrollHeight > up.clientHeight + LEAST_MORE && /auto|scroll/.test(getComputedStyle(up).overflowY);
      if (scrolls) return 2 * lengthOf(up) > lengthOf(document.body) ? up : null;
    }
    return null;
  };
  const scrollThrough = async () => {
    const pane = (globalThis.__capturePane = findPane());
    const root = pane || document.scrollingElement;
    if (!root) return;
    facts.pane = pane !== null;
    if (!pane && document.body && !mayNotice()) return;
    const startX = root.scrollLeft, startY = root.scrollTop, step = pane ? pane.clientHeight : innerHeight;
    const startHeight = root.scrollHeight;
    const instant = (top) => root.scrollTo({ left: startX, top, behavior: "instant" });
    const outOfTime = () => facts.screens >= maxScreens || since(started) > scrollMs;
    const bottom = () => root.scrollHeight - step;
    let top = startY;
    for (;;) {
      while (top < bottom() && !outOfTime()) {
        top = Math.min(top + step, bottom());
        instant(top);
        facts.screens += 1;
        await frame();
      }
      // What its end coming into view makes a page add takes a moment to be there.
      const height = root.scrollHeight;
      for (let waited = 0; waited < endWaitMs && root.scrollHeight === height && !outOfTime(); waited += POLL_MS) await after(POLL_MS);
      if (root.scrollHeight <= height || outOfTime()) break;
    }
    facts.grew = root.scrollHeight - startHeight;
    // Out of time at the end of a page that has grown, nobody knows whether it would grow once more.
    facts.scrolled_to_end = !maxScreens || top >= bottom() && !(outOfTime() && facts.grew > 0);
    if (facts.screens) {
      instant(startY);
      await frame();
    }
  };

  const awaitImages = async () => {
    const began = performance.now();
    const pictures = [...document.images].filter((image) => image.currentSrc || image.src);
    facts.images = pictures.length;
    while (pictures.some((image) => !image.complete) && since(began) < imagesMs) await after(25);
    facts.missing = pictures.filter((image) => !image.complete || image.naturalWidth === 0).length;
  };

  const awaitFonts = async () => {
    if (document.fonts.status !== "loading") return;
    facts.fonts = await Promise.race([document.fonts.ready.then(() => true), after(fontsMs).then(() => false)]);
  };

  // Characters that a reader sees below `root`, as many as are wanted to know; a frame of some size may show any number.
  const textBelow = (root) => {
    const nodes = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let seen = 0; ; ) {
      if (seen >= LEAST_TEXT || !nodes.nextNode()) return seen;
      const node = nodes.currentNode, parent = node.parentElement;
      if (node.shadowRoot) seen += textBelow(node.shadowRoot);
      else if (node.localName === "iframe" && node.clientWidth * node.clientHeight > innerWidth * innerHeight / 4) return LEAST_TEXT;
      else if (node.nodeType === 3 && !(parent && (/^(script|style|noscript|template)$/.test(parent.localName) || !parent.checkVisibility()))) {
        seen += node.data.trim().length;
      }
    }
  };
  const showsText = () => !document.body || ![...document.scripts].some((script) => !/json/i.test(script.type))
    || textBelow(document.body) >= LEAST_TEXT;

  const awaitRest = async () => {
    const began = performance.now();
    let known = amountAtFirst, grownAt = -Infinity;
    for (;;) {
      const now = amount(), spent = since(began);
      if (now > known) grownAt = performance.now();
      known = now;
      facts.still = since(lastShift) >= STILL_MS;
      facts.grown = since(grownAt) >= PACE_MS;
      facts.text = showsText();
      const waits = { layout: !facts.still && spent < layoutMs, growth: !facts.grown && spent < growthMs, text: !facts.text && spent < textMs };
      for (const [rule, wait] of Object.entries(waits)) if (wait) facts.waited_ms[rule] = spent + POLL_MS;
      if (!waits.layout && !waits.growth && !waits.text) break;
      await after(POLL_MS);
    }
  };

  const findRefresh = () => {
    // HTML Standard, 4.2.5.3: seconds, a separator, an address. The same address once more is a reload, and no way on.
    const refresh = document.querySelector('meta[http-equiv="refresh" i]');
    const sent = refresh && refresh.content.match(/^\s*(\d*\.?\d*)\s*[;,\s]\s*(?:url\s*=\s*)?["']?([^"']+)/i);
    if (sent && Number(sent[1]) <= maxRefreshSeconds && URL.canParse(sent[2].trim(), document.baseURI)) {
      const target = new URL(sent[2].trim(), document.baseURI);
      target.hash = "";
      if (target.href !== document.URL.split("#")[0]) facts.refresh_s = Number(sent[1]);
    }
  };

  wantLazy();
  await timed("scroll", scrollThrough);
  await timed("images", awaitImages);
  await timed("fonts", awaitFonts);
  await awaitRest();
  findRefresh();
  shifts.disconnect();
  facts.height = document.scrollingElement ? document.scrollingElement.scrollHeight : 0;
  return JSON.stringify(facts);
})

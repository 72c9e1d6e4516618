// Brings a document to the state that a patient reader would see: lazy images wanted, scrolled once to the end and
// back, pictures decoded, fonts there. Runs in an isolated world. Returns a JSON string of what it did.
(async ({ scrollMs, endWaitMs, imagesMs, fontsMs, maxScreens, maxRefreshSeconds }) => {
  const started = performance.now();
  const facts = { lazy: 0, screens: 0, scrolled_to_end: true, grew: 0, images: 0, missing: 0, fonts: true, height: 0,
    refresh_s: null };
  const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  // A frame that is not painted gets no animation frames: never wait for one alone.
  const frame = () => Promise.race([new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0))), after(100)]);

  for (const element of document.querySelectorAll('img[loading="lazy"], iframe[loading="lazy"]')) {
    element.loading = "eager";
    facts.lazy += 1;
  }

  const root = document.scrollingElement;
  if (root) {
    const startX = scrollX, startY = scrollY;
    const startHeight = root.scrollHeight;
    const instant = (top) => scrollTo({ left: startX, top, behavior: "instant" });
    const outOfTime = () => facts.screens >= maxScreens || performance.now() - started > scrollMs;
    const bottom = () => root.scrollHeight - innerHeight;
    let top = scrollY;
    for (;;) {
      while (top < bottom() && !outOfTime()) {
        top = Math.min(top + innerHeight, bottom());
        instant(top);
        facts.screens += 1;
        await frame();
      }
      // What its end coming into view makes a page add takes a moment to be there.
      const height = root.scrollHeight;
      for (let waited = 0; waited < endWaitMs && root.scrollHeight === height && !outOfTime(); waited += 25) await after(25);
      if (root.scrollHeight <= height || outOfTime()) break;
    }
    facts.grew = root.scrollHeight - startHeight;
    // Out of time at the end of a page that has grown, nobody knows whether it would grow once more.
    facts.scrolled_to_end = !maxScreens || top >= bottom() && !(outOfTime() && facts.grew > 0);
    if (facts.screens) {
      instant(startY);
      await frame();
    }
  }

  const deadline = performance.now() + imagesMs;
  const pictures = [...document.images].filter((image) => image.currentSrc || image.src);
  facts.images = pictures.length;
  while (pictures.some((image) => !image.complete) && performance.now() < deadline) await after(25);
  facts.missing = pictures.filter((image) => !image.complete || image.naturalWidth === 0).length;

  if (document.fonts.status === "loading") {
    facts.fonts = await Promise.race([document.fonts.ready.then(() => true), after(fontsMs).then(() => false)]);
  }
  // HTML Standard, 4.2.5.3: seconds, a separator, an address. The same address once more is a reload, and no way on.
  const refresh = document.querySelector('meta[http-equiv="refresh" i]');
  const sent = refresh && refresh.content.match(/^\s*(\d*\.?\d*)\s*[;,\s]\s*(?:url\s*=\s*)?["']?([^"']+)/i);
  if (sent && Number(sent[1]) <= maxRefreshSeconds && URL.canParse(sent[2].trim(), document.baseURI)) {
    const target = new URL(sent[2].trim(), document.baseURI);
    target.hash = "";
    if (target.href !== document.URL.split("#")[0]) facts.refresh_s = Number(sent[1]);
  }
  facts.height = root ? root.scrollHeight : 0;
  return JSON.stringify(facts);
})

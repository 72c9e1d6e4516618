// Brings a document to the state that a patient reader would see: lazy images wanted, scrolled once to the end and
// back, pictures decoded, fonts there. Runs in an isolated world. Returns a JSON string of what it did.
(async ({ scrollMs, imagesMs, fontsMs, maxScreens }) => {
  const started = performance.now();
  const facts = { lazy: 0, screens: 0, scrolled_to_end: true, grew: 0, images: 0, missing: 0, fonts: true };
  const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  // A frame that is not painted gets no animation frames: never wait for one alone.
  const frame = () => Promise.race([new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0))), after(100)]);

  for (const element of document.querySelectorAll('img[loading="lazy"], iframe[loading="lazy"]')) {
    element.loading = "eager";
    facts.lazy += 1;
  }

  const root = document.scrollingElement;
  if (root && root.scrollHeight > innerHeight + 1) {
    const startX = scrollX, startY = scrollY;
    const startHeight = root.scrollHeight;
    const instant = (top) => scrollTo({ left: startX, top, behavior: "instant" });
    let top = 0;
    while (top < root.scrollHeight - innerHeight) {
      if (facts.screens >= maxScreens || performance.now() - started > scrollMs) { facts.scrolled_to_end = false; break; }
      top += innerHeight;
      instant(top);
      facts.screens += 1;
      await frame();
    }
    facts.grew = root.scrollHeight - startHeight;
    instant(startY);
    await frame();
  }

  const deadline = performance.now() + imagesMs;
  const pictures = [...document.images].filter((image) => image.currentSrc || image.src);
  facts.images = pictures.length;
  while (pictures.some((image) => !image.complete) && performance.now() < deadline) await after(25);
  facts.missing = pictures.filter((image) => !image.complete || image.naturalWidth === 0).length;

  if (document.fonts.status === "loading") {
    facts.fonts = await Promise.race([document.fonts.ready.then(() => true), after(fontsMs).then(() => false)]);
  }
  return JSON.stringify(facts);
})

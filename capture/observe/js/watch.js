// Watches for spots whose text changes in place: a box that shows one headline after another. Runs in an isolated world,
// so that the page neither sees it nor can forge what it reports; the walker reads what was seen when the page is frozen.
// Calling it again returns a JSON string of how it stands.
(() => {
  const MAX_TEXT = 300, MAX_SPOTS = 20, MAX_STATES = 100;
  const HINT = /(^|[-_ ])(ticker|breaking|rotat\w*|newsflash|flash|laufband|eilmeldung\w*|marquee|live-?bar)([-_ ]|$)/i;
  const fold = (text) => text.replace(/\s+/g, " ").trim();
  // A clock or counter that runs is no headline: what differs in digits only has not changed.
  const shape = (text) => text.replace(/\d+/g, "0");
  const isHeadline = (text) => text.length <= MAX_TEXT && (/\S+\s+\S+\s+\S+/.test(text) || /[\u3040-\u9fff\uac00-\ud7af\u0e00-\u0e7f]{6}/.test(text));

  if (!globalThis.__captureSpots) {
    const spots = (globalThis.__captureSpots = new Map());
    const since = new Date().toISOString();
    const link = (nodes) => {
      for (const node of nodes) {
        const anchor = node.nodeType === 1 && (node.matches("a[href]") ? node : node.querySelector("a[href]"));
        if (anchor) return anchor.href;
      }
      return null;
    };
    const note = (element, text, url, seenAt) => {
      text = fold(text);
      if (!text || text.length > MAX_TEXT) return;
      let states = spots.get(element);
      if (!states) {
        if (spots.size >= MAX_SPOTS) return;
        spots.set(element, (states = []));
      }
      const last = states[states.length - 1];
      if (last && text.length > last.text.length && text.startsWith(last.text)) {
        // It goes on: typed letter by letter, or still coming in. One headline that grows is no second one.
        last.text = text.toWellFormed();
        states.grows = true;
      } else if (states.length < MAX_STATES && !states.some((state) => state.text === text && state.url === url)) {
        states.push({ seen_at: seenAt, text: text.toWellFormed(), url: url && url.toWellFormed() });
      } else if (states.length > 1 && states[0].text === text) element.__captureCycled = true;
    };
    const common = (elements) => {
      let found = elements[0];
      for (const other of elements) while (!found.contains(other)) found = found.parentElement || document.body;
      return found;
    };
    new MutationObserver((records) => {
      const targets = [];
      const removed = new Map();
      for (const { type, target, removedNodes } of records) {
        const element = type === "characterData" ? target.parentElement : target;
        if (!element || element.nodeType !== 1 || !document.body || !document.body.contains(element)) continue;
        targets.push(element);
        if (removedNodes && removedNodes.length) removed.set(element, [...(removed.get(element) || []), ...removedNodes]);
      }
      if (!targets.length) return;
      // Time and headline of one spot change together; what changes at the same moment elsewhere is a spot of its own.
      const together = common(targets);
      const places = together !== document.body && together.textContent.length <= MAX_TEXT ? [together] : [...new Set(targets)];
      for (const place of places) {
        const gone = removed.get(place);
        if (gone && !spots.has(place)) note(place, gone.map((node) => node.textContent).join(" "), link(gone), since);
        note(place, place.innerText || place.textContent, link([place]), new Date().toISOString());
      }
    }).observe(document, { subtree: true, childList: true, characterData: true });
  }

  const rotating = [...globalThis.__captureSpots].filter(
    ([, states]) => new Set(states.map((state) => shape(state.text))).size > 1 && states.every((state) => isHeadline(state.text)));
  const CLOCK = /(^|[^\d])([01]?\d|2[0-3])[:.h][0-5]\d($|[^\d])/;
  const short = (element) => element.textContent.length <= MAX_TEXT && isHeadline(fold(element.textContent));
  const named = () => [...document.querySelectorAll("[class], [id], [aria-live], marquee")].some((element) =>
    (HINT.test(`${element.getAttribute("class") || ""} ${element.id}`) || element.hasAttribute("aria-live")) && short(element));
  // One dated headline where a list would hold several: with no like neighbours, and no byline of the article.
  const alone = () => [...document.querySelectorAll("a[href]")].some((link) => {
    const parent = link.parentElement;
    if (!parent || !short(parent) || !CLOCK.test(parent.textContent)) return false;
    if (parent.querySelectorAll("a[href]").length > 1 || link.closest("article, main, [role=main], li, tr, dd, nav, footer")) return false;
    return ![...parent.parentElement.children].some((other) => other !== parent && other.localName === parent.localName && CLOCK.test(other.textContent));
  });
  const begun = [...globalThis.__captureSpots.values()].some((states) => states.length === 1 && !states.grows && isHeadline(states[0].text));
  const hint = () => (begun ? "begun" : named() ? "named" : alone() ? "alone" : "");
  return JSON.stringify({
    rotating: rotating.length,
    states: rotating.reduce((sum, [, states]) => sum + states.length, 0),
    cycled: rotating.every(([element]) => element.__captureCycled === true),
    hinted: rotating.length > 0 ? "" : hint(),
  });
})()

// Finds what covers the page, consent dialogs above all, and presses one button of it. Runs in an isolated world, so that
// neither names nor boxes can be forged. Looks only, unless `press` names a choice. Returns a JSON string.
(({ platforms, words, framed, press }) => {
  const SIDE = 5, LEAST_POINTS = 3, MODAL_POINTS = 5, MOST_TEXT = 8000, MOST_LABEL = 60;
  const fold = (text) => text.replace(/\s+/g, " ").trim().toLowerCase();
  const bare = (text) => fold(text).replace(/^[\s»›>.!:→]+|[\s»›>.!:→]+$/g, "").replace(/[’‘]/g, "'");
  const shown = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
  const first = (root, selectors) => {
    for (const selector of selectors) for (const found of root.querySelectorAll(selector)) if (shown(found)) return found;
    return null;
  };
  const textOf = (root) => root.innerText !== undefined ? root.innerText : [...root.children].map(textOf).join(" ");
  // A link that leads elsewhere is no answer to a question.
  const isButton = (element) => element.localName !== "a" || /^(#|javascript:|$)/i.test((element.getAttribute("href") || "").trim());
  const BUTTONS = "button, [role=button], a, input[type=button], input[type=submit]";
  const collect = (root, found = []) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.matches(BUTTONS) && isButton(element) && shown(element)) found.push(element);
      if (element.shadowRoot) collect(element.shadowRoot, found);
    }
    return found;
  };
  const labels = (element) => [element.innerText, element.value, element.getAttribute("aria-label"), element.title]
    .filter((text) => typeof text === "string" && text.trim() && text.length <= MOST_LABEL).map(bare);
  const byWords = (root, list) => {
    const known = new Set(list);
    return collect(root).find((element) => labels(element).some((label) => known.has(label))) || null;
  };
  const isConsent = (text) => { const low = fold(text); return words.consent.some((word) => low.includes(word)); };
  const choicesIn = (root, rule) => ({
    reject: first(root, rule ? rule.reject : []) || byWords(root, words.reject),
    accept: first(root, rule ? rule.accept : []) || byWords(root, words.accept),
  });

  const byPlatform = () => {
    for (const rule of platforms) {
      const roots = rule.host ? [...document.querySelectorAll(rule.host)].map((host) => host.shadowRoot).filter(Boolean) : [document];
      for (const root of roots) {
        const dialog = first(root, [rule.dialog]);
        if (dialog) {
          // Buttons of some platforms stand beside what is recognised.
          const choices = choicesIn(dialog, rule);
          const around = rule.host ? root : dialog.parentElement || root;
          return { rule: rule.name, kind: "consent", choices: choices.reject || choices.accept ? choices : choicesIn(around, rule) };
        }
      }
    }
    return null;
  };

  // What lies over the page, by what is hit at points of a grid: the outermost box that is taken out of the flow.
  const overlays = () => {
    const hits = new Map();
    for (let row = 0; row < SIDE; row++) for (let column = 0; column < SIDE; column++) {
      const x = innerWidth * (0.1 + 0.2 * column), y = innerHeight * (0.05 + 0.225 * row);
      let hit = document.elementFromPoint(x, y), over = null;
      for (let deeper = hit; deeper && deeper.shadowRoot; hit = deeper) {
        deeper = deeper.shadowRoot.elementFromPoint(x, y);
        if (!deeper || deeper === hit) break;
      }
      for (let up = hit; up && up !== document.body && up !== document.documentElement; up = up.parentElement || up.getRootNode().host) {
        const css = getComputedStyle(up);
        if (css.position === "fixed" || (css.position === "absolute" && Number(css.zIndex) >= 10)
          || up.matches("dialog[open], [role=dialog], [role=alertdialog], [aria-modal=true]")) over = up;
      }
      if (over) hits.set(over, (hits.get(over) || 0) + 1);
    }
    return [...hits].filter(([, points]) => points >= LEAST_POINTS).sort((one, other) => other[1] - one[1]);
  };
  const byLook = () => {
    for (const [over, points] of overlays()) {
      const root = over.shadowRoot || over;
      const text = textOf(root);
      if (text.length > MOST_TEXT) continue;
      if (isConsent(text)) {
        const choices = choicesIn(root, null);
        if (choices.reject || choices.accept) return { rule: "words", kind: "consent", choices };
      } else if (points >= MODAL_POINTS && !over.querySelector("h1, article")) {
        const close = byWords(root, words.close);
        if (close) return { rule: "words", kind: "overlay", choices: { close } };
      }
    }
    return null;
  };
  // The whole of a frame's document is the dialog.
  const byFrame = () => {
    const text = textOf(document.body || document.documentElement);
    if (text.length > MOST_TEXT || !isConsent(`${text} ${document.title}`)) return null;
    const choices = choicesIn(document, null);
    return choices.reject || choices.accept ? { rule: "words", kind: "consent", choices } : null;
  };

  const found = byPlatform() || (framed ? byFrame() : byLook());
  const label = (element) => (element ? fold(element.innerText || element.value || element.getAttribute("aria-label") || "").slice(0, MOST_LABEL).toWellFormed() : null);
  const told = found && { rule: found.rule, kind: found.kind, choices: Object.fromEntries(
    Object.entries(found.choices).filter(([, element]) => element).map(([name, element]) => [name, label(element)])) };
  if (found && press && found.choices[press]) found.choices[press].click();
  const frames = framed ? [] : [...document.querySelectorAll("iframe")].filter(shown).filter((frame) => {
    if (platforms.some((rule) => rule.frame && frame.matches(rule.frame))) return true;
    const box = frame.getBoundingClientRect();
    if (isConsent(`${frame.title} ${frame.id} ${frame.name}`)) return true;
    for (let up = frame; up && up !== document.body; up = up.parentElement || up.getRootNode().host) {
      if (getComputedStyle(up).position === "fixed") return box.width * box.height > 0.1 * innerWidth * innerHeight;
    }
    return false;
  });
  // IAB TCF: a page that asks for consent by its rules has this frame from the start.
  const expected = !found && document.querySelector('iframe[name="__tcfapiLocator"]') !== null;
  return JSON.stringify({ dialog: told || null, frames: frames.length, expected });
})

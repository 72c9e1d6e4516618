// Lays the page's main pane open, the one that scrolls in the window's place, by a style sheet of our own: the DOM is not
// touched, and the scripts of the page, stopped by then, do not see it. Runs in an isolated world, where settle.js left
// the pane. Returns a JSON string of what was done; an empty string if it cannot be done without loss.
(() => {
  const pane = globalThis.__capturePane, NEARLY = 40;
  if (!pane || !pane.isConnected || pane.getRootNode() !== document) return "";
  const root = document.scrollingElement;
  const place = (element) => {
    if (!element.parentElement) return ":root";
    return `${place(element.parentElement)} > :nth-child(${[...element.parentElement.children].indexOf(element) + 1})`;
  };
  const rules = [];
  for (let up = pane; up; up = up.parentElement) {
    const css = getComputedStyle(up), around = up.parentElement && getComputedStyle(up.parentElement);
    const inColumn = around && /flex/.test(around.display) && around.flexDirection.startsWith("column");
    const declarations = [
      "height: auto", "max-height: none", "contain: none", "overflow-y: visible",
      // What an ancestor kept from view at the side, as a carousel, stays so.
      css.overflowX === "visible" ? "" : "overflow-x: clip",
      inColumn ? "flex: none" : "",
      // The page does not grow by what is fixed to its window.
      css.position === "fixed" ? "position: absolute" : "",
      /fixed|absolute/.test(css.position) ? "bottom: auto" : "",
    ].filter(Boolean);
    rules.push(`${place(up)} { ${declarations.map((declaration) => `${declaration} !important`).join("; ")} }`);
  }
  const facts = { name: pane.localName + (pane.id ? `#${pane.id.slice(0, 40).toWellFormed()}` : ""), width: pane.clientWidth,
    shown: pane.clientHeight, whole: pane.scrollHeight };
  const wide = root.scrollWidth, sheets = document.adoptedStyleSheets, sheet = new CSSStyleSheet();
  sheet.replaceSync(rules.join("\n"));
  document.adoptedStyleSheets = [...sheets, sheet];
  const box = pane.getBoundingClientRect();
  const open = box.height + NEARLY >= facts.whole && root.scrollHeight + NEARLY >= box.bottom + scrollY;
  if (!open || root.scrollWidth > wide + NEARLY) {
    document.adoptedStyleSheets = sheets;
    return "";
  }
  return JSON.stringify(facts);
})()

// Lays the page's main pane open, the one that scrolls in the window's place, by a style sheet of our own: the DOM is not
// touched, and the scripts of the page, stopped by then, do not see it. Runs in an isolated world, where settle.js left
// the pane. Returns a JSON string of what was done; an empty string if it cannot be done without loss.
(() => {
  const pane = globalThis.__capturePane, NEARLY = 40;
  if (!pane || !pane.isConnected) return "";
  const root = document.scrollingElement;
  // By position, from the root of its tree: the document's, or a shadow root's.
  const place = (element) => {
    if (element === document.documentElement) return ":root";
    const parent = element.parentNode;
    const above = parent instanceof ShadowRoot ? ":host" : place(parent);
    return `${above} > :nth-child(${[...parent.children].indexOf(element) + 1})`;
  };
  // What stands around it on the screen: an element of a slot is in the tree that has the slot.
  const around = (element) => element.assignedSlot || element.parentElement || element.getRootNode().host || null;
  const rules = new Map();
  for (let up = pane; up; up = around(up)) {
    const css = getComputedStyle(up), outer = around(up) && getComputedStyle(around(up));
    const inColumn = outer && /flex/.test(outer.display) && outer.flexDirection.startsWith("column");
    const declarations = [
      "height: auto", "max-height: none", "contain: none", "overflow-y: visible",
      // What an ancestor kept from view at the side, as a carousel, stays so.
      css.overflowX === "visible" ? "" : "overflow-x: clip",
      inColumn ? "flex: none" : "",
      // The page does not grow by what is fixed to its window.
      css.position === "fixed" ? "position: absolute" : "",
      /fixed|absolute/.test(css.position) ? "bottom: auto" : "",
    ].filter(Boolean);
    const rule = `${place(up)} { ${declarations.map((declaration) => `${declaration} !important`).join("; ")} }`;
    rules.set(up.getRootNode(), [...(rules.get(up.getRootNode()) || []), rule]);
  }
  const facts = { name: pane.localName + (pane.id ? `#${pane.id.slice(0, 40).toWellFormed()}` : ""), width: pane.clientWidth,
    shown: pane.clientHeight, whole: pane.scrollHeight };
  const wide = root.scrollWidth, before = [...rules.keys()].map((tree) => [tree, [...tree.adoptedStyleSheets]]);
  for (const [tree, sheets] of before) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules.get(tree).join("\n"));
    tree.adoptedStyleSheets = [...sheets, sheet];
  }
  const box = pane.getBoundingClientRect();
  const open = box.height + NEARLY >= facts.whole && root.scrollHeight + NEARLY >= box.bottom + scrollY;
  if (!open || root.scrollWidth > wide + NEARLY) {
    for (const [tree, sheets] of before) tree.adoptedStyleSheets = sheets;
    return "";
  }
  return JSON.stringify(facts);
})()

// Reads one document, once, in an isolated world: the page's own patched built-ins do not reach here.
// Returns one JSON string (objects cost 3.3 times more to bring over). Changes nothing in the page.
(() => {
  const MAX_ATTRIBUTE = 8192;
  const RENDERED = 1, VISIBLE = 2, CLIPPED = 4, OUTSIDE = 8, FIXED = 16;
  const view = document.defaultView;
  const scrollX = view.scrollX, scrollY = view.scrollY;
  const strings = [], stringIds = new Map(), styles = [], styleIds = new Map();
  const parent = [], kind = [], name = [], text = [], attributes = [], style = [];
  const x = [], y = [], width = [], height = [], flags = [];
  const images = [], cut = [], frameElements = [], frameOffsets = [], special = new Set();
  const watched = globalThis.__captureSpots || new Map();
  const spots = [];
  let replaced = 0;
  const range = document.createRange();

  const wellFormed = (value) => {
    if (value.isWellFormed()) return value;
    replaced += 1;
    return value.toWellFormed();
  };
  const intern = (value) => {
    let id = stringIds.get(value);
    if (id === undefined) {
      id = strings.length;
      stringIds.set(value, id);
      strings.push(wellFormed(value));
    }
    return id;
  };
  const round = (value) => Math.round(value * 10) / 10;

  const push = (up, nodeKind, nodeName, nodeText, nodeAttributes, nodeStyle, rect, nodeFlags) => {
    const id = parent.length;
    parent.push(up); kind.push(nodeKind); name.push(nodeName); text.push(nodeText);
    attributes.push(nodeAttributes); style.push(nodeStyle); flags.push(nodeFlags);
    if (rect) {
      x.push(round(rect.left + scrollX)); y.push(round(rect.top + scrollY));
      width.push(round(rect.width)); height.push(round(rect.height));
    } else { x.push(0); y.push(0); width.push(0); height.push(0); }
    return id;
  };

  const readAttributes = (element, id) => {
    const pairs = [];
    for (const { name: key, value } of element.attributes) {
      if (value.length > MAX_ATTRIBUTE) { cut.push(id); pairs.push(intern(key), intern(value.slice(0, MAX_ATTRIBUTE))); }
      else pairs.push(intern(key), intern(value));
    }
    return pairs;
  };

  const styleOf = (css) => {
    const values = [css.display, css.visibility, css.position, css.cssFloat, css.opacity, css.fontSize, css.fontWeight,
      css.fontStyle, css.color, css.backgroundColor, css.textAlign, css.textTransform, css.whiteSpace,
      css.overflowX, css.overflowY, css.zIndex, css.direction];
    const key = values.join("|");
    let id = styleIds.get(key);
    if (id === undefined) { id = styles.length; styleIds.set(key, id); styles.push(values); }
    return id;
  };

  // What an ancestor's overflow lets through, in viewport coordinates. An absolutely positioned box is clipped only by
  // its containing block and that box's ancestors (CSS 2, 11.1.1), a fixed one by none of them.
  const NOTHING = { left: -1e9, top: -1e9, right: 1e9, bottom: 1e9 };
  const within = (clip, rect) => ({
    left: Math.max(clip.left, rect.left), top: Math.max(clip.top, rect.top),
    right: Math.min(clip.right, rect.right), bottom: Math.min(clip.bottom, rect.bottom),
  });
  const isClipped = (clip, rect) => {
    const w = Math.min(clip.right, rect.right) - Math.max(clip.left, rect.left);
    const h = Math.min(clip.bottom, rect.bottom) - Math.max(clip.top, rect.top);
    return rect.width > 0 && rect.height > 0 && (w < 1.5 || h < 1.5);
  };

  const markSpecial = (node) => {
    for (let up = node; up && !special.has(up); up = up.parentNode || up.host) special.add(up);
  };

  // state: {clip, absoluteClip, transparent, fixed, rendered}. An explicit stack: pages nest deeper than calls may.
  const stack = [];
  const later = (nodes, up, state) => { for (let i = nodes.length - 1; i >= 0; i--) stack.push([nodes[i], up, state]); };

  const visitText = (node, up, state) => {
    const data = node.data;
    const parentElement = node.parentNode;
    const tag = parentElement.localName;
    if (tag === "style" || (tag === "script" && !/json/i.test(parentElement.type))) return;
    let rect = null, nodeFlags = 0;
    if (state.rendered && data.trim() !== "") {
      range.selectNodeContents(node);
      rect = range.getBoundingClientRect();
      if (rect.width > 0 && rect.height > 0) {
        nodeFlags = RENDERED | (state.visible ? VISIBLE : 0) | (state.fixed ? FIXED : 0);
        if (isClipped(state.clip, rect)) nodeFlags |= CLIPPED;
        if (rect.right + scrollX <= 0 || rect.bottom + scrollY <= 0) nodeFlags |= OUTSIDE;
      } else rect = null;
    }
    push(up, 3, -1, intern(data), [], -1, rect, nodeFlags);
  };

  const visitElement = (element, up, state) => {
    const tag = element.localName;
    const id = push(up, 1, intern(tag), -1, [], -1, null, 0);
    attributes[id] = readAttributes(element, id);
    // A spot that was seen in one state only did not rotate.
    if (watched.has(element) && watched.get(element).length > 1) spots.push({ node: id, sightings: watched.get(element) });
    const next = { ...state, visible: false, rendered: false };
    if (state.rendered || state.root) {
      const css = view.getComputedStyle(element);
      // In a frame that is not displayed, every computed value is the empty string.
      if (css.display !== "none" && css.display !== "") {
        const rect = element.getBoundingClientRect();
        const position = css.position;
        const fixed = state.fixed || position === "fixed";
        const clip = position === "fixed" ? NOTHING : position === "absolute" ? state.absoluteClip : state.clip;
        const transparent = state.transparent || Number(css.opacity) === 0;
        const contents = css.display === "contents";
        const hasBox = contents || rect.width > 0 || rect.height > 0;
        next.rendered = css.contentVisibility !== "hidden";
        next.visible = css.visibility === "visible" && !transparent;
        next.transparent = transparent;
        next.fixed = fixed;
        style[id] = styleOf(css);
        let own = clip;
        const hasClip = css.clip !== "auto" && position !== "static" && position !== "relative";
        if (hasClip && /rect\((0px|1px)[, ]+(0px|1px)[, ]+(0px|1px)[, ]+(0px|1px)\)/.test(css.clip)) {
          own = within(clip, { left: rect.left, top: rect.top, right: rect.left, bottom: rect.top });
        } else if (css.clipPath.startsWith("inset(50%") || css.clipPath.startsWith("inset(100%")) {
          own = within(clip, { left: rect.left, top: rect.top, right: rect.left, bottom: rect.top });
        } else if (css.overflowX !== "visible" || css.overflowY !== "visible") {
          // A pane that scrolls (auto, scroll) can be brought to show what it hides now; hidden and clip cannot.
          const hides = (value) => value === "hidden" || value === "clip";
          if (tag !== "body" && tag !== "html" && (hides(css.overflowX) || hides(css.overflowY))) {
            own = within(clip, {
              left: hides(css.overflowX) ? rect.left : -1e9, right: hides(css.overflowX) ? rect.right : 1e9,
              top: hides(css.overflowY) ? rect.top : -1e9, bottom: hides(css.overflowY) ? rect.bottom : 1e9,
            });
          }
        }
        next.clip = own;
        if (position !== "static" || css.transform !== "none") next.absoluteClip = own;
        if (hasBox) {
          let nodeFlags = RENDERED | (next.visible ? VISIBLE : 0) | (fixed ? FIXED : 0);
          if (!contents && isClipped(own, rect)) nodeFlags |= CLIPPED;
          if (!contents && (rect.right + scrollX <= 0 || rect.bottom + scrollY <= 0)) nodeFlags |= OUTSIDE;
          flags[id] = nodeFlags;
          if (!contents) {
            x[id] = round(rect.left + scrollX); y[id] = round(rect.top + scrollY);
            width[id] = round(rect.width); height[id] = round(rect.height);
          }
        }
      }
    }
    next.root = false;
    if (tag === "img") {
      images.push([id, intern(element.currentSrc), element.naturalWidth, element.naturalHeight, element.complete ? 1 : 0]);
    } else if (tag === "iframe" || tag === "frame") {
      frameElements.push([element, id]);
      if (style[id] >= 0) {
        const css = view.getComputedStyle(element);
        frameOffsets.push([element.clientLeft + parseFloat(css.paddingLeft), element.clientTop + parseFloat(css.paddingTop)]);
      } else frameOffsets.push([0, 0]);
      markSpecial(element);
    }
    const shadow = element.shadowRoot;
    if (shadow) {
      markSpecial(shadow);
      // Light children that a slot shows are visited under that slot.
      later([...element.childNodes].filter((child) => !child.assignedSlot), id, { ...next, visible: false, rendered: false });
      stack.push([shadow, id, next]);
      return;
    }
    if (tag === "slot") {
      const assigned = element.assignedNodes();
      if (assigned.length) { later(assigned, id, next); return; }
    }
    // Scripts are off by now, and the browser would write its text escaped, as if it had been parsed that way.
    if (tag === "noscript") markSpecial(element);
    if (tag !== "template") later(element.childNodes, id, next);
  };

  const start = { clip: NOTHING, absoluteClip: NOTHING, transparent: false, fixed: false, visible: true, rendered: true, root: true };
  stack.push([document, -1, start]);
  while (stack.length) {
    const [node, up, state] = stack.pop();
    if (node.nodeType === 1) visitElement(node, up, state);
    else if (node.nodeType === 3) visitText(node, up, state);
    else if (node.nodeType === 9 || node.nodeType === 11) later(node.childNodes, push(up, node.nodeType, -1, -1, [], -1, null, 0), state);
  }

  // The document as HTML (HTML Standard, 13.3), whole: the browser's own serialiser wherever a subtree holds no frame,
  // shadow root or noscript; parts[odd] are indexes into the frame elements, to be filled with those frames' HTML.
  const parts = [""];
  const VOID = new Set(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]);
  const write = (value) => { parts[parts.length - 1] += value; };
  const escapeAttribute = (value) => value.replace(/&/g, "&amp;").replace(/\u00a0/g, "&nbsp;").replace(/"/g, "&quot;")
    .replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const escapeText = (value) => value.replace(/&/g, "&amp;").replace(/\u00a0/g, "&nbsp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const frameIndex = new Map(frameElements.map(([element], index) => [element, index]));
  const work = [document];
  const serialize = (node) => {
    if (typeof node === "string") { write(node); return; }
    const type = node.nodeType;
    if (type === 1 && !special.has(node)) { write(node.outerHTML); return; }
    if (type === 3) {
      const raw = /^(style|script|xmp|iframe|noembed|noframes|plaintext|noscript)$/.test(node.parentNode.localName || "");
      write(raw ? node.data : escapeText(node.data));
    } else if (type === 8) write(`<!--${node.data}-->`);
    else if (type === 10) write(new XMLSerializer().serializeToString(node))  // with its identifiers: they decide the mode;
    else if (type === 9 || type === 11) for (let i = node.childNodes.length - 1; i >= 0; i--) work.push(node.childNodes[i]);
    else if (type === 1) {
      const frame = frameIndex.get(node);
      write("<" + node.localName);
      for (const { name: key, value } of node.attributes) {
        if (!(frame !== undefined && key === "srcdoc")) write(` ${key}="${escapeAttribute(value)}"`);
      }
      if (frame !== undefined) { write(' srcdoc="'); parts.push(frame); parts.push(""); write('"'); }
      write(">");
      if (VOID.has(node.localName)) return;
      work.push(`</${node.localName}>`);
      for (let i = node.childNodes.length - 1; i >= 0; i--) work.push(node.childNodes[i]);
      if (node.shadowRoot) { work.push("</template>"); work.push(node.shadowRoot); work.push(`<template shadowrootmode="${node.shadowRoot.mode}">`); }
    }
  };
  while (work.length) serialize(work.pop());

  globalThis.__captureFrames = frameElements.map(([element]) => element);
  const elementOf = new Map(frameElements.map(([element], index) => [element.contentWindow, index]));
  const root = document.scrollingElement || document.documentElement;
  const metaLanguage = document.querySelector('meta[http-equiv="content-language" i]');
  return JSON.stringify({
    url: document.URL, title: wellFormed(document.title),
    language: document.documentElement ? document.documentElement.getAttribute("lang") || (metaLanguage && metaLanguage.content) || null : null,
    compat_mode: document.compatMode, character_set: document.characterSet,
    viewport: [view.innerWidth, view.innerHeight], document: root ? [root.scrollWidth, root.scrollHeight] : [0, 0],
    device_scale_factor: view.devicePixelRatio,
    strings, styles, parent, kind, name, text, attributes, style, x, y, width, height, flags,
    images, cut: [...new Set(cut)], replaced, spots,
    scroll: [scrollX, scrollY],
    frames: frameElements.map(([, id], index) => [id, ...frameOffsets[index]]),
    // In the order of the frame tree, which the DevTools protocol lists frames in, too; -1: no element listed here.
    windows: Array.from({ length: view.length }, (_, index) => elementOf.get(view[index]) ?? -1),
    html: parts.map((part) => (typeof part === "string" ? wellFormed(part) : part)),
  });
})()

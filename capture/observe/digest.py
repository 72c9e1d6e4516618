"""A digest of the document's HTML, to tell whether a page stood still: quick, and only ever compared with itself."""

from capture.observe.browser import playwright_errors
from capture.observe.frames import FrameSession

# Two 32-bit hashes over the UTF-8, a word of four bytes at a time.
DIGEST = """(() => {
  const marks = { "&lt;": "<", "&gt;": ">", "&nbsp;": "\\u00a0", "&amp;": "&" };
  const probe = document.createElement("noscript");
  probe.textContent = "<";
  let html = document.documentElement ? document.documentElement.outerHTML : "";
  // With scripts off, what stands in a noscript is written escaped.
  if (probe.innerHTML === "&lt;") {
    html = html.replace(/(<noscript[^>]*>)([^<]*)(?=<\\/noscript>)/g, (all, tag, inner) =>
      tag + inner.replace(/&(?:lt|gt|nbsp|amp);/g, (mark) => marks[mark]));
  }
  const bytes = new TextEncoder().encode(html);
  const whole = bytes.length >> 2, words = new Uint32Array(bytes.buffer, 0, whole);
  let high = 0xdeadbeef, low = 0x41c6ce57;
  const mix = (word) => {
    high = Math.imul(high ^ word ^ (high >>> 15), 2654435761);
    low = Math.imul(low ^ word ^ (low >>> 13), 1597334677);
  };
  for (let i = 0; i < whole; i++) mix(words[i]);
  for (let i = whole << 2; i < bytes.length; i++) mix(bytes[i]);
  const hex = (word) => (word >>> 0).toString(16).padStart(8, "0");
  return `${bytes.length}:${hex(high)}${hex(low)}`;
})()"""
"""An expression for our world of a frame: bytes, a colon, sixteen hexadecimal digits."""


async def dom_digest(held: FrameSession) -> str:
    """Of the main document as it is now."""
    with playwright_errors():
        return await held.evaluate(DIGEST)

// SPDX-License-Identifier: MIT
// Finds web addresses in what people write. Only http and https become links; an address that
// begins with www. is one, too.

export interface TextPart {
  readonly text: string;
  /** The address that a press opens; absent: plain text. */
  readonly link: boolean;
  readonly href?: string;
}

const kAddress = /\b(?:https?:\/\/|www\.(?=[\p{Letter}\p{Number}]))[^\s<>"]+/giu;
const kBrackets: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
const kSentenceEnd = /[.,;:!?'’‘“”„‚«»‹›…。、，！？」』）]/u;

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

/**
 * Without what ends the sentence rather than the address: a full stop, a quotation mark, or a
 * closing bracket whose opening one is not in the address.
 */
function withoutEnd(address: string): string {
  let text = address;
  for (;;) {
    const last = text.at(-1) ?? '';
    const open = kBrackets[last];
    const ends = open ? count(text, last) > count(text, open) : kSentenceEnd.test(last);
    if (!ends) return text;
    text = text.slice(0, -1);
  }
}

/** Null for what only looks like an address: “www.” alone, or a name without a dot. */
function hrefOf(address: string): string | null {
  if (/^https?:\/\/./i.test(address)) return address;
  return /^www\.[^./]+\.[^.]/i.test(address) ? `https://${address}` : null;
}

export function splitLinks(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of text.matchAll(kAddress)) {
    const address = withoutEnd(match[0]);
    const href = hrefOf(address);
    if (href === null) continue;
    if (match.index > at) parts.push({ text: text.slice(at, match.index), link: false });
    parts.push({ text: address, link: true, ...(href === address ? {} : { href }) });
    at = match.index + address.length;
  }
  if (at < text.length) parts.push({ text: text.slice(at), link: false });
  return parts;
}

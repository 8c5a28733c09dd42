// SPDX-License-Identifier: MIT
// Finds web addresses in what people write. Only http and https become links.

export interface TextPart {
  readonly text: string;
  readonly link: boolean;
}

const kAddress = /\bhttps?:\/\/[^\s<>"']+/gi;

export function splitLinks(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of text.matchAll(kAddress)) {
    // The full stop after an address ends the sentence, not the address.
    const address = match[0].replace(/[.,;:!?)\]]+$/, '');
    if (match.index > at) parts.push({ text: text.slice(at, match.index), link: false });
    parts.push({ text: address, link: true });
    at = match.index + address.length;
  }
  if (at < text.length) parts.push({ text: text.slice(at), link: false });
  return parts;
}

// SPDX-License-Identifier: MIT
// Replies. The protocol carries plain lines of text, so a reply is what people have always written:
// the line that it answers, behind “>”, and then the answer. Every client can read it.

export interface Quoted {
  /** The line that is answered; null: this is no reply. */
  readonly quote: string | null;
  readonly text: string;
}

const kMostQuoted = 140;

/** What goes to the others. */
export function withQuote(name: string, quoted: string, answer: string): string {
  // Of a reply, its own words are what is answered.
  const line = splitQuote(quoted).text.replace(/\s+/g, ' ').trim();
  const letters = [...line];
  const short = letters.length > kMostQuoted ? `${letters.slice(0, kMostQuoted).join('')}…` : line;
  return `> ${name}: ${short}\n${answer}`;
}

export function splitQuote(message: string): Quoted {
  const found = /^> ([^\n]*)\n([^]*\S[^]*)$/.exec(message);
  if (!found) return { quote: null, text: message };
  return { quote: found[1] ?? '', text: found[2] ?? '' };
}

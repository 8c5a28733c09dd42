// SPDX-License-Identifier: MIT
// One lesson as a file for calendars (RFC 5545). Pure.

export interface IcsEvent {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly startsAt: number;
  readonly endsAt: number;
}

const kMostOctets = 74;

// RFC 5545 3.3.11: backslash, semicolon, comma and line breaks.
function escaped(text: string): string {
  return text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\r?\n/g, '\\n');
}

/** RFC 5545 3.1: no line is longer than 75 octets; what follows begins with a space. */
export function folded(line: string): string {
  const octets = new TextEncoder();
  const lines: string[] = [];
  let now = '';
  let size = 0;
  for (const sign of line) {
    const more = octets.encode(sign).length;
    if (size + more > kMostOctets) {
      lines.push(now);
      now = ' ';
      size = 1;
    }
    now += sign;
    size += more;
  }
  return [...lines, now].join('\r\n');
}

function stamp(instant: number): string {
  return new Date(instant)
    .toISOString()
    .replace(/[-:]/g, '')
    .replace(/\.\d+Z/, 'Z');
}

export function icsOf(event: IcsEvent, now: number): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Lectern//Web UI//EN',
    'BEGIN:VEVENT',
    `UID:${event.id}`,
    `DTSTAMP:${stamp(now)}`,
    `DTSTART:${stamp(event.startsAt)}`,
    `DTEND:${stamp(event.endsAt)}`,
    `SUMMARY:${escaped(event.title)}`,
    `DESCRIPTION:${escaped(event.url)}`,
    `URL:${event.url}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}

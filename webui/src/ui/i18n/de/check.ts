// SPDX-License-Identifier: MIT
// The German sentences of verified calls.
import type { Section } from '../catalogue';
import type { check as english } from '../en/check';

export const check: Section<typeof english> = {
  'check.verify': 'Prüfen, dass niemand mithört',
  'check.verified': 'Geprüft: Niemand ist dazwischen',
  'check.title': 'Das Gespräch mit {name} prüfen',
  'check.waiting': 'Die Seite von {name} wird nach dem Code gefragt …',
  'check.aloud':
    'Lest euch diesen Code gegenseitig vor. Sieht {name} denselben Code, ' +
    'ist niemand zwischen euch, auch nicht der Server.',
  'check.same': 'Es ist derselbe Code',
  'check.differs': 'Die Codes sind verschieden',
  'check.done':
    'Du hast den Code mit {name} verglichen. Das gilt für dieses Gespräch; ' +
    'der Raum sagt es dir, wenn die Verbindung neu aufgebaut wird.',
  'check.silent':
    'Die Seite von {name} antwortet nicht. Vielleicht ist sie älter: ' +
    'Bitte {name}, sie neu zu laden.',
  'check.forged':
    'Die Codes sind verschieden, also hört vielleicht jemand mit. Sprich hier nichts Privates ' +
    'und sage es denen, die den Server betreuen.',
  'check.again': 'Noch einmal vergleichen',
  'notice.check-asked': '{name} möchte prüfen, dass niemand mithört',
  'notice.check-asked.show': 'Code zeigen',
  'notice.check-lost': 'Die Verbindung zu {name} ist neu und noch nicht geprüft',
};

// SPDX-License-Identifier: MIT
// The French sentences of lectures.
import type { Section } from '../catalogue';
import type { lecture as english } from '../en/lecture';

export const lecture: Section<typeof english, 'many'> = {
  'lecture.listeners': '{count} à l’écoute',
  'lecture.full': 'complet',
  'lecture.fullText.one':
    'La conférence est complète : les intervenants peuvent servir {count} auditeur.',
  'lecture.fullText.many':
    'La conférence est complète : les intervenants peuvent servir {count} auditeurs.',
  'lecture.fullText.other':
    'La conférence est complète : les intervenants peuvent servir {count} auditeurs.',
  'lecture.room.one': 'Votre connexion et cet appareil supportent environ {count} auditeur.',
  'lecture.room.many': 'Votre connexion et cet appareil supportent environ {count} auditeurs.',
  'lecture.room.other': 'Votre connexion et cet appareil supportent environ {count} auditeurs.',
  'lecture.room.least.one':
    'La connexion la plus faible des intervenants supporte {count} auditeur.',
  'lecture.room.least.many':
    'La connexion la plus faible des intervenants supporte {count} auditeurs.',
  'lecture.room.least.other':
    'La connexion la plus faible des intervenants supporte {count} auditeurs.',
  'lecture.you': 'Vous écoutez. Levez la main si vous voulez parler.',
  'lecture.waits': 'Personne ne parle encore',
  'lecture.waits.text':
    'Cela commence ici dès que quelqu’un parle. Vous pouvez laisser cette page ouverte.',
  'lecture.hands': 'Mains levées ({count})',
  'lecture.hands.none': 'Aucune main levée.',
  'lecture.speakers': 'Ont la parole ({count})',
  'lecture.audience': 'À l’écoute ({count})',
  'lecture.audience.none': 'Personne n’écoute encore.',
  'lecture.give': 'Donner la parole à {name}',
  'lecture.giveShort': 'Donner la parole',
  'lecture.take': 'Reprendre la parole à {name}',
  'lecture.takeShort': 'Reprendre la parole',
  'lecture.note': 'Votre place dans cette conférence',
  'lecture.crowd': '{count} fois {emoji}',
};

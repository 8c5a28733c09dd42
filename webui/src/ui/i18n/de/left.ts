// SPDX-License-Identifier: MIT
// The German sentences of the page after a meeting.
import type { Section } from '../catalogue';
import type { left as english } from '../en/left';

export const left: Section<typeof english> = {
  'left.left.title': 'Du hast das Treffen verlassen',
  'left.ended.title': 'Das Treffen ist beendet',
  'left.replaced.title': 'Du bist von woanders beigetreten',
  'left.refused.title': 'Du konntest nicht im Raum bleiben',
  'left.left.text': 'Die Tür steht noch offen.',
  'left.ended.text': 'Danke, dass du da warst.',
  'left.replaced.text':
    'Dieselbe Person kann nur einmal im Raum sein. ' +
      'Dieses Fenster wurde zugunsten des neueren geschlossen.',
  'left.signed-out.title': 'Du wurdest abgemeldet',
  'left.signed-out.text': 'Deine Sitzung ist beendet, deshalb hast du den Raum verlassen.',
  'left.rejoin': 'Wieder beitreten',
  'left.rating': 'Wie war die Verbindung?',
  'left.rating.good': 'Gut',
  'left.rating.so-so': 'Mittel',
  'left.rating.bad': 'Schlecht',
  'left.rating.thanks': 'Danke. Das hilft, sie zu verbessern.',
  'left.rating.failed': 'Das kam nicht an. Versuch es noch einmal.',
  'left.next': 'Weiter geht es: {when}',
  'left.next.none': 'Für diesen Unterricht gibt es keinen weiteren Termin.',
};

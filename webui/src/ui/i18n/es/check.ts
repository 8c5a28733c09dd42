// SPDX-License-Identifier: MIT
// The Spanish sentences of verified calls.
import type { Section } from '../catalogue';
import type { check as english } from '../en/check';

export const check: Section<typeof english> = {
  'check.verify': 'Comprobar que nadie escucha',
  'check.verified': 'Comprobado: no hay nadie en medio',
  'check.title': 'Comprobar la llamada con {name}',
  'check.waiting': 'Pidiendo el código a la página de {name}…',
  'check.aloud':
    'Léanse este código en voz alta. Si {name} ve el mismo código, no hay nadie en medio, ni ' +
    'siquiera el servidor.',
  'check.same': 'Es el mismo código',
  'check.differs': 'Los códigos son distintos',
  'check.done':
    'Ha comparado el código con {name}. Vale para esta llamada; la sala le avisará si la ' +
    'conexión se rehace.',
  'check.silent':
    'La página de {name} no responde. Quizá sea antigua: pida a {name} que la recargue.',
  'check.forged':
    'Los códigos son distintos: puede que alguien escuche. No diga nada privado en esta llamada ' +
    'y avise a quien cuida del servidor.',
  'check.again': 'Comparar de nuevo',
  'notice.check-asked': '{name} quiere comprobar que nadie escucha',
  'notice.check-asked.show': 'Ver el código',
  'notice.check-lost': 'La conexión con {name} es nueva y aún no está comprobada',
};

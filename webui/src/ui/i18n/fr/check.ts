// SPDX-License-Identifier: MIT
// The French sentences of verified calls.
import type { Section } from '../catalogue';
import type { check as english } from '../en/check';

export const check: Section<typeof english> = {
  'check.verify': 'Vérifier que personne n’écoute',
  'check.verified': 'Vérifié : personne entre vous',
  'check.title': 'Vérifier l’appel avec {name}',
  'check.waiting': 'Demande du code à la page de {name}…',
  'check.aloud':
    'Lisez-vous ce code à voix haute. Si {name} voit le même code, personne n’est entre vous, ' +
    'pas même le serveur.',
  'check.same': 'C’est le même code',
  'check.differs': 'Les codes diffèrent',
  'check.done':
    'Vous avez comparé le code avec {name}. Cela vaut pour cet appel ; la salle vous préviendra ' +
    'si la connexion est refaite.',
  'check.silent':
    'La page de {name} ne répond pas. Elle est peut-être trop ancienne : demandez à {name} de la ' +
    'recharger.',
  'check.forged':
    'Les codes diffèrent : quelqu’un écoute peut-être. Ne dites rien de confidentiel dans cet ' +
    'appel et prévenez la personne qui s’occupe du serveur.',
  'check.again': 'Comparer à nouveau',
  'notice.check-asked': '{name} veut vérifier que personne n’écoute',
  'notice.check-asked.show': 'Voir le code',
  'notice.check-lost': 'La connexion avec {name} a été refaite et n’est pas encore vérifiée',
};

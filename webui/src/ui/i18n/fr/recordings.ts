// SPDX-License-Identifier: MIT
// The French sentences of the pages with recordings.
import type { Section } from '../catalogue';
import type { recordings as english } from '../en/recordings';

export const recordings: Section<typeof english, 'many'> = {
  'recordings.title': 'Enregistrements',
  'recordings.none': 'Pas encore d’enregistrements',
  'recordings.none.text':
    'Dans une salle, « Enregistrer » sous « Plus » en fait un. Ce que d’autres vous ouvrent est ' +
    'ici aussi.',
  'recordings.storage': '{used} sur {quota} utilisés',
  'recordings.storage.label': 'Place pour vos enregistrements',
  'recordings.storage.full':
    'Il n’y a plus de place. Supprimez les enregistrements dont vous n’avez pas besoin.',
  'recordings.off': 'Ce serveur ne prend pas de nouveaux enregistrements.',
  'recordings.watch': 'Regarder',
  'recordings.watch.one': 'Regarder {title}',
  'recordings.share': 'Partager',
  'recordings.share.one': 'Partager {title}',
  'recordings.more': 'Plus pour {title}',
  'recordings.rename': 'Renommer',
  'recordings.name': 'Titre de l’enregistrement',
  'recordings.download': 'Télécharger',
  'recordings.download.as': 'Télécharger en {type}',
  'recordings.delete': 'Supprimer',
  'recordings.deleted': '{title} est supprimé',
  'recordings.state.uploading': 'encore en route',
  'recordings.state.processing': 'en préparation',
  'recordings.who.hosts': 'hôtes seulement',
  'recordings.who.all': 'tous les participants de la réunion',
  'recordings.who.link': 'lien jusqu’à {time}',
  'recordings.by': 'par {name}',
  'recordings.until': 'Conservé jusqu’au {day}',
  'recordings.all': 'Tous les enregistrements',
  'recordings.ofMeeting': 'Enregistrements',
  'recordings.wait': 'Il pourra être regardé dans un instant ; cette page le remarquera.',
  'recordings.share.title': 'Qui peut regarder',
  'recordings.share.people': 'Tous les participants de la réunion',
  'recordings.share.people.text':
    'Qui était invité ou est venu dans la salle le trouve à cet endroit.',
  'recordings.share.link': 'Toute personne qui a un lien',
  'recordings.share.link.text':
    'Personne n’a besoin d’un compte. Un nouveau lien met fin au précédent.',
  'recordings.share.for': 'Pour combien de temps',
  'recordings.share.days.one': '{count} jour',
  'recordings.share.days.many': '{count} jours',
  'recordings.share.days.other': '{count} jours',
  'recordings.share.make': 'Créer un lien',
  'recordings.share.new': 'Créer un nouveau lien',
  'recordings.share.address': 'Le lien, jusqu’à {time}',
  'recordings.share.copy': 'Copier le lien',
  'recordings.share.open':
    'Un lien est ouvert jusqu’à {time}. Son adresse n’a été montrée qu’une fois.',
  'recordings.share.end': 'Mettre fin au lien',
  'recordings.share.ended': 'Le lien ne fonctionne plus.',
  'recordings.player': 'Lecteur. Touches : espace, flèches, J, K, L, F, M, < et >',
  'recordings.speed': 'Vitesse',
  'recordings.keys':
    'Touches : espace ou K pour lecture et pause, flèches pour 5 secondes, J et L pour 10 ' +
    'secondes, < et > pour la vitesse, F pour le plein écran, M pour le son.',
  'recordings.player.failed':
    'La lecture échoue. L’adresse est peut-être trop ancienne, ou ce navigateur ne connaît pas ' +
    'le format.',
  'recordings.shared.title': 'Enregistrement',
  'recordings.shared.from': '{meeting}, {time}',
  'recordings.shared.over': 'Ce lien ne fonctionne plus',
  'recordings.shared.over.text':
    'Il est arrivé à son terme ou a été remplacé. Demandez-en un nouveau à qui vous l’a envoyé.',
  'recordings.missing': 'Cet enregistrement n’existe pas, ou il ne vous est pas ouvert.',
  'error.link-invalid': 'Ce lien ne fonctionne plus. Demandez-en un nouveau.',
  'material.title': 'Documents',
  'material.none':
    'Rien n’a encore été gardé de cette réunion. Les fichiers et notes que vous ajoutez ' +
    'ici sont visibles par toutes les personnes invitées.',
  'material.add': 'Ajouter des fichiers',
  'material.notes.write': 'Écrire des notes',
  'material.notes.change': 'Modifier les notes',
  'material.notes': 'Notes',
  'material.sending': 'Envoi de {name}',
  'material.failed': '{name} n’est pas arrivé.',
  'material.empty': '{name} est vide.',
  'material.open': 'Visible par les personnes de la réunion',
  'material.save.one': 'Télécharger {title}',
  'material.delete.one': 'Supprimer {title}',
  'material.delete.sure': 'Supprimer définitivement',
  'material.notLoaded': 'Le chargement a échoué. Réessayez.',
  'material.keep': 'Garder avec la réunion',
  'material.keep.text':
    'Tout le monde dans la salle en est informé, et les personnes invitées le trouvent sur ' +
    'la page de la réunion.',
  'material.chat.none': 'Il n’y a pas de discussion à garder',
  'material.chat.one': 'Garder la discussion ({count} ligne)',
  'material.chat.many': 'Garder la discussion ({count} lignes)',
  'material.chat.other': 'Garder la discussion ({count} lignes)',
  'material.chat.title': 'Discussion, {time}',
  'material.nothing': 'Il n’y a rien à garder.',
  'material.kept': '{name} est gardé avec la réunion.',
  'material.said.chat':
    'Je garde la discussion de cette réunion. Vous la trouverez sur la page de la ' +
    'réunion.',
  'material.said.file':
    'Je garde « {name} » avec cette réunion. Vous le trouverez sous « Activités ' +
    '».',
  'material.none.here': 'Rien n’a encore été gardé de cette réunion.',
  'material.board': 'Garder le tableau',
  'material.board.title': 'Tableau blanc',
  'material.said.board':
    'Je garde le tableau de cette réunion. Il sera de nouveau là la prochaine fois.',
};

// SPDX-License-Identifier: MIT
// The French sentences of files in the chat.
import type { files as english } from '../en/files';
import type { Section } from '../catalogue';

export const files: Section<typeof english, 'many'> = {
  'files.attach': 'Envoyer des fichiers',
  'files.drop': 'Déposez des fichiers ici pour les envoyer',
  'files.limit':
    'Jusqu’à {size} par fichier, directement d’appareil à appareil. Le serveur n’en garde rien.',
  'files.take': 'Recevoir',
  'files.pause': 'Suspendre',
  'files.resume': 'Reprendre',
  'files.cancel': 'Annuler',
  'files.save': 'Enregistrer',
  'files.again': 'Réessayer',
  'files.remove': 'Supprimer de cet appareil',
  'files.withdraw': 'Retirer',
  'files.heard': '{name} propose le fichier {file}, {size}.',
  'files.short': 'Fichier {file}, {size}',
  'files.progress': 'Progression de {name}',
  'files.picture': 'Image {name}',
  'files.trust': 'Ne l’ouvrez que si vous faites confiance à la personne qui l’a envoyé.',
  'files.fleeting':
    'Ce navigateur ne garde les fichiers qu’en mémoire : jusqu’à {size}, et recharger la ' +
    'page recommence tout.',
  'files.state.waiting': 'Attend son tour.',
  'files.state.away': 'Attend que {name} soit joignable.',
  'files.state.receiving': '{done} sur {size}',
  'files.state.paused': 'Suspendu à {done} sur {size}.',
  'files.state.done': 'Complet et vérifié.',
  'files.state.room': 'Cet appareil n’a pas assez de place.',
  'files.state.withdrawn': '{name} ne le propose plus.',
  'files.state.damaged': 'Ce qui est arrivé n’est pas ce qui était proposé. Cela a été rejeté.',
  'files.state.disk': 'Cet appareil n’a pas pu le garder. Faites de la place, puis réessayez.',
  'files.state.unreadable': '{name} ne peut plus lire le fichier.',
  'files.own.read': 'Préparation : {done} sur {size}',
  'files.own.offered': 'Proposé tant que vous êtes ici.',
  'files.own.sending': 'À {name} : {done} sur {size}.',
  'files.own.got.one': '{count} personne l’a en entier.',
  'files.own.got.many': '{count} de personnes l’ont en entier.',
  'files.own.got.other': '{count} personnes l’ont en entier.',
  'files.refused.large': '{name} dépasse {size} et n’est donc pas envoyé.',
  'files.refused.many':
    '{name} n’est pas envoyé : {count} fichiers peuvent être proposés à la fois. Retirez-en ' +
    'un d’abord.',
  'files.refused.empty': '{name} est vide et n’est donc pas envoyé.',
  'files.refused.unreadable':
    '{name} ne peut pas être lu. Les dossiers ne peuvent pas être envoyés.',
  'files.ignored.many':
    '{name} propose plus de fichiers que la liste n’en contient. Omis : {count}.',
  'files.ignored.large': '{name} propose des fichiers trop grands. Omis : {count}.',
  'files.ignored.not-allowed':
    '{name} n’a pas le droit d’envoyer des fichiers ici. Omis : {count}.',
  'files.declined': 'Vos fichiers que {name} n’a pas pu prendre : {count}.',
};

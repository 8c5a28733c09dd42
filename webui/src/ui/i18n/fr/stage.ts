// SPDX-License-Identifier: MIT
// The French sentences of the stage: what stands large, and what one does with it.
import type { Section } from '../catalogue';
import type { stage as english } from '../en/stage';

export const stage: Section<typeof english, 'many'> = {
  'stage.more': 'Plus sur {name}',
  'stage.host': 'Hôte',
  'stage.cohost': 'Co-hôte',
  'stage.guest': 'Visiteur, sans compte',
  'stage.trouble': 'Mauvaise connexion : {name} voit et entend peut-être mal',
  'stage.hand': 'Main levée',
  'stage.hand.number': 'Main levée, n° {number}',
  'stage.reaction': '{name} : {emoji}',
  'stage.pinned': 'Affiché en grand pour vous',
  'stage.spotlit': 'Un hôte met cette personne en avant',
  'stage.youSpotlit': 'Vous êtes mis en avant : tout le monde vous voit en grand',
  'stage.grid': 'Afficher tout le monde à égalité',
  'stage.speaker': 'Afficher en grand qui parle',
  'stage.hideSelf': 'Masquer ma propre image',
  'stage.showSelf': 'Afficher ma propre image',
  'stage.swap': 'Échanger les images',
  'stage.own': 'Votre image. Les flèches la déplacent, Entrée échange les images.',
  'stage.pip': 'Petite fenêtre au premier plan',
  'stage.screenOf': 'Écran de {name}',
  'stage.ownScreen': 'Votre écran',
  'stage.screenComing': 'L’écran de {name} arrive…',
  'stage.screenShow': 'Afficher en grand l’écran de {name}',
  'stage.screenHelp':
    'Plus et moins changent la taille, les flèches déplacent, zéro montre tout, F remplit l’écran.',
  'stage.pen': 'Pointer et dessiner',
  'stage.zoomIn': 'Voir de plus près',
  'stage.zoomOut': 'Voir de plus loin',
  'stage.zoomWhole': 'Écran entier',
  'stage.full': 'Remplir l’écran',
  'stage.full.leave': 'Retour à la salle',
  'stage.sharp': 'Texte',
  'stage.smooth': 'Film',
  'stage.sharpHint': 'Net, pour les textes et les diapositives',
  'stage.smoothHint': 'Fluide, pour les films',
  'stage.quality': 'Ce que les autres voient le mieux',
  'stage.showOwnScreen': 'Afficher',
  'stage.others': 'Les autres',
  'room.share.stopShort': 'Arrêter',
  'room.react': 'Réagir',
  'room.react.up': 'Pouce levé',
  'room.react.down': 'Pouce baissé',
  'room.react.clap': 'Applaudir',
  'room.react.heart': 'Cœur',
  'room.react.laugh': 'Rire',
  'room.react.party': 'Fête',
  'room.react.slow': 'Moins vite, s’il vous plaît',
  'room.react.lost': 'Je suis perdu',
  'room.leave.only': 'Quitter',
  'room.leave.all': 'Terminer pour tous',
  'room.leave.choose': 'Quitter ou terminer',
  'meter.unknown': 'Le nombre de caméras encore possibles n’est pas encore mesuré.',
  'meter.more.line.one':
    'Il y a de la place pour environ {count} personne de plus avec caméra : ensuite, votre ' +
    'connexion est saturée.',
  'meter.more.line.many':
    'Il y a de la place pour environ {count} personnes de plus avec caméra : ensuite, votre ' +
    'connexion est saturée.',
  'meter.more.line.other':
    'Il y a de la place pour environ {count} personnes de plus avec caméra : ensuite, votre ' +
    'connexion est saturée.',
  'meter.more.computer.one':
    'Il y a de la place pour environ {count} personne de plus avec caméra : ensuite, cet ' +
    'appareil est saturé.',
  'meter.more.computer.many':
    'Il y a de la place pour environ {count} personnes de plus avec caméra : ensuite, cet ' +
    'appareil est saturé.',
  'meter.more.computer.other':
    'Il y a de la place pour environ {count} personnes de plus avec caméra : ensuite, cet ' +
    'appareil est saturé.',
  'meter.many': 'Il y a de la place pour beaucoup d’autres personnes avec caméra.',
  'meter.none.line': 'Votre connexion est saturée : une caméra de plus dégraderait les images.',
  'meter.none.computer': 'Cet appareil est saturé : une caméra de plus dégraderait les images.',
  'meter.paused.one':
    'Votre connexion est faible : {count} personne vous entend sans image, pour que la voix ' +
    'reste claire.',
  'meter.paused.many':
    'Votre connexion est faible : {count} personnes vous entendent sans image, pour que la voix ' +
    'reste claire.',
  'meter.paused.other':
    'Votre connexion est faible : {count} personnes vous entendent sans image, pour que la voix ' +
    'reste claire.',
  'stage.ownPaused': 'Connexion faible : son seulement',
};

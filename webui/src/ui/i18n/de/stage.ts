// SPDX-License-Identifier: MIT
// The German sentences of the stage.
import type { Section } from '../catalogue';
import type { stage as english } from '../en/stage';

export const stage: Section<typeof english> = {
  'stage.more': 'Mehr zu {name}',
  'stage.host': 'Lehrkraft',
  'stage.cohost': 'Mit-Leitung',
  'stage.guest': 'Gast, ohne Konto',
  'stage.trouble': 'Schlechte Verbindung: {name} sieht und hört vielleicht schlecht',
  'stage.hand': 'Hand ist oben',
  'stage.hand.number': 'Hand ist oben, Nummer {number}',
  'stage.reaction': '{name}: {emoji}',
  'stage.pinned': 'Für dich groß',
  'stage.spotlit': 'Für alle groß',
  'stage.youSpotlit': 'Du stehst im Mittelpunkt: Alle sehen dich groß',
  'stage.grid': 'Alle gleich groß zeigen',
  'stage.speaker': 'Wer spricht, groß zeigen',
  'stage.hideSelf': 'Eigenes Bild ausblenden',
  'stage.showSelf': 'Eigenes Bild einblenden',
  'stage.swap': 'Bilder tauschen',
  'stage.own': 'Dein Bild. Pfeiltasten bewegen es, Enter tauscht die Bilder.',
  'stage.pip': 'Kleines Fenster im Vordergrund',
  'stage.screenOf': 'Bildschirm von {name}',
  'stage.ownScreen': 'Dein Bildschirm',
  'stage.screenComing': 'Der Bildschirm von {name} kommt gleich …',
  'stage.screenShow': 'Bildschirm von {name} groß zeigen',
  'stage.screenHelp':
    'Plus und Minus ändern die Größe, Pfeiltasten bewegen, Null zeigt alles, F füllt die Anzeige.',
  'stage.pen': 'Zeigen und zeichnen',
  'stage.zoomIn': 'Näher heran',
  'stage.zoomOut': 'Weiter weg',
  'stage.zoomWhole': 'Alles zeigen',
  'stage.full': 'Ganze Anzeige füllen',
  'stage.full.leave': 'Zurück in den Raum',
  'stage.sharp': 'Text',
  'stage.smooth': 'Film',
  'stage.sharpHint': 'Scharf, für Text und Folien',
  'stage.smoothHint': 'Flüssig, für Filme',
  'stage.quality': 'Was die anderen am besten sehen',
  'stage.showOwnScreen': 'Zeigen',
  'stage.others': 'Die anderen',
  'room.share.stopShort': 'Stopp',
  'room.react': 'Reagieren',
  'room.react.up': 'Daumen hoch',
  'room.react.down': 'Daumen runter',
  'room.react.clap': 'Klatschen',
  'room.react.heart': 'Herz',
  'room.react.laugh': 'Lachen',
  'room.react.party': 'Feiern',
  'room.react.slow': 'Bitte langsamer',
  'room.react.lost': 'Ich komme nicht mit',
  'room.leave.only': 'Verlassen',
  'room.leave.all': 'Für alle beenden',
  'room.leave.choose': 'Verlassen oder beenden',
  'meter.unknown': 'Wie viele Kameras noch passen, ist noch nicht gemessen.',
  'meter.more.line.one':
    'Etwa {count} weitere Person mit Kamera passt noch: Dann ist deine Internetverbindung voll.',
  'meter.more.line.other':
    'Etwa {count} weitere Leute mit Kamera passen noch: Dann ist deine Internetverbindung voll.',
  'meter.more.computer.one':
    'Etwa {count} weitere Person mit Kamera passt noch: Dann ist dieses Gerät ausgelastet.',
  'meter.more.computer.other':
    'Etwa {count} weitere Leute mit Kamera passen noch: Dann ist dieses Gerät ausgelastet.',
  'meter.many': 'Viele weitere Leute mit Kamera passen noch.',
  'meter.none.line':
    'Deine Internetverbindung ist voll: Mit einer weiteren Kamera werden die Bilder schlechter.',
  'meter.none.computer':
    'Dieses Gerät ist ausgelastet: Mit einer weiteren Kamera werden die Bilder schlechter.',
  'meter.paused.one':
    'Deine Verbindung ist schwach: {count} Person hört dich ohne Bild, damit ' +
    'die Sprache klar bleibt.',
  'meter.paused.other':
    'Deine Verbindung ist schwach: {count} der anderen hören dich ohne Bild, damit ' +
    'die Sprache klar bleibt.',
  'stage.ownPaused': 'Schwache Verbindung: nur Ton',
};

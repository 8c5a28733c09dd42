// SPDX-License-Identifier: MIT
// The German sentences of the list of people.
import type { Section } from '../catalogue';
import type { people as english } from '../en/people';

export const people: Section<typeof english> = {
  'people.title': 'Leute',
  'people.you': '{name} (du)',
  'people.host': 'Leitung',
  'people.volume': 'Lautstärke von {name}',
  'people.mic.on': 'Mikrofon an',
  'people.mic.off': 'Stumm',
  'people.camera.on': 'Kamera an',
  'people.camera.off': 'Kamera aus',
  'people.mic.blocked': 'Von der Leitung stumm geschaltet',
  'people.camera.blocked': 'Kamera von der Leitung ausgeschaltet',
  'people.cohost': 'Mit-Leitung',
  'people.presenter': 'Spricht',
  'people.spotlight': 'Im Mittelpunkt',
  'people.trouble': 'Schlechte Verbindung',
  'people.actions': 'Mehr zu {name}',
};

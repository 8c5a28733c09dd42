// SPDX-License-Identifier: MIT
// The English sentences of the list of people.
export const people = {
  'people.title': 'People',
  'people.you': '{name} (you)',
  'people.host': 'Host',
  'people.volume': 'Volume of {name}',
  'people.mic.on': 'Microphone on',
  'people.mic.off': 'Muted',
  'people.camera.on': 'Camera on',
  'people.camera.off': 'Camera off',
  'people.mic.blocked': 'Muted by a host',
  'people.camera.blocked': 'Camera stopped by a host',
  'people.cohost': 'Co-host',
  'people.presenter': 'Presenter',
  'people.spotlight': 'In the spotlight',
  'people.trouble': 'Bad connection',
  'people.actions': 'More about {name}',
} as const;

// SPDX-License-Identifier: MIT
// The English sentences of the treatment of sound and picture.
export const sound = {
  'sound.title': 'Sound and picture',
  'sound.music': 'Music mode',
  'sound.music.note':
    'For instruments and singing: nothing is filtered, in stereo. Wear headphones, or the ' +
    'others hear themselves.',
  'sound.noise': 'Reduce background noise',
  'sound.noise.music': 'Not in music mode.',
  'sound.blur': 'Blur my background',
  'sound.blur.always':
    'Your device blurs your background already. It is switched off in the device’s settings.',
  'sound.blur.none':
    'This browser cannot blur a background by itself. Some devices do it in their camera settings.',
  'sound.saving': 'Data',
  'sound.saving.off': 'As much as the line carries',
  'sound.saving.off.note': 'Pictures adapt to the line by themselves.',
  'sound.saving.low': 'Little',
  'sound.saving.low.note': 'Faces are small in both directions. A shared screen stays legible.',
  'sound.saving.voice': 'Voice only',
  'sound.saving.voice.note':
    'No faces come, and your camera goes off. A shared screen still comes.',
  'sound.second': 'Phone as document camera',
  'sound.second.note':
    'The phone comes in as a guest of its own, without sound, and shares what its rear ' +
    'camera sees. It takes a place, and in a waiting room you let it in.',
  'sound.second.show': 'Show the code for the phone',
  'sound.second.hide': 'Hide the code',
  'sound.second.hosts': 'Only hosts share in this meeting, and the phone would be a guest.',
  'sound.second.name': '{name} – camera',
} as const;

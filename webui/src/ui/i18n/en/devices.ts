// SPDX-License-Identifier: MIT
// The English sentences of cameras and microphones.
export const devices = {
  'trouble.denied.both':
    'Camera and microphone are blocked. Allow them at the left of the address bar, then try again.',
  'trouble.denied.camera':
    'The camera is blocked. Allow it at the left of the address bar, then try again.',
  'trouble.denied.microphone':
    'The microphone is blocked. Allow it at the left of the address bar, then try again.',
  'trouble.missing.both':
    'No camera and no microphone found. Plug them in and try again; you can join without.',
  'trouble.missing.camera': 'No camera found. You can join without, or plug one in and try again.',
  'trouble.missing.microphone':
    'No microphone found. Plug one in and try again; until then the others cannot hear you.',
  'trouble.busy.both': 'Another program is using camera and microphone. Close it, then try again.',
  'trouble.busy.camera': 'Another program is using the camera. Close it, then try again.',
  'trouble.busy.microphone': 'Another program is using the microphone. Close it, then try again.',
  'trouble.insecure.both':
    'Browsers give camera and microphone to secure pages only. ' +
      'Open this meeting by its https:// link.',
  'trouble.unknown.both': 'Camera and microphone did not start. Try again, or restart the browser.',
  'trouble.unknown.camera': 'The camera did not start. Try again, or restart the browser.',
  'trouble.unknown.microphone': 'The microphone did not start. Try again, or restart the browser.',
  'trouble.picture': 'Where to allow it: the icon at the left end of the address bar',
  'device.gone.microphone': 'Your microphone is gone. The others cannot hear you any more.',
  'device.gone.camera': 'Your camera is gone. The others cannot see you any more.',
  'device.lost.microphone': 'Your microphone is gone. Now in use: {label}.',
  'device.lost.camera': 'Your camera is gone. Now in use: {label}.',
  'device.busy.microphone':
    'Another program is using the chosen microphone. Now in use: {label}.',
  'device.busy.camera': 'Another program is using the chosen camera. Now in use: {label}.',
  'device.failed.microphone': 'The chosen microphone did not start. Now in use: {label}.',
  'device.failed.camera': 'The chosen camera did not start. Now in use: {label}.',
} as const;

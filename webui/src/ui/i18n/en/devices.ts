// SPDX-License-Identifier: MIT
// The English sentences of cameras and microphones.
export const devices = {
  'trouble.denied.both': 'Camera and microphone are blocked for this page.',
  'trouble.denied.camera': 'The camera is blocked for this page.',
  'trouble.denied.microphone': 'The microphone is blocked for this page.',
  'trouble.system.both': 'Your device does not let this browser use camera and microphone.',
  'trouble.system.camera': 'Your device does not let this browser use the camera.',
  'trouble.system.microphone': 'Your device does not let this browser use the microphone.',
  'trouble.missing.both':
    'No camera and no microphone found. You can join without, or plug them in.',
  'trouble.missing.camera': 'No camera found. You can join without, or plug one in.',
  'trouble.missing.microphone':
    'No microphone found. Plug one in; until then the others cannot hear you.',
  'trouble.busy.both': 'Another program is using camera and microphone. Close it, then try again.',
  'trouble.busy.camera': 'Another program is using the camera. Close it, then try again.',
  'trouble.busy.microphone': 'Another program is using the microphone. Close it, then try again.',
  'trouble.insecure.both':
    'Camera and microphone only work on the secure address of this page. You can join without.',
  'trouble.insecure.action': 'Open the secure address',
  'trouble.unknown.both': 'Camera and microphone did not start. Try again, or restart the browser.',
  'trouble.unknown.camera': 'The camera did not start. Try again, or restart the browser.',
  'trouble.unknown.microphone': 'The microphone did not start. Try again, or restart the browser.',
  'trouble.framed': 'Open the meeting in a tab of its own',
  'trouble.picture': 'Where to allow it',
  'trouble.join': 'You can join without them, and switch them on later.',
  'trouble.how.chrome':
    'Press the icon at the left end of the address bar, allow both, then try again.',
  'trouble.how.chrome-android':
    'Press the icon at the left of the address, then “Permissions”. Allow both, then try again.',
  'trouble.how.firefox':
    'Press the crossed-out camera beside the address, remove the block, then try again.',
  'trouble.how.firefox-android':
    'Press the lock at the left of the address, allow both below “Permissions”, then try again.',
  'trouble.how.safari-mac':
    'In the menu bar choose “Safari”, “Settings for this website”. Allow both, then reload.',
  'trouble.how.safari-ios':
    'Press the page icon beside the address, then “Website settings”. Allow both, then try again.',
  'trouble.how.ios-other':
    'Open the Settings app, choose this browser, allow camera and microphone, then come back.',
  'trouble.how.other': 'Allow both in your browser’s settings for this page, then try again.',
  'trouble.how.system-mac':
    'Open System Settings, “Privacy & Security”. Allow this browser below Camera and Microphone.',
  'trouble.how.system-windows':
    'Open Settings, “Privacy & security”. Allow apps to use Camera and Microphone.',
  'trouble.how.system-other': 'Allow it in the settings of your device, then restart the browser.',
  'device.gone.microphone': 'Your microphone is gone. The others cannot hear you any more.',
  'device.gone.camera': 'Your camera is gone. The others cannot see you any more.',
  'device.lost.microphone': 'Microphone gone. Using {label}.',
  'device.lost.camera': 'Camera gone. Using {label}.',
  'device.busy.microphone':
    'Another program is using the chosen microphone. Now in use: {label}.',
  'device.busy.camera': 'Another program is using the chosen camera. Now in use: {label}.',
  'device.failed.microphone': 'The chosen microphone did not start. Now in use: {label}.',
  'device.failed.camera': 'The chosen camera did not start. Now in use: {label}.',
} as const;

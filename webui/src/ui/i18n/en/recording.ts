// SPDX-License-Identifier: MIT
// The English sentences of recording in the room, and of films that lie on this device.
export const recording = {
  'recording.title': 'Recording',
  'recording.start.title': 'Record the lesson?',
  'recording.start.asked':
    'Everybody in the room is told and asked. Who does not say yes is not in the recording: no ' +
    'picture, no voice, no name.',
  'recording.start.server':
    'The recording goes to the server while you record. You find it under “Recordings”, and so ' +
    'does the host.',
  'recording.start.here':
    'The server has no room for recordings. Afterwards you can save it on this device.',
  'recording.start.little': 'Only {left} are left for your recordings. Delete old ones first.',
  'recording.start': 'Start recording',
  'recording.failed': 'The recording did not start. Reload the page and try again.',
  'recording.unable': 'This browser cannot record. Use Chrome, Edge, Firefox or Safari.',
  'recording.pause': 'Pause',
  'recording.resume': 'Go on recording',
  'recording.pause.text': 'While it is paused nothing is recorded; later the film shows a cut.',
  'recording.people': 'Who is in the recording',
  'recording.in': 'in the recording',
  'recording.notIn': 'not in it',
  'recording.sending': 'On its way to the server: {left} to go.',
  'recording.waiting': 'The server cannot be reached; it goes on by itself: {left} to go.',
  'recording.progress': 'How much the server has',
  'recording.save': 'Save on this device',
  'recording.discard': 'Throw away',
  'recording.by': '{name} records this lesson.',
  'recording.listener': '{name} records this lesson. You are not in it.',
  'recording.youIn': 'You are in the recording.',
  'recording.youNotIn': 'You are not in the recording.',
  'recording.takeOut': 'Leave me out from now on',
  'recording.putIn': 'I may be in it',
  'recording.before': 'What was recorded before stays in it.',
  'recording.over': 'Nobody records any more.',
  'recording.sign': 'REC',
  'recording.sign.paused': 'Paused',
  'recording.sign.own': 'You are recording. Pause or stop',
  'recording.sign.ownPaused': 'Your recording is paused. Go on or stop',
  'recording.sign.by': '{name} records this lesson',
  'recording.sign.byPaused': '{name} has paused the recording',
  'recording.sign.sending': 'Saving…',
  'recording.sign.kept': 'Not saved',
  'recording.end.full': 'There is no more room for the recording, so it has ended.',
  'recording.end.largest': 'The recording has the largest size that the server takes, so it ended.',
  'recording.end.broken': 'The browser has ended the recording.',
  'recording.end.forbidden': 'The host allows you no more to record, so the recording has ended.',
  'recording.done.one': 'The recording is saved: {count} minute.',
  'recording.done.other': 'The recording is saved: {count} minutes.',
  'recording.refused.off': 'The server takes no recordings. Save it on this device.',
  'recording.refused.quota-used':
    'Your room for recordings is used up. Delete old ones, or save this one on this device.',
  'recording.refused.storage-full':
    'The server’s disk is full. Try again later, or save the recording on this device.',
  'recording.refused.recording-too-large':
    'The recording is larger than the server takes. Save it on this device.',
  'recording.refused.too-many':
    'Four recordings are on their way already. Try again when one of them has arrived.',
  'recording.refused.released':
    'A part of the recording is neither here nor on the server any more.',
  'recording.refused.other': 'The server did not take the recording; it is on this device.',
  'recording.left': 'Your recording of {time} was not finished',
  'recording.left.text': '{title}, {size}. It lies on this device only.',
  'recording.see': 'See it',
  'recording.left.upload': 'Upload it',
  'recording.left.done': 'Your recording of {time} is saved.',
} as const;

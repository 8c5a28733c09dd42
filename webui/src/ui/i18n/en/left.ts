// SPDX-License-Identifier: MIT
// The English sentences of the page after a meeting.
export const left = {
  'left.left.title': 'You left the meeting',
  'left.ended.title': 'The meeting has ended',
  'left.replaced.title': 'You joined from somewhere else',
  'left.refused.title': 'You could not stay in the room',
  'left.left.text': 'The door is still open.',
  'left.ended.text': 'Thank you for being there.',
  'left.replaced.text':
    'The same person can be in the room once. This window was closed in favour of the newer one.',
  'left.signed-out.title': 'You were signed out',
  'left.signed-out.text': 'Your session has ended, so you left the room.',
  'left.rejoin': 'Join again',
} as const;

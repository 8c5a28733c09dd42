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
  'left.rating': 'How was the connection?',
  'left.rating.good': 'Good',
  'left.rating.so-so': 'So-so',
  'left.rating.bad': 'Bad',
  'left.rating.thanks': 'Thank you. This helps to make it better.',
  'left.rating.failed': 'That did not arrive. Try again.',
  'left.next': 'It goes on: {when}',
  'left.next.none': 'This lesson has no further date.',
} as const;

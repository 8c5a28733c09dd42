// SPDX-License-Identifier: MIT
// The English sentences of lectures.
export const lecture = {
  'lecture.listeners': '{count} listening',
  'lecture.full': 'full',
  'lecture.fullText': 'The lecture is full: those who speak can serve {count} listeners.',
  'lecture.room': 'Your line and this device carry about {count} listeners.',
  'lecture.room.least': 'The weakest line of those who speak carries {count} listeners.',
  'lecture.you': 'You’re listening. Raise your hand if you want to speak.',
  'lecture.waits': 'Nobody is speaking yet',
  'lecture.waits.text': 'It begins here as soon as somebody speaks. You can leave this page open.',
  'lecture.hands': 'Raised hands ({count})',
  'lecture.hands.none': 'No hand is up.',
  'lecture.speakers': 'Speaking ({count})',
  'lecture.audience': 'Listening ({count})',
  'lecture.audience.none': 'Nobody is listening yet.',
  'lecture.give': 'Let {name} speak',
  'lecture.giveShort': 'Let speak',
  'lecture.take': 'Take the floor from {name}',
  'lecture.takeShort': 'Take the floor',
  'lecture.crowd': '{count} times {emoji}',
} as const;

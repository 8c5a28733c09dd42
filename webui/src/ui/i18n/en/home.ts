// SPDX-License-Identifier: MIT
// The English sentences of the home page.
export const home = {
  'home.welcome': 'Lessons, face to face',
  'home.intro': 'Video, voice and your screen, right in the browser. Nothing to install.',
  'home.join.title': 'Join with a code or link',
  'home.join.text': 'Got an invitation? Paste the link or type the code.',
  'home.join.label': 'Code or link',
  'home.join.placeholder': 'kabo-rine-tuda',
  'home.join.empty': 'Type the code from your invitation, for example kabo-rine-tuda.',
  'home.signin.title': 'Sign in',
  'home.signin.text': 'Tutors start and schedule lessons here.',
  'problem.title': 'This meeting cannot be opened',
} as const;

// SPDX-License-Identifier: MIT
// The English sentences of what went wrong.
export const errors = {
  'error.network': 'Can’t reach the server. Check your internet connection and try again.',
  'error.bad-answer':
    'The server answered in a way this page does not understand. Reload the page.',
  'error.page-outdated': 'The server has a newer version of this page. Reload the page.',
  'error.internal': 'Something went wrong on the server. Try again in a moment.',
  'error.overloaded': 'The server is very busy. Try again in a moment.',
  'error.rate-limited': 'Too many tries. Wait {seconds} seconds, then try again.',
  'error.rate-limited.soon': 'Too many tries. Wait a minute, then try again.',
  'error.invalid-credentials': 'Wrong email or password. Check both and try again.',
  'error.email-taken': 'There is an account with this email already. Sign in instead.',
  'error.registration-closed': 'New accounts need an invitation from your administrator.',
  'error.invitation-invalid': 'This invitation was used already or has expired. Ask for a new one.',
  'error.not-found':
    'There is no meeting with this code. Check it for a typing mistake, or ask who invited you.',
  'error.ended': 'This meeting is over.',
  'error.full': 'The room is full. Try again when somebody has left.',
  'error.locked': 'The host has locked this meeting: nobody new comes in.',
  'error.removed': 'A host has put you out of the room. You may ask to come in again.',
  'error.banned': 'The host does not let you into this meeting.',
  'error.not-invited': 'Only invited people come into this meeting.',
  'error.denied': 'The host has denied your request. You may ask again in a few minutes.',
  'error.too-many': 'Too many people wait to be let in. Try again later.',
  'error.pending': 'The host has been asked. Try again as soon as you are let in.',
  'error.not-started': 'It is not time yet. The room opens 15 minutes before the meeting starts.',
  'error.password-required':
    'This meeting has a password. It is in your invitation, or ask the host.',
  'error.password-wrong': 'This is not the password. Check capitals and try again.',
  'error.password-simple':
    'This password is a simple pattern. Choose another, for example some unrelated words.',
  'error.password-common':
    'Many people use this password. Choose another, for example some unrelated words.',
  'error.password-personal':
    'This password is your name, your email or the name of this site. Choose another.',
  'error.forbidden': 'Only the host can do this.',
  'error.not-signed-in': 'Please sign in first.',
  'error.session-ended': 'Your session has ended. Please sign in again.',
  'error.token-expired': 'You were signed out. Please sign in again.',
  'error.token-invalid': 'You were signed out. Please sign in again.',
  'error.refresh-invalid': 'You were signed out. Please sign in again.',
  'error.origin':
    'This page was opened under an address that the server does not accept. ' +
    'Use the link from your invitation.',
  'error.bad-field': 'Something in the form is not accepted. Check what you typed.',
  'error.bad-field.name':
    'This name is not accepted. Use letters that can be seen, 80 characters at most.',
  'error.bad-field.title':
    'This title is not accepted. Use letters that can be seen, 120 characters at most.',
  'error.bad-field.email': 'This is not an email address. Check it for a typing mistake.',
  'error.bad-field.password': 'This password is not accepted. Choose another.',
  'error.unknown': 'That did not work. Try again.',
} as const;

// SPDX-License-Identifier: MIT
// The English sentences of what is the same on every page.
export const app = {
  'app.join': 'Join',
  'app.signIn': 'Sign in',
  'app.signOut': 'Sign out',
  'app.home': 'Home',
  'app.theme': 'Colours',
  'app.theme.auto': 'Like the device',
  'app.theme.light': 'Light',
  'app.theme.dark': 'Dark',
  'app.close': 'Close',
  'app.cancel': 'Cancel',
  'app.retry': 'Try again',
  'app.back': 'Back',
  'app.understood': 'OK',
  'app.copied': 'Copied',
  'app.loading': 'One moment…',
  'app.missing.title': 'There is no such page',
  'app.missing.text':
    'The address may have a typing mistake. From the start page you get everywhere.',
  'app.missing.action': 'Go to the start page',
} as const;

// SPDX-License-Identifier: MIT
// The English sentences of signing in and new accounts.
export const account = {
  'signin.title': 'Sign in',
  'signin.email': 'Email',
  'signin.password': 'Password',
  'signin.submit': 'Sign in',
  'signin.provider': 'Sign in with {title}',
  'signin.failed': 'Signing in there did not work. Please try again.',
  'signin.noAccount': 'No account yet?',
  'signin.register': 'Create one',
  'signin.joinOnly': 'Only want to join a meeting? You need no account:',
  'signin.joinOnly.action': 'join with a code',
  'register.title': 'Create your account',
  'register.invited': 'You were invited. Choose how you will sign in from now on.',
  'register.name': 'Your name',
  'register.name.hint': 'As the others will see it.',
  'register.email': 'Email',
  'register.password': 'Password',
  'register.password.hint': 'At least 8 characters.',
  'register.submit': 'Create account',
  'register.haveAccount': 'You have an account?',
  'register.closed.title': 'Accounts are made by the school',
  'register.closed.text':
    'Ask your administrator for an invitation link. To join a meeting you need no account.',
} as const;

// SPDX-License-Identifier: MIT
// The English sentences of verified calls.
export const check = {
  'check.verify': 'Check that nobody listens in',
  'check.verified': 'Checked: nobody is between you',
  'check.title': 'Check the call with {name}',
  'check.waiting': 'Asking the page of {name} for the code…',
  'check.aloud':
    'Read this code aloud to each other. If {name} sees the same code, ' +
    'nobody is between you, not even the server.',
  'check.same': 'It is the same code',
  'check.differs': 'The codes differ',
  'check.done':
    'You have compared the code with {name}. It holds as long as this call; ' +
    'the room tells you if the connection is made anew.',
  'check.silent':
    'The page of {name} does not answer. Perhaps it is an older one: ask {name} to reload it.',
  'check.forged':
    'The codes differ, so somebody may be listening in. Say nothing private in this call, ' +
    'and tell whoever looks after the server.',
  'check.again': 'Compare again',
  'notice.check-asked': '{name} wants to check that nobody listens in',
  'notice.check-asked.show': 'Show the code',
  'notice.check-lost': 'The connection to {name} is a new one, and not checked yet',
} as const;

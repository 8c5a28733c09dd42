// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';

import { showsSomething } from '../../src/core/visible_text';

describe('showsSomething', () => {
  it.each(['a', '.', '👍', '👩🏽‍🚀', ' x ', 'ع', '\u200bx'])('sees %j', (text) => {
    expect(showsSomething(text)).toBe(true);
  });
  it.each(['', ' ', '\n\t', '\u00a0', '\u200b\u2060', '\u3164', '\u115f', '\u00ad', '\ufe0f'])(
    'sees nothing in %j',
    (text) => {
      expect(showsSomething(text)).toBe(false);
    },
  );
});

// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { reachableFrom } from '../../src/core/signaling/url';

const secure = { protocol: 'https:', host: 'meet.example.org:8443' };
const plain = { protocol: 'http:', host: 'localhost:14080' };

describe('reachableFrom', () => {
  it.each([
    [secure, 'ws://127.0.0.1:14080/ws', 'wss://meet.example.org:8443/ws'],
    [secure, 'ws://meet.example.org/ws?x=1', 'wss://meet.example.org:8443/ws?x=1'],
    [secure, 'wss://other.example.org/ws', 'wss://other.example.org/ws'],
    [plain, 'ws://127.0.0.1:14080/ws', 'ws://127.0.0.1:14080/ws'],
    [plain, 'wss://meet.example.org/ws', 'wss://meet.example.org/ws'],
  ])('from %o, %s is %s', (page, named, reached) => {
    expect(reachableFrom(page, named)).toBe(reached);
  });
});

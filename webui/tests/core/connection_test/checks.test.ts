// SPDX-License-Identifier: MIT
// What figures mean, what all findings together mean, and what the report says of them.
import { describe, expect, it } from 'vitest';
import { addressFinding, isGlobalIpv6 } from '../../../src/core/connection_test/address_probe';
import {
  jitterOf,
  kChecks,
  speechFinding,
  summaryOf,
  throughputFinding,
  type CheckId,
  type Finding,
  type Findings,
  type Verdict,
} from '../../../src/core/connection_test/checks';
import { overTransport, transportOf } from '../../../src/core/connection_test/relay_probe';
import { reportText } from '../../../src/core/connection_test/report';

const delays = (count: number, ms: number): number[] => Array.from({ length: count }, () => ms);

describe('speech', () => {
  it.each([
    [150, 150, 40, 'good', 'clear'],
    [150, 147, 40, 'good', 'clear'],
    [150, 146, 40, 'poor', 'rough'],
    [150, 135, 40, 'poor', 'rough'],
    [150, 134, 40, 'bad', 'broken'],
    [150, 150, 201, 'poor', 'rough'],
    [150, 150, 501, 'bad', 'broken'],
    [150, 0, 0, 'bad', 'silent'],
    [0, 0, 0, 'bad', 'silent'],
  ] as const)('%d sent, %d arrived after %d ms: %s, %s', (sent, arrived, ms, verdict, word) => {
    const found = speechFinding({ sent, arrived, delays: delays(arrived, ms) });
    expect(found).toMatchObject({ verdict, word });
  });

  it('that comes unevenly is rough, though nothing is lost', () => {
    const uneven = Array.from({ length: 150 }, (_, index) => (index % 2 === 0 ? 20 : 65));
    expect(jitterOf(uneven)).toBe(45);
    expect(speechFinding({ sent: 150, arrived: 150, delays: uneven })).toMatchObject({
      verdict: 'poor',
      figures: { loss: 0, jitter: 45 },
    });
    expect(jitterOf([])).toBe(0);
    expect(jitterOf([7])).toBe(0);
  });

  it('tells its loss in percent with one digit', () => {
    const found = speechFinding({ sent: 150, arrived: 149, delays: delays(149, 12) });
    expect(found.figures).toEqual({ loss: 0.7, delay: 12, jitter: 0 });
  });
});

describe('throughput', () => {
  it.each([
    [0, 'bad'],
    [299_999, 'bad'],
    [300_000, 'poor'],
    [1_999_999, 'poor'],
    [2_000_000, 'good'],
  ] as const)('of %d bits a second is %s', (rate, verdict) => {
    expect(throughputFinding(rate).verdict).toBe(verdict);
  });

  it('is told in megabits', () => {
    expect(throughputFinding(12_345_678).figures).toEqual({ rate: 12.3 });
  });
});

describe('URLs of a relay', () => {
  it.each([
    ['turn:a.example:3478', 'udp'],
    ['turn:a.example:3478?transport=udp', 'udp'],
    ['turn:a.example:3478?transport=tcp', 'tcp'],
    ['turns:a.example:443?transport=tcp', 'tls'],
    ['stun:a.example:3478', null],
    ['https://a.example', null],
  ] as const)('%s goes over %s', (url, transport) => {
    expect(transportOf(url)).toBe(transport);
  });

  it('of one transport keep their credentials; a server without any is left out', () => {
    const servers = [
      { urls: ['stun:a:1'] },
      { urls: ['turn:a:1', 'turns:a:2'], username: 'u', credential: 'c' },
    ];
    expect(overTransport(servers, 'tls')).toEqual([
      { urls: ['turns:a:2'], username: 'u', credential: 'c' },
    ]);
    expect(overTransport(servers, 'tcp')).toEqual([]);
  });
});

describe('addresses', () => {
  it.each([
    ['2001:db8::1', true],
    ['3fff::1', true],
    ['fe80::1', false],
    ['fd00::1', false],
    ['::1', false],
    ['192.0.2.1', false],
    ['0f3a.local', false],
  ])('%s is global IPv6: %s', (address, global) => {
    expect(isGlobalIpv6(address)).toBe(global);
  });

  it('that the browser hides are no verdict', () => {
    expect(addressFinding(['a.local', '192.0.2.1']).word).toBe('hidden');
    expect(addressFinding(['192.0.2.1']).word).toBe('absent');
    expect(addressFinding(['a.local', '2001:db8::1']).word).toBe('present');
  });
});

function all(but: Partial<Record<CheckId, Verdict>>): Findings {
  const entries = kChecks.map((id): [CheckId, Finding] => [
    id,
    { verdict: but[id] ?? 'good', word: 'x' },
  ]);
  return Object.fromEntries(entries) as Findings;
}

describe('the whole', () => {
  it.each([
    [{}, 'good'],
    [{ microphone: 'bad', camera: 'bad' }, 'good'],
    [{ ipv6: 'unknown' }, 'good'],
    [{ udp: 'bad' }, 'relayed-slowly'],
    [{ udp: 'bad', tcp: 'bad' }, 'relayed-slowly'],
    [{ tls: 'bad' }, 'good'],
    [{ udp: 'bad', tcp: 'bad', tls: 'bad', speech: 'bad', throughput: 'bad' }, 'no-relay'],
    [{ speech: 'poor' }, 'rough'],
    [{ udp: 'bad', throughput: 'poor' }, 'rough'],
    [{ socket: 'bad' }, 'no-server'],
    [{ api: 'bad', udp: 'bad' }, 'no-server'],
    [{ browser: 'bad' }, 'no-server'],
    [{ udp: 'unknown', tcp: 'unknown', tls: 'unknown' }, 'unfinished'],
  ] as const)('with %j is %s', (but, summary) => {
    expect(summaryOf(all(but))).toBe(summary);
  });

  it('is not finished before it is', () => {
    expect(summaryOf({})).toBe('unfinished');
  });
});

describe('the report', () => {
  it('has a line for every check, and no name of a device', () => {
    const text = reportText(
      {
        browser: { verdict: 'good', word: 'able' },
        microphone: { verdict: 'good', word: 'there', figures: { name: 'Ada’s AirPods' } },
        udp: { verdict: 'good', word: 'reached', figures: { ms: 12 } },
        speech: { verdict: 'poor', word: 'rough', figures: { loss: 3, delay: 40, jitter: 2 } },
      },
      {
        at: new Date(0),
        site: 'https://meet.example.org',
        version: '0.1.0',
        userAgent: 'Firefox',
        network: null,
      },
    );
    expect(text).toContain('at: 1970-01-01T00:00:00.000Z');
    expect(text).toContain('microphone: good (there)\n');
    expect(text).toContain('udp: good (reached) ms=12\n');
    expect(text).toContain('speech: poor (rough) loss=3 delay=40 jitter=2\n');
    expect(text).toContain('tls: not run\n');
    expect(text).not.toContain('AirPods');
    for (const id of kChecks) expect(text).toMatch(new RegExp(`^${id}: `, 'm'));
  });
});

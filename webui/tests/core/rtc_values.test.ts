// SPDX-License-Identifier: MIT
// The pure parts of rtc/: configuration, statistics, limits.
import { describe, expect, it, vi } from 'vitest';
import { kDefaultIceSettings, readIceSettings, rtcConfiguration } from '../../src/core/rtc/ice';
import {
  applyLimit,
  bitsFor,
  cameraLimit,
  cameraShare,
  screenLimit,
  screenShare,
  shares,
} from '../../src/core/rtc/quality';
import { summarize } from '../../src/core/rtc/stats';

const kServers = [
  { urls: ['stun:r:3478'] },
  {
    urls: [
      'turn:r:3478',
      'turn:r:3478?transport=udp',
      'turn:r:3478?transport=tcp',
      'turns:r:443?transport=tcp',
    ],
    username: 'u',
    credential: 'c',
  },
];

describe('rtcConfiguration', () => {
  it('hands all servers on', () => {
    expect(rtcConfiguration(kServers, kDefaultIceSettings)).toMatchObject({
      iceServers: kServers,
      iceTransportPolicy: 'all',
    });
  });

  it.each([
    ['turn:udp', ['turn:r:3478', 'turn:r:3478?transport=udp']],
    ['turn:tcp', ['turn:r:3478?transport=tcp']],
    ['turns', ['turns:r:443?transport=tcp']],
  ])('keeps for %s only what matches', (filter, urls) => {
    const settings = readIceSettings((key) => (key === 'lectern.iceFilter' ? filter : 'relay'));
    expect(rtcConfiguration(kServers, settings)).toEqual({
      iceServers: [{ urls, username: 'u', credential: 'c' }],
      iceTransportPolicy: 'relay',
      bundlePolicy: 'max-bundle',
    });
  });

  it('takes unknown switches for none', () => {
    expect(readIceSettings(() => 'nonsense')).toEqual(kDefaultIceSettings);
    expect(readIceSettings(() => null)).toEqual(kDefaultIceSettings);
  });

  it('asks for relay only in recovery, where there is a relay', () => {
    expect(rtcConfiguration(kServers, kDefaultIceSettings, true).iceTransportPolicy).toBe('relay');
    expect(
      rtcConfiguration([{ urls: ['stun:r:3478'] }], kDefaultIceSettings, true).iceTransportPolicy,
    ).toBe('all');
  });
});

describe('summarize', () => {
  const rows: [string, unknown][] = [
    ['T', { type: 'transport', selectedCandidatePairId: 'P' }],
    [
      'P',
      {
        type: 'candidate-pair',
        localCandidateId: 'L',
        remoteCandidateId: 'R',
        currentRoundTripTime: 0.0234,
        bytesReceived: 10,
        bytesSent: 20,
      },
    ],
    ['X', { type: 'candidate-pair', localCandidateId: 'R', remoteCandidateId: 'L' }],
    [
      'L',
      { type: 'local-candidate', candidateType: 'relay', protocol: 'udp', relayProtocol: 'tls' },
    ],
    ['R', { type: 'remote-candidate', candidateType: 'prflx', protocol: 'udp' }],
    [
      'V',
      {
        type: 'inbound-rtp',
        kind: 'video',
        trackIdentifier: 'cam',
        framesDecoded: 30,
        frameWidth: 640,
        frameHeight: 360,
        packetsLost: 2,
      },
    ],
    ['S', { type: 'inbound-rtp', kind: 'video', trackIdentifier: 'scr', framesDecoded: 5 }],
    [
      'A',
      {
        type: 'inbound-rtp',
        kind: 'audio',
        trackIdentifier: 'mic',
        packetsReceived: 99,
        packetsLost: 1,
      },
    ],
    ['O', { type: 'outbound-rtp', kind: 'video', framesSent: 44 }],
  ];
  const subject = { peerId: 'p', name: 'Ada', connectionState: 'connected', cameraTrackId: 'cam' };

  it('names the path and counts camera and screen apart', () => {
    expect(summarize(subject, new Map(rows))).toEqual({
      peerId: 'p',
      name: 'Ada',
      connectionState: 'connected',
      local: { type: 'relay', protocol: 'udp', relayProtocol: 'tls' },
      remote: { type: 'prflx', protocol: 'udp' },
      rttMs: 23,
      framesDecoded: { camera: 30, screen: 5 },
      framesSent: 44,
      audioPacketsReceived: 99,
      bytesReceived: 10,
      bytesSent: 20,
      packetsReceived: 99,
      packetsLost: 3,
      freezes: 0,
      frameWidth: 640,
      frameHeight: 360,
    });
  });

  it('gives the round trip in whole milliseconds', () => {
    const rttOf = (seconds: number): number | null => {
      const pair = { type: 'candidate-pair', selected: true, currentRoundTripTime: seconds };
      return summarize(subject, [['P', pair]]).rttMs;
    };
    expect([rttOf(1.5), rttOf(0.0004), rttOf(0)]).toEqual([1_500, 0, 0]);
  });

  it('finds the pair without a transport row', () => {
    const pair = { ...(rows[1]?.[1] as object), state: 'succeeded', nominated: true };
    const stats = summarize(subject, [['P', pair], ...rows.slice(3)]);
    expect(stats.local?.type).toBe('relay');
  });

  it('finds the pair that Firefox marks as selected, whatever its state', () => {
    const pair = { ...(rows[1]?.[1] as object), selected: true };
    const stats = summarize(subject, [['X', { type: 'candidate-pair' }], ['P', pair], ...rows]);
    expect(stats.bytesSent).toBe(20);
    const withoutTransport = summarize(subject, [['P', pair], ...rows.slice(3)]);
    expect(withoutTransport.local?.type).toBe('relay');
  });

  it.each([
    ['an unselected pair', { type: 'candidate-pair', selected: false }],
    ['a pair that was only nominated', { type: 'candidate-pair', nominated: true }],
    ['a pair that only succeeded', { type: 'candidate-pair', state: 'succeeded' }],
    ['a pair that failed after its nomination', { nominated: true, state: 'failed' }],
    ['a row of another type', { type: 'codec', selected: true }],
  ])('does not take %s for the path', (_what, row) => {
    const other = { localCandidateId: 'L', bytesReceived: 7, type: 'candidate-pair', ...row };
    const stats = summarize(subject, [['other', other], ...rows.slice(3)]);
    expect(stats).toMatchObject({ local: null, bytesReceived: 0 });
  });

  it('says nothing where nothing is known', () => {
    expect(summarize(subject, [])).toMatchObject({
      local: null,
      remote: null,
      rttMs: null,
      framesDecoded: { camera: 0, screen: 0 },
    });
  });
});

describe('cameraShare', () => {
  // Bits per second for each of the others.
  it.each([
    [0, 1_700_000],
    [1, 1_700_000],
    [2, 1_000_000],
    [3, 700_000],
    [4, 500_000],
    [5, 380_000],
    [6, 300_000],
    [7, 250_000],
    [8, 180_000],
    [50, 180_000],
  ])('for %i others', (peers, bits) => {
    expect(cameraShare(peers)).toBe(bits);
  });

  it('never grows with more people, and never asks for more than two and a half megabits', () => {
    for (let peers = 1; peers < 12; peers += 1) {
      expect(cameraShare(peers + 1)).toBeLessThanOrEqual(cameraShare(peers));
      expect(peers * cameraShare(peers)).toBeLessThanOrEqual(2_500_000);
    }
  });
});

describe('shares', () => {
  it.each([
    [900, [900, 900, 900], [300, 300, 300]],
    [900, [100, 900, 900], [100, 400, 400]],
    [900, [100, 200, 150], [100, 200, 150]],
    [900, [0, 2000], [0, 900]],
    [900, [], []],
    [0, [5], [0]],
  ])('of %i for %j are %j', (total, needs, given) => {
    expect(shares(total, needs)).toEqual(given);
  });
});

describe('bitsFor', () => {
  it('is nothing for a picture that is not shown, and more for a larger one', () => {
    expect(bitsFor({ height: 0, rate: 30 })).toBe(0);
    expect(bitsFor({ height: 360, rate: 0 })).toBe(0);
    const heights = [90, 180, 270, 360, 540, 720, 1080];
    const bits = heights.map((height) => bitsFor({ height, rate: 30 }));
    expect([...bits].sort((a, b) => a - b)).toEqual(bits);
    expect(bits[0]).toBe(140_000);
    expect(bits.at(-1)).toBe(cameraShare(1));
    expect(bitsFor({ height: 180, rate: 15 })).toBeLessThan(bitsFor({ height: 180, rate: 30 }));
  });
});

describe('cameraLimit', () => {
  it.each([
    [1_700_000, 1, 30],
    [1_000_000, 1, 24],
    [700_000, 720 / 540, 24],
    [500_000, 2, 24],
    [300_000, 2, 20],
    [250_000, 720 / 270, 15],
    [120_000, 4, 12],
    [60_000, 4, 7],
  ])('%i bits carry 720 lines divided by %f at %i frames', (bits, divide, rate) => {
    expect(cameraLimit(bits, null, 720)).toEqual({
      active: true,
      maxBitrate: bits,
      scaleResolutionDownBy: divide,
      maxFramerate: rate,
    });
  });

  it('sends no more than is shown, and nothing of what is not shown', () => {
    const small = cameraLimit(1_700_000, { height: 180, rate: 15 }, 720);
    expect(small).toMatchObject({ scaleResolutionDownBy: 4, maxFramerate: 15, active: true });
    expect(cameraLimit(1_700_000, { height: 0, rate: 0 }, 720).active).toBe(false);
    expect(cameraLimit(1_700_000, { height: 1080, rate: 60 }, 720)).toEqual(
      cameraLimit(1_700_000, null, 720),
    );
    // A small camera is not made smaller than what is shown.
    expect(cameraLimit(500_000, null, 270).scaleResolutionDownBy).toBe(1);
  });

  it('is off where a picture would only take speech its room', () => {
    expect(cameraLimit(49_000, null, 720).active).toBe(false);
  });

  it('loses frames first on a weak computer, then size', () => {
    const at = (level: number) => cameraLimit(1_700_000, null, 720, level);
    expect(at(1)).toMatchObject({ maxFramerate: 20, scaleResolutionDownBy: 1 });
    expect(at(3)).toMatchObject({ maxFramerate: 12, scaleResolutionDownBy: 2 });
  });
});

describe('screenLimit', () => {
  it.each([
    [2_500_000, 30],
    [1_200_000, 15],
    [600_000, 8],
    [200_000, 5],
  ])('of a text with %i bits lowers the frames to %i and keeps the size', (bits, frames) => {
    expect(screenLimit(bits, false)).toEqual({
      active: true,
      maxBitrate: bits,
      scaleResolutionDownBy: 1,
      maxFramerate: frames,
    });
  });

  it('is off where nobody sees it, and small and slow where it is a copy among others', () => {
    expect(screenLimit(2_000_000, false, 0).active).toBe(false);
    expect(screenLimit(2_000_000, true, 0).active).toBe(false);
    expect(screenLimit(2_000_000, false, 90)).toMatchObject({
      active: true,
      maxBitrate: 250_000,
      scaleResolutionDownBy: 2,
      maxFramerate: 5,
    });
    expect(screenLimit(2_000_000, false, 720)).toEqual(screenLimit(2_000_000, false));
    expect(screenLimit(0, false, 90).active).toBe(false);
  });

  it('of a film keeps the frames, and gives way to speech alone', () => {
    expect(screenLimit(600_000, true)).toMatchObject({
      scaleResolutionDownBy: 2,
      maxFramerate: 24,
    });
    expect(screenLimit(2_000_000, true)).toMatchObject({ scaleResolutionDownBy: 1 });
    expect(screenLimit(0, false).active).toBe(false);
  });

  it('is shared by all, and never less than a screen needs', () => {
    expect([1, 2, 3, 6, 20].map(screenShare)).toEqual([
      2_500_000, 1_800_000, 1_200_000, 600_000, 300_000,
    ]);
  });
});

describe('applyLimit', () => {
  const limit = {
    active: true,
    maxBitrate: 900_000,
    scaleResolutionDownBy: 2,
    maxFramerate: 24,
  };

  async function applied(encoding: object): Promise<object | null> {
    let set: object | null = null;
    await applyLimit(
      {
        getParameters: () => ({ encodings: [encoding] }),
        setParameters: async ({ encodings }: { encodings: object[] }) => {
          set = encodings[0] ?? null;
        },
      } as unknown as RTCRtpSender,
      limit,
    );
    return set;
  }

  it('sets all values, and keeps what else the encoding says', async () => {
    expect(await applied({ rid: 'x' })).toEqual({ rid: 'x', ...limit });
    expect(await applied({ ...limit, active: false })).toEqual(limit);
  });

  it('waits until there is an encoding', async () => {
    const set = vi.fn();
    const sender = { getParameters: () => ({ encodings: [] }), setParameters: set };
    await applyLimit(sender as unknown as RTCRtpSender, limit);
    expect(set).not.toHaveBeenCalled();
  });

  it('says at the top what may suffer first', async () => {
    const set = vi.fn();
    const sender = { getParameters: () => ({ encodings: [{ ...limit }] }), setParameters: set };
    await applyLimit(sender as unknown as RTCRtpSender, limit, 'maintain-resolution');
    expect(set).toHaveBeenCalledWith({
      encodings: [limit],
      degradationPreference: 'maintain-resolution',
    });
  });

  it('sets them if only the bit rate or only the size differs', async () => {
    expect(await applied({ ...limit, maxBitrate: 1 })).toEqual(limit);
    expect(await applied({ ...limit, scaleResolutionDownBy: 1 })).toEqual(limit);
  });

  it('does not touch a sender that has these limits', async () => {
    expect(await applied({ ...limit })).toBeNull();
  });
});

// SPDX-License-Identifier: MIT
// The pure parts of rtc/: configuration, statistics, limits.
import { describe, expect, it } from 'vitest';
import { kDefaultIceSettings, readIceSettings, rtcConfiguration } from '../../src/core/rtc/ice';
import { applyLimit, cameraLimit, screenLimit } from '../../src/core/rtc/quality';
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

describe('cameraLimit', () => {
  // The steps lie at 1, 3 and 6 others. Bits per second, divisor of the size, frames per second.
  it.each([
    [0, 1_800_000, 1, 30],
    [1, 1_800_000, 1, 30],
    [2, 900_000, 1, 30],
    [3, 900_000, 1, 30],
    [4, 450_000, 2, 24],
    [6, 450_000, 2, 24],
    [7, 220_000, 3, 20],
    [50, 220_000, 3, 20],
  ])('for %i others', (peers, maxBitrate, scaleResolutionDownBy, maxFramerate) => {
    expect(cameraLimit(peers)).toEqual({ maxBitrate, scaleResolutionDownBy, maxFramerate });
  });

  it('never grows with more people', () => {
    for (let peers = 1; peers < 15; peers += 1) {
      expect(cameraLimit(peers + 1).maxBitrate).toBeLessThanOrEqual(cameraLimit(peers).maxBitrate);
    }
  });

  it('is applied once, and not before there is an encoding', async () => {
    let set = 0;
    const encodings: object[] = [];
    const sender = {
      getParameters: () => ({ encodings: encodings.map((encoding) => ({ ...encoding })) }),
      setParameters: async (parameters: { encodings: object[] }) => {
        set += 1;
        encodings.splice(0, encodings.length, ...parameters.encodings);
      },
    } as unknown as RTCRtpSender;
    await applyLimit(sender, cameraLimit(4));
    expect(set).toBe(0);
    encodings.push({});
    await applyLimit(sender, cameraLimit(4));
    await applyLimit(sender, cameraLimit(4));
    expect(set).toBe(1);
    expect(encodings[0]).toMatchObject({ maxBitrate: cameraLimit(4).maxBitrate });
  });
});

describe('screenLimit', () => {
  it.each([
    [1, 2_500_000, 30],
    [3, 2_500_000, 30],
    [4, 1_200_000, 15],
  ])('for %i others lowers the frame rate and keeps the size', (peers, maxBitrate, frames) => {
    expect(screenLimit(peers)).toEqual({
      maxBitrate,
      scaleResolutionDownBy: 1,
      maxFramerate: frames,
    });
  });
});

describe('applyLimit', () => {
  const limit = { maxBitrate: 900_000, scaleResolutionDownBy: 2, maxFramerate: 24 };

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

  it('sets all three values, and keeps what else the encoding says', async () => {
    expect(await applied({ active: true })).toEqual({ active: true, ...limit });
  });

  it('sets them if only the bit rate or only the size differs', async () => {
    expect(await applied({ ...limit, maxBitrate: 1 })).toEqual(limit);
    expect(await applied({ ...limit, scaleResolutionDownBy: 1 })).toEqual(limit);
  });

  it('does not touch a sender that has these limits', async () => {
    expect(await applied({ ...limit })).toBeNull();
  });
});

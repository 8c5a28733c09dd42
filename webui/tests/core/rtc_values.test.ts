// SPDX-License-Identifier: MIT
// The pure parts of rtc/: configuration, statistics, limits.
import { describe, expect, it } from 'vitest';
import { kDefaultIceSettings, readIceSettings, rtcConfiguration } from '../../src/core/rtc/ice';
import { applyLimit, cameraLimit } from '../../src/core/rtc/quality';
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
      packetsLost: 3,
      frameWidth: 640,
      frameHeight: 360,
    });
  });

  it('finds the pair without a transport row', () => {
    const pair = { ...(rows[1]?.[1] as object), state: 'succeeded', nominated: true };
    const stats = summarize(subject, [['P', pair], ...rows.slice(3)]);
    expect(stats.local?.type).toBe('relay');
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

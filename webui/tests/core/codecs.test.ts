// SPDX-License-Identifier: MIT
// The codec of pictures by the number of people, and that a browser is asked only for what it has.
import { describe, expect, it } from 'vitest';
import { applyCodec, chooseCodec } from '../../src/core/rtc/codecs';

const strong = { peers: 1, cores: 8, cpuLevel: 0 };

describe('chooseCodec', () => {
  it('takes the better one for one other person, if this computer manages it', () => {
    expect(chooseCodec(null, strong)).toBe('VP9');
    expect(chooseCodec(null, { ...strong, peers: 2 })).toBe('VP8');
    expect(chooseCodec(null, { ...strong, cores: 2 })).toBe('VP8');
  });

  it('does not come back to it: each change costs everybody a moment', () => {
    expect(chooseCodec('VP9', { ...strong, cpuLevel: 1 })).toBe('VP8');
    expect(chooseCodec('VP8', strong)).toBe('VP8');
    expect(chooseCodec('VP9', strong)).toBe('VP9');
  });
});

type Codec = { mimeType: string; payloadType: number; clockRate: number; sdpFmtpLine?: string };

function sender(codecs: readonly Codec[], codec?: Codec) {
  let parameters = { codecs, encodings: [{ maxBitrate: 5, ...(codec ? { codec } : {}) }] };
  let changes = 0;
  const fake = {
    getParameters: () => structuredClone(parameters),
    setParameters: async (next: typeof parameters) => {
      parameters = next;
      changes += 1;
    },
  };
  return {
    sender: fake as unknown as RTCRtpSender,
    encoding: () => parameters.encodings[0],
    changes: () => changes,
  };
}

const vp8 = { mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 };
const vp9 = {
  mimeType: 'video/VP9',
  payloadType: 98,
  clockRate: 90_000,
  sdpFmtpLine: 'profile-id=0',
};
const vp92 = { ...vp9, payloadType: 100, sdpFmtpLine: 'profile-id=2' };

describe('applyCodec', () => {
  it('names the first profile without its payload type, and keeps what else is set', async () => {
    const one = sender([vp8, vp9, vp92]);
    await applyCodec(one.sender, 'VP9');
    const { mimeType, clockRate, sdpFmtpLine } = vp9;
    expect(one.encoding()).toEqual({ maxBitrate: 5, codec: { mimeType, clockRate, sdpFmtpLine } });
  });

  it('changes nothing that is so already, or that one of the browsers has not', async () => {
    for (const [one, codec] of [
      [sender([vp8, vp9]), 'VP8'],
      [sender([vp8, vp9], vp9), 'VP9'],
      [sender([vp8]), 'VP9'],
      [sender([]), 'VP8'],
    ] as const) {
      await applyCodec(one.sender, codec);
      expect(one.changes()).toBe(0);
    }
  });
});

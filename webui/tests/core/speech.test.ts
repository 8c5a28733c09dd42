// SPDX-License-Identifier: MIT
// What we ask for in a description, and what a sender of speech is told.
import { describe, expect, it, vi } from 'vitest';
import {
  applySpeech,
  askForMusic,
  askForSpeech,
  hearStereo,
  kMusicBits,
  musicBits,
} from '../../src/core/rtc/speech';

const kSdp = [
  'v=0',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 63 9',
  'a=rtpmap:111 opus/48000/2',
  'a=fmtp:111 minptime=10;useinbandfec=1',
  'a=rtpmap:63 red/48000/2',
  'a=fmtp:63 111/111',
  'm=video 9 UDP/TLS/RTP/SAVPF 96',
  'a=rtpmap:96 VP8/90000',
  'm=audio 9 UDP/TLS/RTP/SAVPF 109',
  'a=rtpmap:109 opus/48000/2',
  '',
].join('\r\n');

describe('askForSpeech', () => {
  it('asks for repair and silence of the microphone, and for music of a screen', () => {
    const lines = askForSpeech(kSdp).split('\r\n');
    expect(lines).toContain('a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1');
    expect(lines).toContain('a=fmtp:63 111/111');
    const at = lines.indexOf('a=rtpmap:109 opus/48000/2');
    expect(lines[at + 1]).toBe('a=fmtp:109 useinbandfec=1;stereo=1;maxaveragebitrate=128000');
    expect(lines).toHaveLength(12);
  });

  it('asks once, and leaves what it does not know', () => {
    expect(askForSpeech(askForSpeech(kSdp))).toBe(askForSpeech(kSdp));
    for (const text of ['', 'v=0\r\n', 'm=audio 9 x 0\r\na=rtpmap:0 PCMU/8000\r\n', '{"a":1}'])
      expect(askForSpeech(text)).toBe(text);
  });
});

describe('music', () => {
  it('is asked for on the line of the microphone alone, whatever was asked before', () => {
    const lines = askForMusic(askForSpeech(kSdp)).split('\r\n');
    expect(lines).toContain(
      'a=fmtp:111 minptime=10;useinbandfec=1;usedtx=0;stereo=1;maxaveragebitrate=256000',
    );
    expect(lines).toContain('a=fmtp:109 useinbandfec=1;stereo=1;maxaveragebitrate=128000');
    expect(askForMusic('{"a":1}')).toBe('{"a":1}');
  });

  it('is heard on both channels, without asking everybody for it', () => {
    const own = hearStereo(kSdp);
    expect(own).toContain('a=fmtp:111 minptime=10;useinbandfec=1;stereo=1');
    expect(askForSpeech(own)).toContain('a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1\r\n');
  });

  it('takes half of it among many', () => {
    expect([1, 2, 3, 9].map(musicBits)).toEqual([
      kMusicBits,
      kMusicBits,
      kMusicBits / 2,
      kMusicBits / 2,
    ]);
  });
});

describe('applySpeech', () => {
  const opus = { mimeType: 'audio/opus', clockRate: 48_000, channels: 2, payloadType: 111 };
  const red = { mimeType: 'audio/red', clockRate: 48_000, channels: 2, payloadType: 63 };

  async function told(encoding: object, redundant: boolean, codecs: object[] = [opus, red]) {
    const setParameters = vi.fn(async () => undefined);
    const sender = { getParameters: () => ({ encodings: [encoding], codecs }), setParameters };
    await applySpeech(sender as unknown as RTCRtpSender, redundant);
    return setParameters.mock.calls.length === 0 ? null : encoding;
  }

  it('gives an instrument its bits, and takes them back', async () => {
    const setParameters = vi.fn(async () => undefined);
    const encoding: RTCRtpEncodingParameters = { priority: 'high' };
    const sender = {
      getParameters: () => ({ encodings: [encoding], codecs: [opus] }),
      setParameters,
    } as unknown as RTCRtpSender;
    await applySpeech(sender, false, 192_000);
    expect(encoding.maxBitrate).toBe(192_000);
    await applySpeech(sender, false, 192_000);
    expect(setParameters).toHaveBeenCalledTimes(1);
    await applySpeech(sender, false);
    expect('maxBitrate' in encoding).toBe(false);
  });

  it('goes before pictures', async () => {
    expect(await told({}, false)).toEqual({ priority: 'high' });
    expect(await told({ priority: 'high' }, false)).toBeNull();
  });

  it('goes twice where much is lost, and once again after that', async () => {
    const { payloadType: _one, ...redCodec } = red;
    const { payloadType: _two, ...opusCodec } = opus;
    expect(await told({ priority: 'high' }, true)).toEqual({ priority: 'high', codec: redCodec });
    expect(await told({ priority: 'high', codec: redCodec }, true)).toBeNull();
    expect(await told({ priority: 'high', codec: redCodec }, false)).toEqual({
      priority: 'high',
      codec: opusCodec,
    });
  });

  it('does nothing where the browser has no such codec, or no encoding yet', async () => {
    expect(await told({ priority: 'high' }, true, [opus])).toBeNull();
    const sender = { getParameters: () => ({ encodings: [] }), setParameters: vi.fn() };
    await applySpeech(sender as unknown as RTCRtpSender, true);
    expect(sender.setParameters).not.toHaveBeenCalled();
  });
});

// SPDX-License-Identifier: MIT
// Speech first: Opus that repairs small losses by itself (FEC), is silent when nobody speaks (DTX),
// and where much is lost sends everything twice (RED, RFC 2198).

interface AudioLine {
  readonly text: string;
  readonly index: number;
}

/** An empty value takes the parameter out. */
function withParameters(line: string, parameters: Readonly<Record<string, string>>): string {
  const opus = /^a=rtpmap:(\d+) opus\/48000/im.exec(line)?.[1];
  if (opus === undefined) return line;
  const fmtp = new RegExp(`^a=fmtp:${opus} (.*)$`, 'm');
  const known = fmtp.exec(line)?.[1]?.trim() ?? '';
  const names = Object.keys(parameters);
  const kept = known
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '' && !names.includes(one.split('=')[0] ?? ''));
  const set = Object.entries(parameters).filter(([, value]) => value !== '');
  const all = [...kept, ...set.map(([name, value]) => `${name}=${value}`)].join(';');
  if (fmtp.test(line)) return line.replace(fmtp, `a=fmtp:${opus} ${all}`);
  return line.replace(
    new RegExp(`^(a=rtpmap:${opus} [^\r\n]*)(\r?\n)`, 'm'),
    `$1$2a=fmtp:${opus} ${all}$2`,
  );
}

/**
 * What we ask the other side to send us, in the description that goes to it: the parameters of a
 * description are the wishes of its receiver. The first line of sound is the microphone; any other
 * is the sound of a shared screen, which is music as often as speech.
 */
export function askForSpeech(sdp: string): string {
  return withAudio(sdp, (place) =>
    place === 0
      ? { useinbandfec: '1', usedtx: '1', stereo: '' }
      : { useinbandfec: '1', stereo: '1', maxaveragebitrate: '128000' },
  );
}

/** Of an own description: both channels of whatever comes are heard. */
export function hearStereo(sdp: string): string {
  return withAudio(sdp, () => ({ stereo: '1' }));
}

/** The most that an instrument gets, bits per second; among many people it gets half of it. */
export const kMusicBits = 256_000;

/** Of the other side's description: the microphone is an instrument, and pauses are part of it. */
export function askForMusic(sdp: string): string {
  return withAudio(sdp, (place) =>
    place === 0
      ? { useinbandfec: '1', usedtx: '0', stereo: '1', maxaveragebitrate: String(kMusicBits) }
      : {},
  );
}

/** What music may take for each of so many people. */
export function musicBits(peers: number): number {
  return peers <= 2 ? kMusicBits : kMusicBits / 2;
}

type Change = (place: number) => Readonly<Record<string, string>>;

/** Changes the parameters of Opus, line by line of sound. */
function withAudio(sdp: string, change: Change): string {
  const parts = sdp.split(/^(?=m=)/m);
  const audio = parts
    .map((text, index): AudioLine => ({ text, index }))
    .filter(({ text }) => text.startsWith('m=audio'));
  audio.forEach(({ text, index }, place) => {
    const parameters = change(place);
    if (Object.keys(parameters).length > 0) parts[index] = withParameters(text, parameters);
  });
  return parts.join('');
}

type Encoding = RTCRtpEncodingParameters & { codec?: RTCRtpCodec };

/**
 * Sound before pictures, and twice where `redundant`, as far as the browser lets one choose.
 * `bits` per second at most; null: as the browser does it for speech.
 */
export async function applySpeech(
  sender: RTCRtpSender,
  redundant: boolean,
  bits: number | null = null,
): Promise<void> {
  const parameters = sender.getParameters();
  const [encoding] = (parameters.encodings ?? []) as Encoding[];
  if (!encoding) return;
  const codecs = parameters.codecs ?? [];
  const find = (name: string) =>
    codecs.find(({ mimeType }) => mimeType.toLowerCase() === `audio/${name}`);
  const wanted = redundant ? find('red') : undefined;
  const isRed = encoding.codec?.mimeType.toLowerCase() === 'audio/red';
  const first = encoding.priority === 'high';
  const limited = (encoding.maxBitrate ?? null) === bits;
  if (first && limited && isRed === (wanted !== undefined)) return;
  encoding.priority = 'high';
  if (bits !== null) encoding.maxBitrate = bits;
  else delete encoding.maxBitrate;
  if (wanted) encoding.codec = plain(wanted);
  else if (isRed) {
    const opus = find('opus');
    if (opus) encoding.codec = plain(opus);
  }
  await sender.setParameters(parameters);
}

/** Without the payload type, which an encoding does not name. */
function plain({ mimeType, clockRate, channels, sdpFmtpLine }: RTCRtpCodecParameters): RTCRtpCodec {
  return {
    mimeType,
    clockRate,
    ...(channels === undefined ? {} : { channels }),
    ...(sdpFmtpLine === undefined ? {} : { sdpFmtpLine }),
  };
}

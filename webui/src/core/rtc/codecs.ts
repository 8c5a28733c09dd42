// SPDX-License-Identifier: MIT
// Which codec carries a picture. VP9 shows more for the same bits, and every further person costs
// another encoder: so it is for one other person and a computer with some processors, and VP8,
// which every browser has, for everybody else. Both are negotiated; changing needs no new offer.

export type Codec = 'VP8' | 'VP9';

/** Fewer processors than that are busy enough. */
const kCores = 4;

export interface Encoders {
  /** Other people, each of whom gets a picture of their own. */
  readonly peers: number;
  readonly cores: number;
  /** How far down this computer stands; 0: it manages everything. */
  readonly cpuLevel: number;
}

/** The choice holds while the call does: a computer that was short once gets no second try. */
export function chooseCodec(before: Codec | null, now: Encoders): Codec {
  if (now.peers > 1 || now.cores < kCores || now.cpuLevel > 0) return 'VP8';
  return before ?? 'VP9';
}

type Encoding = RTCRtpEncodingParameters & { codec?: RTCRtpCodec };

function plain({ mimeType, clockRate, sdpFmtpLine }: RTCRtpCodecParameters): RTCRtpCodec {
  return { mimeType, clockRate, ...(sdpFmtpLine === undefined ? {} : { sdpFmtpLine }) };
}

/** The first one of this name: a browser lists the usual profile first. */
function named(codecs: readonly RTCRtpCodecParameters[], codec: Codec) {
  return codecs.find(({ mimeType }) => mimeType.toUpperCase() === `VIDEO/${codec}`);
}

/** Uses the codec if both browsers have it, and if this one lets a page choose. */
export async function applyCodec(sender: RTCRtpSender, codec: Codec): Promise<void> {
  const parameters = sender.getParameters();
  const [encoding] = (parameters.encodings ?? []) as Encoding[];
  const wanted = named(parameters.codecs ?? [], codec);
  if (!encoding || !wanted) return;
  const now = encoding.codec?.mimeType ?? parameters.codecs[0]?.mimeType;
  if (now?.toUpperCase() === `VIDEO/${codec}`) return;
  encoding.codec = plain(wanted);
  await sender.setParameters(parameters);
}

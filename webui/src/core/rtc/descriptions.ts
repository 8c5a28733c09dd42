// SPDX-License-Identifier: MIT
// Session descriptions and candidates as this end makes them, and as it reads those of others.
import type { IceCandidate, SessionDescription } from '../protocol/messages';
import { askForMusic, hearStereo } from './speech';

export function fingerprintOf(sdp: string): string | null {
  return /^a=fingerprint:(.+)$/m.exec(sdp)?.[1]?.trim() ?? null;
}

/**
 * Offers, or answers the offer that was applied. Chromium decodes as many channels as the own
 * description names, so it names two, whatever the other side is asked to send.
 */
export async function describe(pc: RTCPeerConnection): Promise<void> {
  const answers = pc.signalingState === 'have-remote-offer';
  const { type, sdp = '' } = await (answers ? pc.createAnswer() : pc.createOffer());
  await pc.setLocalDescription({ type, sdp: hearStereo(sdp) });
}

/**
 * The other side's description as we take it. It asks for speech; who plays an instrument sends
 * more than that, and every Opus decoder takes it (RFC 7587, section 7).
 */
export function heard({ type, sdp }: SessionDescription, music: boolean): SessionDescription {
  return { type, sdp: music ? askForMusic(sdp) : sdp };
}

/** Without the fields that are null. */
export function plainCandidate(candidate: RTCIceCandidate): IceCandidate {
  return {
    candidate: candidate.candidate,
    ...(candidate.sdpMid !== null ? { sdpMid: candidate.sdpMid } : {}),
    ...(candidate.sdpMLineIndex !== null ? { sdpMLineIndex: candidate.sdpMLineIndex } : {}),
    ...(candidate.usernameFragment ? { usernameFragment: candidate.usernameFragment } : {}),
  };
}

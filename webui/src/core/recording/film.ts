// SPDX-License-Identifier: MIT
// Film: what is written down of a recording that lies on this device, so that a page which comes
// after a crash finds it. Pure.

export interface Film {
  readonly id: string;
  /** Whose it is: another account of this browser does not see it. */
  readonly userId: string;
  readonly meetingId: string;
  readonly title: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Without parameters, as the server wants it. */
  readonly type: string;
  /** Where the upload lies; null: nothing was sent yet. */
  readonly url: string | null;
  /** Of the pieces on the disk, in their order. */
  readonly sizes: readonly number[];
  /** The pieces before this one are only on the server. */
  readonly released: number;
  /** Bytes that the server had when it was last asked. */
  readonly accepted: number;
  /** The last piece is there. */
  readonly ended: boolean;
}

export function bytesOf({ sizes }: Pick<Film, 'sizes'>): number {
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** `video/webm;codecs=vp8,opus` is `video/webm`. */
export function plainType(type: string): string {
  return (type.split(';')[0] ?? '').trim().toLowerCase();
}

/** The name of a file that holds it. */
export function fileName({ title, type }: Pick<Film, 'title' | 'type'>): string {
  const safe = title.replace(/[\p{Cc}\p{Cf}\s/\\:*?"<>|]+/gu, ' ').trim() || 'recording';
  return `${[...safe].slice(0, 100).join('')}.${type.split('/')[1] ?? 'webm'}`;
}

/**
 * What this browser records well, the best first. VP8 costs a computer that sends several pictures
 * at the same time least. Safari makes WebM that does not play well.
 */
export function recordableTypes(apple: boolean): readonly string[] {
  const webm = ['video/webm;codecs=vp8,opus', 'video/webm;codecs=vp9,opus', 'video/webm'];
  const mp4 = ['video/mp4;codecs=avc1.42E01F,mp4a.40.2', 'video/mp4'];
  return apple ? [...mp4, ...webm] : [...webm, ...mp4];
}

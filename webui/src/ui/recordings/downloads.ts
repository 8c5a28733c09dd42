// SPDX-License-Identifier: MIT
// The files of a recording that a person may keep.
import { downloadUrl, type SharedRecording } from '../../core/api/recordings';

export interface Download {
  /** "WebM", "MP4". */
  readonly name: string;
  readonly url: string;
}

const kNames: Readonly<Record<string, string>> = { webm: 'WebM', ogg: 'Ogg', mpeg: 'MP3' };

export function formatName(type: string): string {
  const ending = type.split('/')[1] ?? '';
  return kNames[ending] ?? ending.toUpperCase();
}

export function downloadsOf({ mediaUrl, mp4Url, type }: SharedRecording): Download[] {
  return [
    ...(mediaUrl ? [{ name: formatName(type), url: downloadUrl(mediaUrl) }] : []),
    ...(mp4Url && !type.endsWith('/mp4') ? [{ name: 'MP4', url: downloadUrl(mp4Url) }] : []),
  ];
}

// SPDX-License-Identifier: MIT
// Recordings that lie on the server (docs/recordings.md). Loads with the pages that use it; the
// upload itself is ui/recording/tus_sender.ts.
import type { Fields } from '../protocol/fields';
import type { Answer, ApiClient } from './client';
import type { Page } from './plans';

/** What everybody sees who has a link. */
export interface SharedRecording {
  readonly title: string;
  readonly meetingTitle: string;
  readonly type: string;
  readonly size: number;
  /** Null: not known before a player has read it. */
  readonly durationMs: number | null;
  readonly createdAt: string;
  /** Holds a ticket for some hours; null until the recording is ready. */
  readonly mediaUrl: string | null;
  /** The same as MP4, for players that know no WebM, where the server makes it. */
  readonly mp4Url: string | null;
}

export const kKinds = ['film', 'file', 'board', 'chat', 'notes'] as const;
export type Kind = (typeof kKinds)[number];
/** What hosts keep of a lesson besides films. */
export type MaterialKind = Exclude<Kind, 'film'>;

export const kRecordingStates = ['uploading', 'processing', 'ready'] as const;

export interface Recording extends SharedRecording {
  readonly recordingId: string;
  readonly kind: Kind;
  readonly meetingId: string;
  readonly owner: { readonly userId: string; readonly name: string };
  readonly state: (typeof kRecordingStates)[number];
  readonly expiresAt: string;
  /** Everybody with a seat in the meeting may watch it. */
  readonly forParticipants: boolean;
  readonly linkExpiresAt: string | null;
}

export interface RecordingStorage {
  readonly enabled: boolean;
  readonly usedBytes: number;
  readonly quotaBytes: number;
  readonly largestBytes: number;
  readonly uploading: number;
}

export interface RecordingLink {
  readonly url: string;
  readonly expiresAt: string;
}

const nothing = (): null => null;
const at = (id: string, more = ''): string => `/api/recording/${encodeURIComponent(id)}/${more}`;

/** Of the formats that the server has, the copy as MP4; an older server names none. */
function readMp4(f: Fields): string | null {
  if (!f.has('formats')) return null;
  const formats = f.list('formats', (one) => ({
    format: one.string('format'),
    url: one.string('media_url'),
  }));
  return formats.find(({ format }) => format === 'mp4')?.url ?? null;
}

const readShared = (f: Fields): SharedRecording => ({
  title: f.string('title'),
  meetingTitle: f.string('meeting_title'),
  type: f.string('type'),
  size: f.number('size'),
  durationMs: f.optionalNumber('duration_ms') ?? null,
  createdAt: f.string('created_at'),
  mediaUrl: f.optionalString('media_url') ?? null,
  mp4Url: readMp4(f),
});

function readRecording(f: Fields): Recording {
  const owner = f.child('owner');
  return {
    ...readShared(f),
    recordingId: f.string('recording_id'),
    kind: f.oneOf('kind', kKinds),
    meetingId: f.string('meeting_id'),
    owner: { userId: owner.string('user_id'), name: owner.string('name') },
    state: f.oneOf('state', kRecordingStates),
    expiresAt: f.string('expires_at'),
    forParticipants: f.boolean('for_participants'),
    linkExpiresAt: f.optionalString('link_expires_at') ?? null,
  };
}

const readPage = (f: Fields): Page<Recording> => ({
  items: f.list('recordings', readRecording),
  nextCursor: f.optionalString('next_cursor') ?? null,
});

function withCursor(path: string, cursor: string | undefined): string {
  return cursor === undefined ? path : `${path}?${new URLSearchParams({ cursor })}`;
}

export function recordings(api: ApiClient, cursor?: string): Answer<Page<Recording>> {
  return api.call('GET', withCursor('/api/recordings/', cursor), undefined, readPage);
}

/** What is kept of a lesson besides films: what the caller may see. */
export function materialOf(api: ApiClient, meetingId: string): Answer<Page<Recording>> {
  const path = `/api/meeting/${encodeURIComponent(meetingId)}/recordings/?kind=material`;
  return api.call('GET', path, undefined, readPage);
}

/** The films of one meeting: what the caller may see. */
export function recordingsOf(api: ApiClient, meetingId: string): Answer<Page<Recording>> {
  const path = `/api/meeting/${encodeURIComponent(meetingId)}/recordings/`;
  return api.call('GET', path, undefined, readPage);
}

export function recording(api: ApiClient, id: string): Answer<Recording> {
  return api.call('GET', at(id), undefined, readRecording);
}

export function storage(api: ApiClient): Answer<RecordingStorage> {
  return api.call('GET', '/api/recordings/storage', undefined, (f) => ({
    enabled: f.boolean('enabled'),
    usedBytes: f.number('used_bytes'),
    quotaBytes: f.number('quota_bytes'),
    largestBytes: f.number('largest_bytes'),
    uploading: f.number('uploading'),
  }));
}

export function rename(api: ApiClient, id: string, title: string): Answer<Recording> {
  return api.call('PATCH', at(id), { title }, readRecording);
}

export function openToParticipants(api: ApiClient, id: string, open: boolean): Answer<Recording> {
  return api.call('PATCH', at(id), { for_participants: open }, readRecording);
}

export function remove(api: ApiClient, id: string): Answer<null> {
  return api.call('DELETE', at(id), undefined, nothing);
}

/** A new link replaces the one before. */
export function share(api: ApiClient, id: string, until: string): Answer<RecordingLink> {
  return api.call('POST', at(id, 'share/'), { expires_at: until }, (f) => ({
    url: f.string('url'),
    expiresAt: f.string('expires_at'),
  }));
}

export function unshare(api: ApiClient, id: string): Answer<null> {
  return api.call('DELETE', at(id, 'share/'), undefined, nothing);
}

/** What a link shows; nobody needs an account for it. */
export function sharedRecording(api: ApiClient, token: string): Answer<SharedRecording> {
  const path = `/api/recording/shared/${encodeURIComponent(token)}/`;
  return api.call('GET', path, undefined, readShared);
}

/** The media element's address, as a file to keep. */
export function downloadUrl(mediaUrl: string): string {
  return `${mediaUrl}&download=1`;
}

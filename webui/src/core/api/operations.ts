// SPDX-License-Identifier: MIT
// How the site does, for administrators (docs/api.md, Administration): the overview, the curves of
// the last day, meetings of everybody, sessions of the relay, nodes and webhooks.
import type { Fields } from '../protocol/fields';
import { pageOf, search } from './administration';
import type { Answer, ApiClient } from './client';
import type { Page } from './plans';

export const kPartStates = ['ok', 'off', 'attention', 'failing'] as const;
export type PartState = (typeof kPartStates)[number];

export interface SitePart {
  readonly name: string;
  readonly state: PartState;
  readonly reason: string | null;
  readonly detail: string | null;
}

export interface Disk {
  readonly total: number;
  readonly free: number;
}

export interface Overview {
  readonly version: string;
  readonly startedAt: string;
  readonly uptimeSeconds: number;
  readonly people: number;
  readonly rooms: number;
  readonly allocations: number;
  readonly parts: readonly SitePart[];
  readonly disk: Disk | null;
  readonly recordings: {
    readonly enabled: boolean;
    readonly used: number;
    readonly quota: number;
  };
  readonly certificate: {
    readonly names: readonly string[];
    readonly expiresAt: string;
    readonly selfSigned: boolean;
  } | null;
}

export const kCurves = [
  'people',
  'meetings',
  'allocations',
  'relay_bytes_per_second',
  'requests_per_second',
  'errors_per_minute',
] as const;
export type CurveName = (typeof kCurves)[number];

export interface Charts {
  readonly intervalSeconds: number;
  /** Unix seconds, the oldest first. */
  readonly at: readonly number[];
  readonly curves: Readonly<Record<CurveName, readonly number[]>>;
}

export const kMeetingFilters = ['live', 'upcoming', 'past', 'all'] as const;
export type MeetingFilter = (typeof kMeetingFilters)[number];

export interface SiteMeeting {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  readonly state: 'open' | 'live' | 'ended' | 'cancelled';
  readonly isSeries: boolean;
  readonly hostName: string;
  readonly hostEmail: string | null;
  readonly present: number;
  readonly createdAt: string;
  readonly scheduledAt: string | null;
  readonly endedAt: string | null;
}

export interface Allocation {
  readonly id: string;
  readonly userId: string;
  readonly person: string | null;
  readonly email: string | null;
  readonly meetingId: string | null;
  readonly meetingTitle: string | null;
  readonly network: string;
  readonly transport: string;
  readonly ageSeconds: number;
  readonly bytesToPeers: number;
  readonly bytesToClient: number;
  /** Bytes a second; null at the first look. */
  readonly rateToPeers: number | null;
  readonly rateToClient: number | null;
}

export interface SiteNode {
  readonly name: string;
  readonly region: string | null;
  readonly here: boolean;
  readonly since: string;
  readonly rooms: number;
  readonly people: number;
  readonly turnSessions: number;
  readonly relay: readonly string[];
  readonly relayRefused: boolean;
}

export interface SiteWebhook {
  readonly id: string;
  readonly url: string;
  readonly description: string;
  readonly events: readonly string[];
  readonly enabled: boolean;
  readonly disabledBecause: string | null;
  readonly failingSince: string | null;
}

const readPart = (f: Fields): SitePart => ({
  name: f.string('name'),
  state: f.oneOf('state', kPartStates),
  reason: f.optionalString('reason') ?? null,
  detail: f.optionalString('detail') ?? null,
});

const readDisk = (f: Fields, name: string): Disk | null => {
  if (f.isNull(name)) return null;
  const disk = f.child(name);
  return { total: disk.number('total'), free: disk.number('free') };
};

function readCertificate(f: Fields): Overview['certificate'] {
  if (f.isNull('certificate')) return null;
  const one = f.child('certificate');
  return {
    names: one.strings('names'),
    expiresAt: one.string('expires_at'),
    selfSigned: one.boolean('self_signed'),
  };
}

export function readOverview(f: Fields): Overview {
  const recordings = f.child('recordings');
  return {
    version: f.string('version'),
    startedAt: f.string('started_at'),
    uptimeSeconds: f.number('uptime_seconds'),
    people: f.number('people'),
    rooms: f.number('rooms'),
    allocations: f.number('allocations'),
    parts: f.list('parts', readPart),
    disk: readDisk(f, 'disk'),
    recordings: {
      enabled: recordings.boolean('enabled'),
      used: recordings.number('used'),
      quota: recordings.number('quota'),
    },
    certificate: readCertificate(f),
  };
}

const numbersIn = (f: Fields, name: string): readonly number[] => {
  const raw = f.raw(name);
  const right = Array.isArray(raw) && raw.every((one) => typeof one === 'number');
  return right ? (raw as number[]) : f.fail(name, []);
};

export function readCharts(f: Fields): Charts {
  const at = numbersIn(f, 'at');
  const curves = Object.fromEntries(kCurves.map((name) => [name, numbersIn(f, name)]));
  return {
    intervalSeconds: f.number('interval_seconds'),
    at,
    curves: curves as Charts['curves'],
  };
}

const readMeeting = (f: Fields): SiteMeeting => ({
  id: f.string('meeting_id'),
  code: f.string('code'),
  title: f.string('title'),
  state: f.oneOf('state', ['open', 'live', 'ended', 'cancelled']),
  isSeries: f.boolean('is_series'),
  hostName: f.string('host_name'),
  hostEmail: f.optionalString('host_email') ?? null,
  present: f.number('present'),
  createdAt: f.string('created_at'),
  scheduledAt: f.optionalString('scheduled_at') ?? null,
  endedAt: f.optionalString('ended_at') ?? null,
});

const readAllocation = (f: Fields): Allocation => ({
  id: f.string('id'),
  userId: f.string('user_id'),
  person: f.optionalString('person') ?? null,
  email: f.optionalString('email') ?? null,
  meetingId: f.optionalString('meeting_id') ?? null,
  meetingTitle: f.optionalString('meeting_title') ?? null,
  network: f.string('network'),
  transport: f.string('transport'),
  ageSeconds: f.number('age_seconds'),
  bytesToPeers: f.number('bytes_to_peers'),
  bytesToClient: f.number('bytes_to_client'),
  rateToPeers: f.optionalNumber('rate_to_peers') ?? null,
  rateToClient: f.optionalNumber('rate_to_client') ?? null,
});

const readNode = (f: Fields): SiteNode => ({
  name: f.string('name'),
  region: f.optionalString('region') ?? null,
  here: f.boolean('here'),
  since: f.string('since'),
  rooms: f.strings('rooms').length,
  people: f.number('people'),
  turnSessions: f.number('turn_sessions'),
  relay: f.strings('relay'),
  relayRefused: f.boolean('relay_refused'),
});

const readWebhook = (f: Fields): SiteWebhook => ({
  id: f.string('webhook_id'),
  url: f.string('url'),
  description: f.string('description'),
  events: f.strings('events'),
  enabled: f.boolean('enabled'),
  disabledBecause: f.optionalString('disabled_because') ?? null,
  failingSince: f.optionalString('failing_since') ?? null,
});

const none = (): null => null;

export function overview(api: ApiClient): Answer<Overview> {
  return api.call('GET', '/api/admin/overview/', undefined, readOverview);
}

export function charts(api: ApiClient): Answer<Charts> {
  return api.call('GET', '/api/admin/charts/', undefined, readCharts);
}

export function siteMeetings(
  api: ApiClient,
  filter: { state: MeetingFilter; search: string },
  cursor: string | null,
): Answer<Page<SiteMeeting>> {
  const path = `/api/admin/meetings/?${search({ ...filter, cursor })}`;
  return api.call('GET', path, undefined, pageOf('meetings', readMeeting));
}

export function endMeeting(api: ApiClient, id: string): Answer<null> {
  return api.call('POST', `/api/admin/meetings/${encodeURIComponent(id)}/end/`, undefined, none);
}

export function allocations(api: ApiClient, cursor: string | null): Answer<Page<Allocation>> {
  const path = `/api/admin/allocations/?${search({ cursor })}`;
  return api.call('GET', path, undefined, pageOf('allocations', readAllocation));
}

export function endAllocation(api: ApiClient, id: string): Answer<null> {
  return api.call('DELETE', `/api/admin/allocations/${encodeURIComponent(id)}/`, undefined, none);
}

export function nodes(api: ApiClient): Answer<readonly SiteNode[]> {
  return api.call('GET', '/api/admin/nodes/', undefined, (f) => f.list('nodes', readNode));
}

export function webhooks(api: ApiClient, cursor: string | null): Answer<Page<SiteWebhook>> {
  const path = `/api/webhooks/?${search({ cursor })}`;
  return api.call('GET', path, undefined, pageOf('webhooks', readWebhook));
}

export function switchWebhook(api: ApiClient, id: string, enabled: boolean): Answer<SiteWebhook> {
  return api.call('PATCH', `/api/webhooks/${encodeURIComponent(id)}/`, { enabled }, readWebhook);
}

export function testWebhook(api: ApiClient, id: string): Answer<null> {
  return api.call('POST', `/api/webhooks/${encodeURIComponent(id)}/test/`, undefined, none);
}

export function retryMail(api: ApiClient, id: number): Answer<null> {
  return api.call('POST', `/api/admin/outbox/${id}/retry/`, undefined, none);
}

export function dropMail(api: ApiClient, id: number): Answer<null> {
  return api.call('DELETE', `/api/admin/outbox/${id}/`, undefined, none);
}

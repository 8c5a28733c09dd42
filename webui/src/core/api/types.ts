// SPDX-License-Identifier: MIT
// The objects of the REST API (docs/api.md), and the functions that read them from JSON.
import { iceServer } from '../protocol/decode';
import type { Fields } from '../protocol/fields';
import { kRoles, type IceServer, type Role } from '../protocol/messages';

export interface Site {
  readonly name: string;
  readonly registration: 'open' | 'invited' | 'closed';
  readonly version: string;
  /** The mail address of whoever helps. */
  readonly contact?: string | undefined;
  /** The origins of pages that may show the site in a frame. */
  readonly frameAncestors: readonly string[];
  /** For people whose browser speaks none of our languages. */
  readonly language?: string | undefined;
  /** The school's own colours, by day and by night, "#313d6a". */
  readonly color?: string | undefined;
  readonly nightColor?: string | undefined;
  /** The path of the school's own logo. */
  readonly logo?: string | undefined;
}

export interface Provider {
  readonly title: string;
  /** A page that the browser goes to, not a request. */
  readonly start: string;
}

export interface User {
  readonly id: string;
  readonly email: string | null;
  readonly name: string;
  readonly role: 'admin' | 'user' | 'guest';
  /** What the person has chosen for mails, if anything. */
  readonly language?: string | null;
}

export interface Tokens {
  readonly access: string;
  readonly refresh: string;
  readonly user: User;
}

export interface Meeting {
  readonly meetingId: string;
  readonly code: string;
  readonly title: string;
  readonly type: string;
  readonly state: 'open' | 'ended' | 'cancelled';
  readonly hasPassword: boolean;
  readonly locked: boolean;
  readonly waitingRoom: boolean;
  /** `approval`: a host lets people in, as with a waiting room. */
  readonly access: string;
  readonly maxParticipants: number;
  readonly scheduledAt: string | null;
  readonly durationMinutes: number | null;
  readonly timezone: string | null;
  /** Of a series: the date that is open or comes next. */
  readonly occurrence: string | null;
  readonly exceptions: readonly { readonly occurrence: string; readonly startsAt: string }[];
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly host: { readonly userId: string; readonly name: string };
  readonly role: Role | null;
  readonly present: number;
  readonly joinUrl: string;
}

export interface Seat {
  readonly meeting: Meeting;
  readonly participantId: string;
  readonly role: Role;
  readonly token: string;
  readonly signalingUrl: string;
  readonly iceServers: readonly IceServer[];
}

/** A host has to let the person in. */
export interface Waiting {
  readonly requestId: string;
  readonly reason: string;
  /** The place among those who wait, from 1. */
  readonly position: number;
}

/** Somebody who is in the room now. */
export interface Present {
  readonly userId: string;
  readonly name: string;
  readonly role: Role;
}

export interface MeetingPage {
  readonly meetings: readonly Meeting[];
  readonly nextCursor: string | null;
}

export interface NewMeeting {
  readonly title: string;
  readonly password?: string;
  readonly maxParticipants?: number;
  readonly scheduledAt?: string;
  readonly durationMinutes?: number;
  readonly timezone?: string;
}

export function readSite(f: Fields): Site {
  return {
    name: f.string('name'),
    registration: f.oneOf('registration', ['closed', 'invited', 'open']),
    version: f.string('version'),
    contact: f.optionalString('contact'),
    frameAncestors: f.has('frame_ancestors') ? f.strings('frame_ancestors') : [],
    language: f.optionalString('language'),
    color: f.optionalString('color'),
    nightColor: f.optionalString('night_color'),
    logo: f.optionalString('logo'),
  };
}

export function readProviders(f: Fields): readonly Provider[] {
  return f.list('providers', (p) => ({ title: p.string('title'), start: p.string('start') }));
}

export function readUser(f: Fields): User {
  const language = f.optionalString('language');
  return {
    id: f.string('id'),
    email: f.optionalString('email') ?? null,
    name: f.string('name'),
    role: f.oneOf('role', ['guest', 'user', 'admin']),
    ...(language ? { language } : {}),
  };
}

export function readTokens(f: Fields): Tokens {
  return {
    access: f.string('access'),
    refresh: f.string('refresh'),
    user: readUser(f.child('user')),
  };
}

export function readMeeting(f: Fields): Meeting {
  const host = f.child('host');
  return {
    meetingId: f.string('meeting_id'),
    code: f.string('code'),
    title: f.string('title'),
    type: f.string('type'),
    state: f.oneOf('state', ['open', 'ended', 'cancelled']),
    hasPassword: f.optionalBoolean('has_password'),
    locked: f.optionalBoolean('locked'),
    waitingRoom: f.optionalBoolean('waiting_room'),
    access: f.optionalString('access') ?? 'public',
    maxParticipants: f.number('max_participants'),
    scheduledAt: f.optionalString('scheduled_at') ?? null,
    durationMinutes: f.optionalNumber('duration_minutes') ?? null,
    timezone: f.optionalString('timezone') ?? null,
    occurrence: f.optionalString('occurrence') ?? null,
    exceptions: f.has('exceptions')
      ? f.list('exceptions', (one) => ({
          occurrence: one.string('occurrence'),
          startsAt: one.optionalString('starts_at') ?? one.string('occurrence'),
        }))
      : [],
    createdAt: f.string('created_at'),
    endedAt: f.optionalString('ended_at') ?? null,
    host: { userId: host.string('user_id'), name: host.string('name') },
    role: f.optionalString('role') === undefined ? null : f.oneOf('role', kRoles),
    present: f.number('present'),
    joinUrl: f.string('join_url'),
  };
}

export const kInvitationAnswers = ['accept', 'tentative', 'decline'] as const;
export type InvitationAnswer = (typeof kInvitationAnswers)[number];

/** As the invited person sees it. */
export interface Invitation {
  readonly status: 'pending' | 'accepted' | 'declined' | 'tentative' | 'revoked';
  readonly message: string | null;
  readonly meeting: Meeting;
}

export function readInvitation(f: Fields): Invitation {
  return {
    status: f.oneOf('status', ['pending', 'accepted', 'declined', 'tentative', 'revoked']),
    message: f.optionalString('message') ?? null,
    meeting: readMeeting(f.child('meeting')),
  };
}

export function readSeat(f: Fields): Seat {
  return {
    meeting: readMeeting(f.child('meeting')),
    participantId: f.string('participant_id'),
    role: f.oneOf('role', kRoles),
    token: f.string('token'),
    signalingUrl: f.string('signaling_url'),
    iceServers: f.list('ice_servers', iceServer),
  };
}

/** A seat, or a place in the line of those whom a host has to let in. */
export type Entry = { readonly seat: Seat } | { readonly waiting: Waiting };

export function readEntry(f: Fields): Entry {
  if (f.optionalString('status') !== 'pending') return { seat: readSeat(f) };
  return {
    waiting: {
      requestId: f.string('request_id'),
      reason: f.string('reason'),
      position: f.number('position'),
    },
  };
}

export function readPresent(f: Fields): readonly Present[] {
  return f.list('participants', (p) => ({
    userId: p.string('user_id'),
    name: p.string('name'),
    role: p.oneOf('role', kRoles),
  }));
}

export function readMeetingPage(f: Fields): MeetingPage {
  return {
    meetings: f.list('meetings', readMeeting),
    nextCursor: f.optionalString('next_cursor') ?? null,
  };
}

/** Somebody who was in a meeting, with all stays added up. */
export interface Attendance {
  readonly userId: string;
  readonly name: string;
  readonly role: Role;
  readonly joinedAt: string;
  /** Null while the person is in. */
  readonly leftAt: string | null;
  readonly seconds: number;
  readonly stays: number;
}

export function readAttendance(f: Fields): readonly Attendance[] {
  return f.list('participants', (p) => ({
    userId: p.string('user_id'),
    name: p.string('name'),
    role: p.oneOf('role', kRoles),
    joinedAt: p.string('joined_at'),
    leftAt: p.optionalString('left_at') ?? null,
    seconds: p.number('seconds'),
    stays: p.number('stays'),
  }));
}

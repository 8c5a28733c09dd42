// SPDX-License-Identifier: MIT
// Typed client of the REST API. Every call returns a Result. It renews an expired access token by a
// single request, also if several callers and tabs notice the expiry at once.
import { Fault, Fields, isObject } from '../protocol/fields';
import type { MeetingSettings } from '../protocol/messages';
import { err, ok, type Result } from '../result';
import { badAnswer, kNetworkProblem, readProblem, type Problem } from './problem';
import type { SessionStore } from './session';
import {
  readAttendance,
  readMeeting,
  readMeetingPage,
  readProviders,
  readEntry,
  readInvitation,
  readPresent,
  readSite,
  readTokens,
  readUser,
  type Attendance,
  type Invitation,
  type InvitationAnswer,
  type Meeting,
  type MeetingPage,
  type NewMeeting,
  type Provider,
  type Entry,
  type Present,
  type Site,
  type Tokens,
  type User,
} from './types';

/** What a person says at the door; the message is for the hosts where they let people in. */
export interface JoinInput {
  readonly password?: string;
  readonly name?: string;
  readonly message?: string;
}

export type Answer<T> = Promise<Result<T, Problem>>;

export interface ApiDeps {
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** A signal that aborts after the time that one request may take, answer included. */
  deadline(): AbortSignal;
  readonly session: SessionStore;
  /**
   * Runs one action at a time across tabs: a refresh token works once, and its second use ends the
   * session.
   */
  exclusive<T>(action: () => Promise<T>): Promise<T>;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
/** `etag` is the version of what was answered, where the answer has one. */
export type Read<T> = (fields: Fields, etag: string | null) => T;

/** Changes only this version; the server answers `changed` where there is a newer one. */
export interface Condition {
  readonly ifMatch?: string | null;
}

const nothing = (): null => null;

function segment(id: string): string {
  return encodeURIComponent(id);
}

export class ApiClient {
  private refreshing: Promise<boolean> | null = null;

  constructor(private readonly deps: ApiDeps) {}

  get session(): SessionStore {
    return this.deps.session;
  }

  site(): Answer<Site> {
    return this.call('GET', '/api/site', undefined, readSite);
  }

  async register(input: {
    email: string;
    name: string;
    password: string;
    invitation?: string;
  }): Answer<User> {
    return this.signIn(await this.send('POST', '/api/auth/register', input, readTokens, null));
  }

  async login(email: string, password: string): Answer<User> {
    return this.signIn(
      await this.send('POST', '/api/auth/login', { email, password }, readTokens, null),
    );
  }

  /** Where people sign in besides here. */
  providers(): Answer<readonly Provider[]> {
    return this.call('GET', '/api/auth/providers', undefined, readProviders);
  }

  /** Takes over the session that a sign-in at a provider has opened; its token works once. */
  async resume(refresh: string): Answer<User> {
    return this.signIn(await this.send('POST', '/api/auth/refresh', { refresh }, readTokens, null));
  }

  /** A meeting that is not public opens to the token of an invitation's link alone. */
  async guest(code: string, name: string, invitation?: string): Answer<User> {
    const body = invitation ? { invitation, name } : { code, name };
    return this.signIn(await this.send('POST', '/api/auth/guest', body, readTokens, null));
  }

  /** The answer is the same whether or not there is such an account. */
  forgotPassword(email: string): Answer<null> {
    return this.send('POST', '/api/auth/password-reset', { email }, nothing, null);
  }

  /** With the token of the mail. Ends all sessions of the account. */
  resetPassword(token: string, password: string): Answer<null> {
    const body = { token, password };
    return this.send('POST', '/api/auth/password-reset/confirm', body, nothing, null);
  }

  /** With the token of the mail. */
  verifyEmail(token: string): Answer<null> {
    return this.send('POST', '/api/auth/verify-email', { token }, nothing, null);
  }

  /** What the link of an invitation is about; with the token of the link. */
  invitation(token: string): Answer<Invitation> {
    return this.call('GET', `/api/invitation/${segment(token)}/`, undefined, readInvitation);
  }

  /** An account that is signed in takes the invitation over. */
  answerInvitation(token: string, action: InvitationAnswer): Answer<Invitation> {
    const path = `/api/invitation/${segment(token)}/respond/`;
    return this.call('POST', path, { action }, readInvitation);
  }

  /** Forgets the session here in any case; tells the server if it can. */
  async logout(): Promise<void> {
    const tokens = this.session.load();
    this.session.clear();
    if (tokens)
      await this.send('POST', '/api/auth/logout', { refresh: tokens.refresh }, nothing, null);
  }

  me(): Answer<User> {
    return this.call('GET', '/api/me', undefined, readUser);
  }

  createMeeting(input: NewMeeting): Answer<Meeting> {
    const body = {
      title: input.title,
      type: input.scheduledAt ? 'scheduled' : 'instant',
      access: 'public',
      password: input.password,
      max_participants: input.maxParticipants,
      scheduled_at: input.scheduledAt,
      duration_minutes: input.durationMinutes,
      timezone: input.timezone,
    };
    return this.call('POST', '/api/meeting/create/', body, readMeeting);
  }

  meeting(id: string): Answer<Meeting> {
    return this.call('GET', `/api/meeting/${segment(id)}/`, undefined, readMeeting);
  }

  /** Where a host lets people in, the first call asks, and a later one gets the seat. */
  join(id: string, input: JoinInput): Answer<Entry> {
    return this.call('POST', `/api/meeting/join/${segment(id)}/`, input, readEntry);
  }

  /** Who is in the room now; for people with a seat. */
  present(id: string): Answer<readonly Present[]> {
    return this.call('GET', `/api/meeting/${segment(id)}/participants/`, undefined, readPresent);
  }

  leave(id: string): Answer<null> {
    return this.call('POST', `/api/meeting/leave/${segment(id)}/`, {}, nothing);
  }

  end(id: string): Answer<null> {
    return this.call('POST', `/api/meeting/end/${segment(id)}/`, {}, nothing);
  }

  /** Host and co-hosts; what is not named stays as it is. Everybody in the room is told. */
  changeSettings(id: string, settings: Partial<MeetingSettings>): Answer<Meeting> {
    return this.call('PATCH', `/api/meeting/${segment(id)}/`, { settings }, readMeeting);
  }

  /** Who was in, and how long; for the host. */
  attendance(id: string): Answer<readonly Attendance[]> {
    const path = `/api/meeting/${segment(id)}/participants/?history=1`;
    return this.call('GET', path, undefined, readAttendance);
  }

  meetings(options: {
    state?: 'open' | 'ended';
    cursor?: string;
    limit?: number;
  }): Answer<MeetingPage> {
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries(options)) query.set(key, String(value));
    return this.call('GET', `/api/meetings/?${query}`, undefined, readMeetingPage);
  }

  private signIn(answer: Result<Tokens, Problem>): Result<User, Problem> {
    if (!answer.ok) return answer;
    this.session.save(answer.value);
    return ok(answer.value.user);
  }

  /**
   * Any request of the session; the areas of the API that load on use (plans.ts, own_account.ts,
   * administration.ts) are made of it. The token is renewed after its expiry.
   */
  async call<T>(
    method: Method,
    path: string,
    body: unknown,
    read: Read<T>,
    condition: Condition = {},
  ): Answer<T> {
    const tokens = this.session.load();
    const first = await this.send(method, path, body, read, tokens?.access ?? null, condition);
    if (first.ok || !tokens || !isStale(first.error)) return first;
    if (!(await this.refresh(tokens.access))) return first;
    return this.send(method, path, body, read, this.session.load()?.access ?? null, condition);
  }

  /** A file, for the person to keep. */
  async file(path: string, type: string): Answer<Blob> {
    // A small question first: it renews a stale token, which a plain download could not.
    const me = await this.me();
    if (!me.ok) return me;
    try {
      const response = await this.deps.fetch(path, {
        headers: { Accept: type, Authorization: `Bearer ${this.session.load()?.access ?? ''}` },
        credentials: 'omit',
        cache: 'no-store',
        signal: this.deps.deadline(),
      });
      if (response.ok) return ok(await response.blob());
      return err(
        readProblem(
          response.status,
          parse(await response.text()),
          response.headers.get('Retry-After'),
        ),
      );
    } catch {
      return err(kNetworkProblem);
    }
  }

  private refresh(staleAccess: string): Promise<boolean> {
    this.refreshing ??= this.deps
      .exclusive(() => this.refreshOnce(staleAccess))
      .finally(() => {
        this.refreshing = null;
      });
    return this.refreshing;
  }

  private async refreshOnce(staleAccess: string): Promise<boolean> {
    const tokens = this.session.load();
    if (!tokens) return false;
    // Another tab renewed the tokens while we waited.
    if (tokens.access !== staleAccess) return true;
    const answer = await this.send(
      'POST',
      '/api/auth/refresh',
      { refresh: tokens.refresh },
      readTokens,
      null,
    );
    if (answer.ok) {
      this.session.save(answer.value);
      return true;
    }
    // Only a refusal signs out; a broken network does not.
    if (answer.error.status === 401) this.session.clear();
    return false;
  }

  /** A GET whose answer did not come is asked once again: it changes nothing. */
  private async send<T>(
    method: Method,
    path: string,
    body: unknown,
    read: Read<T>,
    access: string | null,
    condition: Condition = {},
  ): Answer<T> {
    const first = await this.sendOnce(method, path, body, read, access, condition);
    if (first.ok || first.error !== kNetworkProblem || method !== 'GET') return first;
    return this.sendOnce(method, path, body, read, access, condition);
  }

  private async sendOnce<T>(
    method: Method,
    path: string,
    body: unknown,
    read: Read<T>,
    access: string | null,
    condition: Condition,
  ): Answer<T> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (access !== null) headers['Authorization'] = `Bearer ${access}`;
    if (condition.ifMatch) headers['If-Match'] = condition.ifMatch;
    const init: RequestInit = {
      method,
      headers,
      credentials: 'omit',
      cache: 'no-store',
      signal: this.deps.deadline(),
    };
    if (body instanceof Blob) {
      headers['Content-Type'] = body.type;
      init.body = body;
    } else if (body !== undefined) {
      headers['Content-Type'] = 'application/json';
      init.body = JSON.stringify(body);
    }
    let response: Response;
    let json: unknown = null;
    try {
      response = await this.deps.fetch(path, init);
      const text = await response.text();
      if (text !== '') json = parse(text);
    } catch {
      return err(kNetworkProblem);
    }
    if (!response.ok)
      return err(readProblem(response.status, json, response.headers.get('Retry-After')));
    const fault = new Fault();
    const value = read(new Fields(isObject(json) ? json : {}, fault), response.headers.get('ETag'));
    return fault.path === null ? ok(value) : err(badAnswer(response.status));
  }
}

function isStale(problem: Problem): boolean {
  return (
    problem.status === 401 && (problem.code === 'token-expired' || problem.code === 'token-invalid')
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

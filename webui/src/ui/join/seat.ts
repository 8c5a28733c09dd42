// SPDX-License-Identifier: MIT
// From "who am I and what do I know" to a seat in the meeting: as the signed-in account, or as a
// guest. Where a host lets people in, to a place in the line first.
import type { ApiClient, Answer } from '../../core/api/client';
import { kWaiting, type Problem } from '../../core/api/problem';
import type { Entry as ApiEntry, Meeting, Seat, User } from '../../core/api/types';
import type { Asked } from '../../core/lobby/waiting_room';
import { err, ok, type Result } from '../../core/result';
import type { Env } from '../env';

/** What the lobby asked for. */
export interface Entry {
  /** Of a guest; an account has its own. */
  readonly name: string;
  readonly password: string;
  /** To the hosts, where they let people in. */
  readonly message?: string;
  /** The token of an invitation's link. */
  readonly invitation?: string;
}

export interface Seated {
  readonly seat: Seat;
  readonly user: User;
  /** Whoever took the seat also leaves or ends. */
  readonly api: ApiClient;
}

function isStaleGuest(problem: Problem): boolean {
  return ['token-invalid', 'token-expired', 'not-signed-in', 'refresh-invalid'].includes(
    problem.code,
  );
}

async function asGuest(api: ApiClient, code: string, entry: Entry): Answer<User> {
  // A guest who comes back under the same name in the same tab keeps the seat.
  const known = api.session.load()?.user;
  return known && known.name === entry.name
    ? ok(known)
    : api.guest(code, entry.name, entry.invitation);
}

/** Speaks as whoever we are for this meeting: the account, a guest who was here before, nobody. */
export function apiFor(env: Env, code: string): ApiClient {
  if (env.user.value) return env.api;
  const guest = env.guestApi(code);
  return guest.session.load() ? guest : env.api;
}

/** Whoever has the link of an invitation also sees a meeting that is not public. */
export async function lookUp(env: Env, code: string, invitation: string | null): Answer<Meeting> {
  const answer = await apiFor(env, code).meeting(code);
  if (answer.ok || invitation === null || answer.error.status !== 404) return answer;
  const invited = await env.api.invitation(invitation);
  return invited.ok ? ok(invited.value.meeting) : answer;
}

function seated(entry: ApiEntry, user: User, api: ApiClient): Asked<Seated> {
  return 'seat' in entry ? { seat: { seat: entry.seat, user, api } } : entry;
}

/** Asks the door: the answer is a seat, or a place in the line. */
export async function askDoor(
  env: Env,
  code: string,
  entry: Entry,
): Promise<Result<Asked<Seated>, Problem>> {
  const { user } = env;
  const input = {
    ...(entry.password ? { password: entry.password } : {}),
    ...(entry.message ? { message: entry.message } : {}),
  };
  if (user.value) {
    const account = user.value;
    let answer = await env.api.join(code, input);
    if (!answer.ok && answer.error.status === 404 && entry.invitation) {
      // The invitation went to another address of this person.
      const taken = await env.api.answerInvitation(entry.invitation, 'accept');
      if (taken.ok) answer = await env.api.join(code, input);
    }
    return answer.ok ? ok(seated(answer.value, account, env.api)) : answer;
  }
  const api = env.guestApi(code);
  const guest = await asGuest(api, code, entry);
  if (!guest.ok) return guest;
  const answer = await api.join(code, { ...input, name: entry.name });
  if (answer.ok) return ok(seated(answer.value, guest.value, api));
  if (!isStaleGuest(answer.error)) return answer;
  const again = await api.guest(code, entry.name, entry.invitation);
  if (!again.ok) return again;
  const second = await api.join(code, { ...input, name: entry.name });
  return second.ok ? ok(seated(second.value, again.value, api)) : second;
}

/** For somebody who is in: waiting in the line is no way back. */
export async function takeSeat(
  env: Env,
  code: string,
  entry: Entry,
): Promise<Result<Seated, Problem>> {
  const answer = await askDoor(env, code, entry);
  if (!answer.ok) return answer;
  return 'seat' in answer.value ? ok(answer.value.seat) : err(kWaiting);
}

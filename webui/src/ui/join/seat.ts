// SPDX-License-Identifier: MIT
// From "who am I and what do I know" to a seat in the meeting: as the signed-in account, or as a
// guest.
import type { ApiClient, Answer } from '../../core/api/client';
import type { Problem } from '../../core/api/problem';
import type { Seat, User } from '../../core/api/types';
import { ok, type Result } from '../../core/result';
import type { Env } from '../env';

/** What the lobby asked for. */
export interface Entry {
  /** Of a guest; an account has its own. */
  readonly name: string;
  readonly password: string;
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

async function asGuest(api: ApiClient, code: string, name: string): Answer<User> {
  // A guest who comes back under the same name in the same tab keeps the seat.
  const known = api.session.load()?.user;
  return known && known.name === name ? ok(known) : api.guest(code, name);
}

export async function takeSeat(
  env: Env,
  code: string,
  entry: Entry,
): Promise<Result<Seated, Problem>> {
  const { user } = env;
  const input = entry.password ? { password: entry.password } : {};
  if (user.value) {
    const account = user.value;
    const seat = await env.api.join(code, input);
    return seat.ok ? ok({ seat: seat.value, user: account, api: env.api }) : seat;
  }
  const api = env.guestApi(code);
  const guest = await asGuest(api, code, entry.name);
  if (!guest.ok) return guest;
  const seat = await api.join(code, { ...input, name: entry.name });
  if (seat.ok) return ok({ seat: seat.value, user: guest.value, api });
  if (!isStaleGuest(seat.error)) return seat;
  const again = await api.guest(code, entry.name);
  if (!again.ok) return again;
  const second = await api.join(code, { ...input, name: entry.name });
  return second.ok ? ok({ seat: second.value, user: again.value, api }) : second;
}

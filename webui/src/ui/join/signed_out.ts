// SPDX-License-Identifier: MIT
// After the server ended the session of somebody in a room: the way to the sign-in page, which says
// why and comes back to the room.
import type { Env } from '../env';

/** The sign-in page, saying that the session has ended, and then back to the meeting. */
export function signInAgainPath(code: string): string {
  return `/signin?ended=1&next=${encodeURIComponent(`/j/${code}`)}`;
}

/**
 * The page to go to, or null to stay: a guest has no account, and another tab may have signed in
 * again.
 */
export async function pageAfterSignOut(
  env: Pick<Env, 'api' | 'user'>,
  code: string,
): Promise<string | null> {
  if (!env.user.value) return null;
  // This forgets the tokens if the server refuses to renew them.
  const me = await env.api.me();
  return me.ok || env.user.value ? null : signInAgainPath(code);
}

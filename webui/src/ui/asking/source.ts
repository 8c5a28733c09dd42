// SPDX-License-Identifier: MIT
// Who asks to come into the person's meetings, and where the person is invited.
import type { ApiClient } from '../../core/api/client';
import {
  invitations,
  requests,
  type JoinRequest,
  type OwnInvitation,
  type Plan,
  type RequestState,
} from '../../core/api/plans';
import type { Problem } from '../../core/api/problem';
import { ok, type Result } from '../../core/result';
import { inParallel, listAll } from '../calendar/source';

/** A request with the meeting that it is about. */
export interface Knock {
  readonly request: JoinRequest;
  readonly plan: Plan;
}

/** The server answers no request about more meetings than these at once. */
const kMeetings = 60;

/** Open meetings in which the person lets others in. */
export async function doorsOf(api: ApiClient): Promise<Result<Plan[], Problem>> {
  const lists = await inParallel([
    () => listAll(api, { state: 'open', role: 'host' }),
    () => listAll(api, { state: 'open', role: 'cohost' }),
  ]);
  if (!lists.ok) return lists;
  const plans = lists.value.flatMap((one) => one.plans);
  return ok(plans.filter((plan) => plan.waitingRoom || plan.access === 'approval'));
}

export async function knocks(
  api: ApiClient,
  state: RequestState,
): Promise<Result<Knock[], Problem>> {
  const doors = await doorsOf(api);
  if (!doors.ok) return doors;
  const all = await inParallel(
    doors.value.slice(0, kMeetings).map((plan) => async () => {
      const page = await requests(api, plan.meetingId, state);
      return page.ok ? ok(page.value.items.map((request) => ({ request, plan }))) : page;
    }),
  );
  if (!all.ok) return all;
  return ok(
    all.value.flat().sort((a, b) => a.request.createdAt.localeCompare(b.request.createdAt)),
  );
}

export async function ownInvitations(api: ApiClient): Promise<Result<OwnInvitation[], Problem>> {
  const found: OwnInvitation[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 5; page += 1) {
    const answer = await invitations(api, cursor);
    if (!answer.ok) return answer;
    found.push(...answer.value.items);
    if (answer.value.nextCursor === null) break;
    cursor = answer.value.nextCursor;
  }
  return ok(found);
}

/** An answer is still of use. */
export function isOpen(invitation: OwnInvitation): boolean {
  return invitation.status === 'pending' && invitation.meeting.state === 'open';
}

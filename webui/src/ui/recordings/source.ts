// SPDX-License-Identifier: MIT
// Reads recordings with what the list needs besides: whether the person may change them.
import type { Answer, ApiClient } from '../../core/api/client';
import { recording, recordings, recordingsOf, type Recording } from '../../core/api/recordings';
import { moderates } from '../../core/model/permissions';
import { ok } from '../../core/result';

export interface Listed extends Recording {
  /** Whoever recorded and the hosts rename, share and delete. */
  readonly manages: boolean;
}

/** The server lists 500 at most. */
const kPages = 10;
/** Of meetings of others, whose role has to be asked for. */
const kMostMeetings = 20;

async function withRoles(
  api: ApiClient,
  own: string,
  list: readonly Recording[],
): Promise<Listed[]> {
  const foreign = list.filter(({ owner }) => owner.userId !== own);
  const meetings = [...new Set(foreign.map(({ meetingId }) => meetingId))].slice(0, kMostMeetings);
  const roles = new Map(
    await Promise.all(
      meetings.map(async (id) => {
        const meeting = await api.meeting(id);
        return [id, meeting.ok ? meeting.value.role : null] as const;
      }),
    ),
  );
  return list.map((one) => {
    const role = roles.get(one.meetingId) ?? null;
    const manages = one.owner.userId === own || (role !== null && moderates(role));
    return { ...one, manages };
  });
}

export async function loadRecordings(api: ApiClient, own: string): Answer<Listed[]> {
  const all: Recording[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < kPages; page += 1) {
    const answer = await recordings(api, cursor);
    if (!answer.ok) return answer;
    all.push(...answer.value.items);
    if (answer.value.nextCursor === null) break;
    cursor = answer.value.nextCursor;
  }
  return ok(await withRoles(api, own, all));
}

export async function loadOfMeeting(api: ApiClient, own: string, id: string): Answer<Listed[]> {
  const answer = await recordingsOf(api, id);
  return answer.ok ? ok(await withRoles(api, own, answer.value.items)) : answer;
}

export async function loadOne(api: ApiClient, own: string, id: string): Answer<Listed> {
  const answer = await recording(api, id);
  if (!answer.ok) return answer;
  const [one] = await withRoles(api, own, [answer.value]);
  return ok(one ?? { ...answer.value, manages: false });
}

// SPDX-License-Identifier: MIT
// Answers that can be taken back, and what is sent of them.
import { describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../src/core/api/client';
import type { Invited, JoinRequest, OwnInvitation } from '../../../src/core/api/plans';
import { kNetworkProblem } from '../../../src/core/api/problem';
import type { Attendance } from '../../../src/core/api/types';
import { err, ok } from '../../../src/core/result';
import { partOf } from '../../../src/ui/asking/invitations_page';
import { byMeeting, sendAnswers } from '../../../src/ui/asking/requests_page';
import { isOpen, knocks, type Knock } from '../../../src/ui/asking/source';
import { kUndoMs, UndoQueue } from '../../../src/ui/asking/undo_queue';
import { barsOf } from '../../../src/ui/attendance/attendance_page';
import { FakeClock } from '../../support/fake_clock';
import { plan } from '../../support/meetings';

function bench() {
  const clock = new FakeClock();
  const sent: string[] = [];
  const shown: string[] = [];
  const queue = new UndoQueue<string, string>(
    clock,
    (items, action) => void sent.push(`${action} ${items.join()}`),
    (waiting) => void shown.push(waiting ? waiting.action : 'nothing'),
  );
  return { clock, sent, shown, queue };
}

describe('an answer', () => {
  it('is sent after some seconds, once', async () => {
    const { clock, sent, shown, queue } = bench();
    queue.answer(['a', 'b'], 'approve');
    await clock.advance(kUndoMs - 1);
    expect(sent).toEqual([]);
    await clock.advance(1);
    expect(sent).toEqual(['approve a,b']);
    await clock.advance(kUndoMs);
    queue.flush();
    expect(sent).toHaveLength(1);
    expect(shown).toEqual(['approve', 'nothing']);
  });

  it('that was taken back is never sent', async () => {
    const { clock, sent, queue } = bench();
    queue.answer(['a'], 'deny');
    queue.undo();
    await clock.advance(kUndoMs * 2);
    queue.flush();
    expect(sent).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('is sent at once when another one comes, or when the page goes', () => {
    const { sent, queue } = bench();
    queue.answer(['a'], 'approve');
    queue.answer(['b'], 'deny');
    expect(sent).toEqual(['approve a']);
    queue.flush();
    expect(sent).toEqual(['approve a', 'deny b']);
  });

  it('about nobody is none', () => {
    const { queue } = bench();
    queue.answer([], 'approve');
    expect(queue.waiting).toBeNull();
  });
});

const request = (id: string, status: JoinRequest['status'] = 'pending'): JoinRequest => ({
  requestId: id,
  meetingId: 'm',
  userId: 'u',
  name: 'Mia',
  message: null,
  status,
  createdAt: `2026-11-30T10:00:0${id}Z`,
  expiresAt: '2026-12-01T10:00:00Z',
});

const knock = (id: string, meetingId: string, status?: JoinRequest['status']): Knock => ({
  request: request(id, status),
  plan: plan({ meetingId }),
});

describe('answers to requests', () => {
  it('are one question a meeting, and one each where the answer changes', async () => {
    const asked: string[] = [];
    const api = {
      call: async (_: string, path: string, body: unknown) => {
        asked.push(`${path} ${JSON.stringify(body)}`);
        return ok(null);
      },
    } as unknown as ApiClient;
    const all = [knock('1', 'a'), knock('2', 'b'), knock('3', 'a'), knock('4', 'b', 'denied')];
    expect(await sendAnswers(api, all, 'approve')).toBeNull();
    expect(asked).toEqual([
      '/api/meeting/join-request/4/respond/ {"action":"approve"}',
      '/api/meeting/a/join-requests/respond/ {"action":"approve","request_ids":["1","3"]}',
      '/api/meeting/b/join-requests/respond/ {"action":"approve","request_ids":["2"]}',
    ]);
    expect(byMeeting(all).map((group) => group.length)).toEqual([2, 2]);
  });

  it('tell what went wrong', async () => {
    const api = { call: async () => err(kNetworkProblem) } as unknown as ApiClient;
    expect(await sendAnswers(api, [knock('1', 'a')], 'deny')).toBe(kNetworkProblem);
  });

  it('are asked for only where the person lets people in', async () => {
    const asked: string[] = [];
    const open = plan({ meetingId: 'open' });
    const door = plan({ meetingId: 'door', access: 'approval' });
    const waiting = plan({ meetingId: 'waiting', waitingRoom: true });
    const api = {
      call: async (_: string, path: string) => {
        asked.push(path);
        if (path.includes('role=host')) return ok({ items: [open, door], nextCursor: null });
        if (path.includes('role=cohost')) return ok({ items: [waiting], nextCursor: null });
        return ok({ items: [request(path.includes('door') ? '2' : '1')], nextCursor: null });
      },
    } as unknown as ApiClient;
    const found = await knocks(api, 'pending');
    expect(found.ok && found.value.map((one) => one.plan.meetingId)).toEqual(['waiting', 'door']);
    expect(asked.filter((path) => path.includes('/join-requests/'))).toHaveLength(2);
  });
});

describe('an invitation', () => {
  const invitation = (
    status: Invited['status'],
    state: OwnInvitation['meeting']['state'] = 'open',
  ): OwnInvitation => ({
    inviteId: 'i',
    email: 'a@x.org',
    status,
    message: null,
    createdAt: '2026-11-30T10:00:00Z',
    dates: [],
    meeting: plan({ state }),
  });

  it.each([
    ['pending', 'open', 'open'],
    ['accepted', 'open', 'answered'],
    ['declined', 'open', 'answered'],
    ['revoked', 'open', 'over'],
    ['pending', 'cancelled', 'over'],
    ['accepted', 'ended', 'over'],
  ] as const)('%s to a meeting that is %s is listed as %s', (status, state, part) => {
    expect(partOf(invitation(status, state))).toBe(part);
    expect(isOpen(invitation(status, state))).toBe(part === 'open');
  });
});

describe('the time of each who was there', () => {
  const stay = (joinedAt: string, leftAt: string | null): Attendance => ({
    userId: joinedAt,
    name: 'Mia',
    role: 'participant',
    joinedAt: `2026-11-30T${joinedAt}:00Z`,
    leftAt: leftAt && `2026-11-30T${leftAt}:00Z`,
    seconds: 60,
    stays: 1,
  });

  it('is a part of the whole time', () => {
    const bars = barsOf(
      [stay('10:00', '11:00'), stay('10:30', null)],
      Date.parse('2026-11-30T11:00Z'),
    );
    expect(bars).toEqual([
      { from: 0, width: 100 },
      { from: 50, width: 50 },
    ]);
  });

  it('is seen, however short', () => {
    expect(barsOf([stay('10:00', '10:00')], 0)).toEqual([{ from: 0, width: 1 }]);
    expect(barsOf([], 0)).toEqual([]);
  });
});

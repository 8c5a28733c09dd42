// SPDX-License-Identifier: MIT
// Which lessons are read from the server, and in how many requests at once.
import { describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../src/core/api/client';
import { kNetworkProblem, type Problem } from '../../../src/core/api/problem';
import { err, ok, type Result } from '../../../src/core/result';
import { inParallel, listAll, loadAgenda } from '../../../src/ui/calendar/source';
import { plan } from '../../support/meetings';

type Call = (method: string, path: string) => unknown;

/** Answers with what the readers of plans.ts make of an answer. */
function server(answer: Call): ApiClient {
  const call = async (method: string, path: string): Promise<unknown> => answer(method, path);
  return { call } as unknown as ApiClient;
}

const page = (items: unknown[], nextCursor: string | null = null): unknown =>
  ok({ items, nextCursor });

describe('lists', () => {
  it('are read to their end, but not for ever', async () => {
    let asked = 0;
    const endless = server(() => {
      asked += 1;
      return page([plan()], 'more');
    });
    const answer = await listAll(endless, {});
    expect(answer).toMatchObject({ ok: true, value: { cut: true } });
    expect(asked).toBe(5);
  });

  it('ask a few things at a time, and stop at a problem', async () => {
    let now = 0;
    let most = 0;
    let begun = 0;
    const task = async (): Promise<Result<number, Problem>> => {
      begun += 1;
      now += 1;
      most = Math.max(most, now);
      await Promise.resolve();
      now -= 1;
      return begun > 8 ? err(kNetworkProblem) : ok(begun);
    };
    const answer = await inParallel(Array.from({ length: 30 }, () => task));
    expect(answer.ok).toBe(false);
    expect(most).toBe(6);
    expect(begun).toBe(12);
  });
});

describe('the lessons of some days', () => {
  const from = Date.parse('2026-11-30T00:00:00Z');
  const to = Date.parse('2026-12-07T00:00:00Z');
  const single = plan({
    meetingId: 'single',
    scheduledAt: '2026-12-01T10:00:00Z',
    durationMinutes: 60,
  });
  const series = plan({
    meetingId: 'series',
    scheduledAt: '2026-11-02T10:00:00Z',
    recurrence: 'FREQ=WEEKLY',
  });
  const room = plan({ meetingId: 'room' });

  it('are single ones, the dates of series, and rooms apart', async () => {
    const asked: string[] = [];
    const answer = await loadAgenda(
      server((_, path) => {
        asked.push(path);
        if (path.includes('/occurrences/'))
          return page([
            {
              occurrence: '2026-11-30T10:00:00Z',
              startsAt: '2026-11-30T10:00:00Z',
              endsAt: '2026-11-30T11:00:00Z',
              title: 'Weekly',
              state: 'scheduled',
            },
          ]);
        if (path.includes('role=host')) return page([single, room]);
        return path.includes('state=open') ? page([single, series]) : page([]);
      }),
      from,
      to,
    );
    if (!answer.ok) throw new Error('no answer');
    expect(answer.value.lessons.map((one) => one.title)).toEqual(['Weekly', 'Algebra']);
    expect(answer.value.rooms.map((one) => one.meetingId)).toEqual(['room']);
    expect(asked.filter((path) => path.includes('/occurrences/'))).toHaveLength(1);
  });

  it('are none without the server', async () => {
    const answer = await loadAgenda(
      server(() => err(kNetworkProblem)),
      from,
      to,
    );
    expect(answer).toEqual(err(kNetworkProblem));
  });
});

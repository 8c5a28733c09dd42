// SPDX-License-Identifier: MIT
// Coming in by the link of an invitation: a meeting that is not public opens to its token.
import { describe, expect, it } from 'vitest';
import { err, ok, type Result } from '../../src/core/result';
import type { Problem } from '../../src/core/api/problem';
import { askDoor, lookUp } from '../../src/ui/join/seat';
import type { Env } from '../../src/ui/env';

const kMeeting = { meetingId: 'm', title: 'Algebra' };
const kHidden: Problem = {
  status: 404,
  code: 'not-found',
  detail: '',
  field: null,
  retryAfter: null,
};
const kSeat = { seat: { token: 't' } };

/** A private meeting `code`, whose invitation has the token `good`. */
class School {
  readonly asked: string[] = [];
  invited = false;

  env(account: { name: string } | null): Env {
    const note = <T>(what: string, answer: Result<T, Problem>): Promise<Result<T, Problem>> => {
      this.asked.push(what);
      return Promise.resolve(answer);
    };
    const seen = (): Result<object, Problem> => (this.invited ? ok(kMeeting) : err(kHidden));
    const api = {
      session: { load: () => null },
      meeting: () => note('meeting', seen()),
      join: () => note('join', this.invited ? ok(kSeat) : err(kHidden)),
      invitation: (token: string) =>
        note(`invitation ${token}`, token === 'good' ? ok({ meeting: kMeeting }) : err(kHidden)),
      answerInvitation: (token: string, action: string) => {
        this.invited = token === 'good';
        return note(`${action} ${token}`, this.invited ? ok({}) : err(kHidden));
      },
      guest: (_code: string, name: string, token?: string) => {
        this.invited = token === 'good';
        return note(`guest ${name} ${token ?? ''}`, this.invited ? ok({ name }) : err(kHidden));
      },
    };
    return { user: { value: account }, api, guestApi: () => api } as unknown as Env;
  }
}

describe('a meeting that is not public', () => {
  it('is seen by the link of an invitation alone', async () => {
    const school = new School();
    const env = school.env(null);
    expect(await lookUp(env, 'code', 'good')).toEqual(ok(kMeeting));
    expect(await lookUp(env, 'code', 'forged')).toEqual(err(kHidden));
    expect(await lookUp(env, 'code', null)).toEqual(err(kHidden));
    expect(school.asked).toEqual([
      'meeting',
      'invitation good',
      'meeting',
      'invitation forged',
      'meeting',
    ]);
  });

  it('opens to a guest who has the token', async () => {
    const school = new School();
    const entry = { name: 'Sam', password: '', invitation: 'good' };
    const answer = await askDoor(school.env(null), 'code', entry);
    expect(answer.ok).toBe(true);
    expect(school.asked).toEqual(['guest Sam good', 'join']);
  });

  it('stays closed to a guest without', async () => {
    const school = new School();
    const answer = await askDoor(school.env(null), 'code', { name: 'Sam', password: '' });
    expect(answer).toEqual(err(kHidden));
  });

  it('opens to an account that takes the invitation over', async () => {
    const school = new School();
    const entry = { name: 'Ada', password: '', invitation: 'good' };
    const answer = await askDoor(school.env({ name: 'Ada' }), 'code', entry);
    expect(answer.ok).toBe(true);
    expect(school.asked).toEqual(['join', 'accept good', 'join']);
    const again = await askDoor(school.env({ name: 'Ada' }), 'code', entry);
    expect(again.ok).toBe(true);
    expect(school.asked.slice(3)).toEqual(['join']);
  });

  it('stays closed to an account with a forged token', async () => {
    const school = new School();
    const entry = { name: 'Ada', password: '', invitation: 'forged' };
    expect(await askDoor(school.env({ name: 'Ada' }), 'code', entry)).toEqual(err(kHidden));
    expect(school.asked).toEqual(['join', 'accept forged']);
  });
});

// SPDX-License-Identifier: MIT
// A meeting as the API describes it.
import type { Plan } from '../../src/core/api/plans';
import type { Meeting } from '../../src/core/api/types';

export function meeting(more: Partial<Meeting> = {}): Meeting {
  return {
    meetingId: 'm',
    code: 'kabo-rine-tuda',
    title: 'Algebra',
    type: 'instant',
    state: 'open',
    hasPassword: false,
    locked: false,
    waitingRoom: false,
    access: 'public',
    maxParticipants: 12,
    scheduledAt: null,
    durationMinutes: null,
    timezone: null,
    occurrence: null,
    exceptions: [],
    createdAt: '2026-11-30T06:00:00Z',
    endedAt: null,
    host: { userId: 'ada', name: 'Ada' },
    role: null,
    present: 0,
    joinUrl: 'https://meet.example.org/j/kabo-rine-tuda',
    ...more,
  };
}

/** What its planners read of it. */
export function plan(more: Partial<Plan> = {}): Plan {
  return {
    ...meeting(),
    recurrence: null,
    seriesId: null,
    reminders: [],
    changed: [],
    etag: null,
    ...more,
  };
}

// SPDX-License-Identifier: MIT
// SeatKeeper: our seat in the meeting, its token, and the relay's credentials that came with it.
import type { Problem } from '../api/problem';
import type { Seat } from '../api/types';
import type { IceServer } from '../protocol/messages';
import { err, ok, type Result } from '../result';
import type { TokenFailure } from '../signaling/connection';

/** True for an answer of the daemon after which asking again does not help. */
function isFinal(problem: Problem): boolean {
  return (
    problem.status >= 400 &&
    problem.status < 500 &&
    problem.status !== 429 &&
    problem.status !== 408
  );
}

export class SeatKeeper {
  iceServers: readonly IceServer[];

  constructor(
    private seat: Seat,
    /** Takes the seat again when its token has expired. */
    private readonly takeSeat: () => Promise<Result<Seat, Problem>>,
  ) {
    this.iceServers = seat.iceServers;
  }

  get signalingUrl(): string {
    return this.seat.signalingUrl;
  }

  get meetingId(): string {
    return this.seat.meeting.meetingId;
  }

  /** `fresh`: the last one was refused. */
  async token(fresh: boolean): Promise<Result<string, TokenFailure>> {
    if (!fresh) return ok(this.seat.token);
    const seat = await this.takeSeat();
    if (!seat.ok)
      return err(isFinal(seat.error) ? { retry: false, code: seat.error.code } : { retry: true });
    this.seat = seat.value;
    this.iceServers = seat.value.iceServers;
    return ok(seat.value.token);
  }
}

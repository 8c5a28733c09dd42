// SPDX-License-Identifier: MIT
// From the end of the connection to the reason that people are told.
import type { LeaveReason } from '../model/state';
import type { FinalReason } from '../signaling/connection';

const kReasons: Readonly<Record<FinalReason, LeaveReason>> = {
  closed: 'left',
  replaced: 'replaced',
  ended: 'ended',
  refused: 'refused',
  'signed-out': 'signed-out',
};

export function leaveReasonOf(reason: FinalReason, code: string): LeaveReason {
  return reason === 'refused' && code === 'ended' ? 'ended' : kReasons[reason];
}

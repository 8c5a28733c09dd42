// SPDX-License-Identifier: MIT
// The text that goes into a mail or a chat.
import type { Meeting } from '../../core/api/types';
import { plainly } from '../i18n';
import { fullMoment, ownZone } from '../i18n/times';

/** The zone is that of the meeting: who reads it may live elsewhere, and so may who writes it. */
export function timeLine(scheduledAt: string, zone: string | null): string {
  const instant = Date.parse(scheduledAt);
  try {
    return fullMoment(instant, zone ?? ownZone());
  } catch {
    // This browser does not know the meeting's zone.
    return fullMoment(instant, 'UTC');
  }
}

export function invitationText(meeting: Meeting, password: string): string {
  const { host, title, scheduledAt, timezone } = meeting;
  const lines = [plainly('invitation.text', { host: host.name, title })];
  if (scheduledAt)
    lines.push(plainly('invitation.time', { time: timeLine(scheduledAt, timezone) }));
  lines.push(
    '',
    plainly('invitation.join', { link: meeting.joinUrl }),
    plainly('invitation.code', { code: meeting.code }),
  );
  if (password) lines.push(plainly('invitation.password', { password }));
  // A password that was set and cannot be read any more is not passed over in silence.
  else if (meeting.hasPassword) lines.push(plainly('invitation.password.apart'));
  return lines.join('\n');
}

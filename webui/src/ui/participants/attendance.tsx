// SPDX-License-Identifier: MIT
// Who was here and how long, at a glance; for the host.
import { useEffect, useState } from 'preact/hooks';
import type { Attendance } from '../../core/api/types';
import { Dialog } from '../components/dialog';
import { useGone } from '../components/hooks';
import { ErrorMessage, Loading } from '../components/message';
import { formatClock, plural, t } from '../i18n';
import type { RoomSession } from '../room/room_session';
import { sentenceFor } from '../i18n/problems';

/** The times of one person in a few words. */
export function stayOf({ seconds, stays, joinedAt, leftAt }: Attendance): string {
  return [
    t('people.since', { time: formatClock(joinedAt) }),
    t('people.minutes', { count: Math.max(1, Math.round(seconds / 60)) }),
    ...(stays > 1 ? [plural('people.stays', stays)] : []),
    leftAt === null ? t('people.now') : t('people.left', { time: formatClock(leftAt) }),
  ].join(' · ');
}

export function AttendanceDialog({
  session,
  onClose,
}: {
  session: RoomSession;
  onClose: () => void;
}) {
  const [people, setPeople] = useState<readonly Attendance[] | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const gone = useGone();
  const { api, seat } = session.seated;
  const load = async (): Promise<void> => {
    setFailed(null);
    const answer = await api.attendance(seat.meeting.meetingId);
    if (gone.current) return;
    if (answer.ok) setPeople(answer.value);
    else setFailed(sentenceFor(answer.error));
  };
  useEffect(() => void load(), []);
  return (
    <Dialog title={t('people.attendance')} onClose={onClose}>
      {failed && <ErrorMessage text={failed} onRetry={() => void load()} />}
      {!failed && !people && <Loading />}
      {people?.length === 0 && <p class="muted">{t('people.attendance.none')}</p>}
      {people && (
        <ul class="attendance" data-testid="attendance-list">
          {people.map((person) => (
            <li key={person.userId}>
              <strong dir="auto">{person.name}</strong>
              <span class="muted small">{stayOf(person)}</span>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}

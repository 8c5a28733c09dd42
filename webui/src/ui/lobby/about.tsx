// SPDX-License-Identifier: MIT
// What the meeting is, when it is, and who is in.
import type { LobbyView } from '../../core/lobby/watch';
import { startOf } from '../../core/lobby/door';
import { formatTime, plural, t } from '../i18n';
import { isolated } from '../i18n/isolated';

const kMostNames = 3;

/** By name where we may know, else by number. */
export function presence({ meeting, people }: LobbyView, ownId: string | null): string {
  const others = people?.filter((person) => person.userId !== ownId) ?? null;
  if (others) {
    const names = others.slice(0, kMostNames).map(({ name }) => isolated(name));
    const rest = others.length - names.length;
    if (names.length === 0) return t('lobby.present.none');
    const [last = '', ...before] = [...names].reverse();
    if (rest > 0) return plural('lobby.present.more', rest, { names: names.join(t('app.comma')) });
    if (before.length === 0) return t('lobby.present.name', { names: last });
    const name = before.reverse().join(t('app.comma'));
    return t('lobby.present.names', { names: t('notice.names.two', { name, other: last }) });
  }
  const count = meeting.present;
  return count === 0 ? t('lobby.present.none') : plural('lobby.present', count);
}

export function About({ view, ownId }: { view: LobbyView; ownId: string | null }) {
  const { meeting } = view;
  const start = startOf(meeting);
  const someone = meeting.present > 0;
  return (
    <div class="stack tight">
      <h1 dir="auto">{meeting.title}</h1>
      <p class="muted">{t('lobby.host', { name: isolated(meeting.host.name) })}</p>
      {start !== null && (
        <p class="muted">
          {t('lobby.scheduled', {
            time: formatTime(new Date(start).toISOString(), meeting.timezone),
          })}
        </p>
      )}
      <p
        class={someone ? 'present' : 'muted'}
        role="status"
        aria-live="polite"
        data-testid="lobby-present"
      >
        {someone && <span class="dot" aria-hidden="true" />}
        {presence(view, ownId)}
      </p>
    </div>
  );
}

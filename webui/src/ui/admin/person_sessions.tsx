// SPDX-License-Identifier: MIT
// Where a person is signed in, and the end of it.
import { useState } from 'preact/hooks';
import { endSessionsOf, sessionsOf, type Person } from '../../core/api/administration';
import { useNow } from '../calendar/hooks';
import { Button } from '../components/button';
import { Dialog } from '../components/dialog';
import { ErrorMessage } from '../components/message';
import { Skeleton } from '../components/skeleton';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { relative } from '../i18n/times';
import { usePages } from './pages';

export function PersonSessions({ person, onClose }: { person: Person; onClose: () => void }) {
  const { api } = useEnv();
  const now = useNow();
  const [trouble, setTrouble] = useState<string | null>(null);
  const { items, more, problem, next, reload } = usePages(person.id, (cursor) =>
    sessionsOf(api, person.id, cursor),
  );
  const end = async (session?: string): Promise<void> => {
    const answer = await endSessionsOf(api, person.id, session);
    setTrouble(answer.ok ? null : sentenceFor(answer.error));
    reload();
  };
  return (
    <Dialog title={t('admin.sessions.title', { name: person.name })} onClose={onClose}>
      <div class="stack">
        {problem && <ErrorMessage text={sentenceFor(problem)} onRetry={reload} />}
        {trouble && <ErrorMessage text={trouble} />}
        {!items && !problem && <Skeleton />}
        {items && items.length === 0 && (
          <p class="muted" data-testid="person-sessions-none">
            {t('admin.sessions.none')}
          </p>
        )}
        <ul class="account-list">
          {(items ?? []).map((session) => (
            <li key={session.id} data-testid="person-session">
              <div class="account-text">
                <b>{session.device ?? t('account.sessions.unknown')}</b>
                <span class="muted small">
                  {t('account.sessions.used', {
                    time: relative(Date.parse(session.lastUsedAt), now),
                  })}
                  {session.network && ` · ${session.network}`}
                </span>
              </div>
              <Button
                onClick={() => void end(session.id)}
                aria-label={t('account.sessions.end.one', { device: session.device ?? '' })}
              >
                {t('account.sessions.end')}
              </Button>
            </li>
          ))}
        </ul>
        {more && (
          <Button kind="plain" onClick={next}>
            {t('admin.more')}
          </Button>
        )}
        {items && items.length > 0 && (
          <>
            <p class="small muted">{t('admin.sessions.about')}</p>
            <div>
              <Button kind="danger" onClick={() => void end()} data-testid="person-sign-out">
                {t('admin.sessions.all')}
              </Button>
            </div>
          </>
        )}
      </div>
    </Dialog>
  );
}

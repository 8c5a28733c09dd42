// SPDX-License-Identifier: MIT
// Where the person is signed in, and the way to end that.
import { useState } from 'preact/hooks';
import { endOtherSessions, endSession, sessions } from '../../core/api/own_account';
import type { Problem } from '../../core/api/problem';
import type { Result } from '../../core/result';
import { useKept, useNow } from '../calendar/hooks';
import { Button } from '../components/button';
import { ErrorMessage } from '../components/message';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { relative } from '../i18n/times';

export function SessionsPart() {
  const { api } = useEnv();
  const now = useNow();
  const [error, setError] = useState<string | null>(null);
  const { value, problem, reload } = useKept('sessions', () => sessions(api));
  const end = async (ending: Promise<Result<null, Problem>>): Promise<void> => {
    const answer = await ending;
    setError(answer.ok ? null : sentenceFor(answer.error));
    reload();
  };
  return (
    <section class="card stack" aria-labelledby="sessions-title">
      <h2 id="sessions-title">{t('account.sessions')}</h2>
      {problem && <ErrorMessage text={sentenceFor(problem)} onRetry={reload} />}
      {error && <ErrorMessage text={error} />}
      <ul class="account-list">
        {(value ?? []).map((session) => (
          <li key={session.id} data-testid="session-row">
            <div class="account-text">
              <b>{session.device ?? t('account.sessions.unknown')}</b>
              <span class="muted small">
                {session.current
                  ? t('account.sessions.here')
                  : t('account.sessions.used', {
                      time: relative(Date.parse(session.lastUsedAt), now),
                    })}
                {session.network && ` · ${session.network}`}
              </span>
            </div>
            {!session.current && (
              <Button
                onClick={() => void end(endSession(api, session.id))}
                aria-label={t('account.sessions.end.one', { device: session.device ?? '' })}
                data-testid="session-end"
              >
                {t('account.sessions.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {(value ?? []).length > 1 && (
        <div>
          <Button onClick={() => void end(endOtherSessions(api))} data-testid="sessions-end">
            {t('account.sessions.others')}
          </Button>
        </div>
      )}
    </section>
  );
}

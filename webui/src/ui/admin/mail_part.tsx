// SPDX-License-Identifier: MIT
// The mails that wait, and those that could not be delivered, with the reason.
import { useState } from 'preact/hooks';
import { MailCheck } from 'lucide-preact';
import { kMailStates, outbox, type MailState } from '../../core/api/administration';
import { dropMail, retryMail } from '../../core/api/operations';
import type { Problem } from '../../core/api/problem';
import type { Result } from '../../core/result';
import { useNow } from '../calendar/hooks';
import { Button } from '../components/button';
import { ErrorMessage } from '../components/message';
import { Skeleton } from '../components/skeleton';
import { useEnv } from '../env';
import { plural, t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { relative, shortMoment } from '../i18n/times';
import { usePages } from './pages';

export function MailPart() {
  const { api } = useEnv();
  const now = useNow();
  const [state, setState] = useState<MailState>('waiting');
  const [trouble, setTrouble] = useState<string | null>(null);
  const { items, more, problem, next, reload } = usePages(state, (cursor) =>
    outbox(api, state, cursor),
  );
  const act = async (acting: Promise<Result<null, Problem>>): Promise<void> => {
    const answer = await acting;
    setTrouble(answer.ok ? null : sentenceFor(answer.error));
    reload();
  };
  return (
    <section class="card stack" aria-labelledby="mail-title">
      <h2 id="mail-title">{t('admin.mail')}</h2>
      <div class="row">
        <div class="segments" role="group" aria-label={t('admin.mail.which')}>
          {kMailStates.map((one) => (
            <button
              key={one}
              type="button"
              class="segment"
              aria-pressed={one === state}
              onClick={() => setState(one)}
              data-testid={`mail-${one}`}
            >
              {t(`admin.mail.${one}`)}
            </button>
          ))}
        </div>
        <Button onClick={reload}>{t('admin.mail.reload')}</Button>
      </div>
      {problem && <ErrorMessage text={sentenceFor(problem)} onRetry={reload} />}
      {trouble && <ErrorMessage text={trouble} />}
      {!items && !problem && <Skeleton />}
      {items && items.length === 0 && (
        <div class="empty">
          <MailCheck size={40} aria-hidden />
          <h3>{t(`admin.mail.none.${state}`)}</h3>
        </div>
      )}
      <ul class="account-list">
        {(items ?? []).map((entry) => (
          <li key={entry.id} data-testid="mail-row">
            <div class="account-text">
              <b>{entry.template ?? entry.kind}</b>
              <span class="muted small">
                {shortMoment(Date.parse(entry.createdAt))} ·{' '}
                {plural('admin.mail.tries', entry.attempts)}
                {entry.state === 'waiting' &&
                  ` · ${t('admin.mail.due', { time: relative(Date.parse(entry.dueAt), now) })}`}
              </span>
              {entry.lastError && <span class="small long">{entry.lastError}</span>}
            </div>
            {entry.state !== 'sending' && (
              <div class="row">
                <Button
                  onClick={() => void act(retryMail(api, entry.id))}
                  aria-label={t('admin.mail.retry.one', { name: entry.template ?? entry.kind })}
                  data-testid="mail-retry"
                >
                  {t('admin.mail.retry')}
                </Button>
                <Button
                  onClick={() => void act(dropMail(api, entry.id))}
                  aria-label={t('admin.mail.drop.one', { name: entry.template ?? entry.kind })}
                  data-testid="mail-drop"
                >
                  {t('admin.mail.drop')}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {more && (
        <Button kind="plain" onClick={next}>
          {t('admin.more')}
        </Button>
      )}
    </section>
  );
}

// SPDX-License-Identifier: MIT
// The mails that wait, and those that could not be delivered, with the reason.
import { useState } from 'preact/hooks';
import { MailCheck } from 'lucide-preact';
import { kMailStates, outbox, type MailState } from '../../core/api/administration';
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
  const { items, more, problem, next, reload } = usePages(state, (cursor) =>
    outbox(api, state, cursor),
  );
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

// SPDX-License-Identifier: MIT
// The meeting cannot be shown: why, and the ways on.
import { DoorClosed } from 'lucide-preact';
import type { Problem } from '../../core/api/problem';
import type { Meeting } from '../../core/api/types';
import { buttonClass } from '../components/button';
import { ErrorMessage } from '../components/message';
import { Page } from '../components/page';
import { JoinForm } from '../home/join_form';
import { formatTime, t } from '../i18n';
import { sentenceFor } from '../i18n/problems';

export function ProblemPage({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  return (
    <Page width="narrow" title={t('problem.title')}>
      <div class="card stack" data-testid="problem">
        <h1>{t('problem.title')}</h1>
        <ErrorMessage
          text={sentenceFor(problem)}
          onRetry={problem.code === 'not-found' ? undefined : onRetry}
        />
        {/* A code with a mistake is mended here, not on another page. */}
        {problem.code === 'not-found' && <JoinForm />}
        <div>
          <a class={buttonClass()} href="/">
            {t('app.missing.action')}
          </a>
        </div>
      </div>
    </Page>
  );
}

/** For whoever opens the link of a meeting that is over, and was never there. */
export function OverPage({ meeting }: { meeting: Meeting }) {
  const cancelled = meeting.state === 'cancelled';
  return (
    <Page width="narrow">
      <div class="card stack centered" data-testid="over">
        <DoorClosed size={40} aria-hidden />
        <div class="stack tight">
          <h1 dir="auto">{meeting.title}</h1>
          <p>{t(cancelled ? 'over.cancelled' : 'over.ended')}</p>
          {meeting.endedAt && !cancelled && (
            <p class="muted">{t('over.endedAt', { time: formatTime(meeting.endedAt) })}</p>
          )}
          <p class="muted">{t('over.ask', { name: meeting.host.name })}</p>
        </div>
        <a class={buttonClass('primary')} href="/">
          {t('app.home')}
        </a>
      </div>
    </Page>
  );
}

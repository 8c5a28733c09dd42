// SPDX-License-Identifier: MIT
// The page behind the link that proves an address. A press proves it: programs that look through
// mails open every link.
import { useMemo, useState } from 'preact/hooks';
import type { Problem } from '../../core/api/problem';
import { Button, buttonClass } from '../components/button';
import { useGone } from '../components/hooks';
import { ErrorMessage } from '../components/message';
import { Page } from '../components/page';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { inFragment } from '../router';

export function VerifyPage() {
  const { api } = useEnv();
  const token = useMemo(() => inFragment(location.hash, 'token'), []);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [done, setDone] = useState(false);
  const gone = useGone();

  const confirm = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    const answer = await api.verifyEmail(token ?? '');
    if (gone.current) return;
    setBusy(false);
    if (answer.ok) setDone(true);
    else setProblem(answer.error);
  };

  const dead = !token || problem?.code === 'link-invalid';
  const title = t(done ? 'verify.done.title' : dead ? 'verify.dead.title' : 'verify.title');
  const text = t(done ? 'verify.done.text' : dead ? 'verify.dead.text' : 'verify.text');
  return (
    <Page width="narrow">
      <div class="card stack">
        <h1>{title}</h1>
        <p class="muted" role={done ? 'status' : undefined}>
          {text}
        </p>
        {problem && !dead && <ErrorMessage text={sentenceFor(problem)} />}
        {done || dead ? (
          <a class={buttonClass('primary')} href="/">
            {t('app.missing.action')}
          </a>
        ) : (
          <Button
            kind="primary"
            wide
            busy={busy}
            onClick={() => void confirm()}
            data-testid="verify-submit"
          >
            {t('verify.submit')}
          </Button>
        )}
      </div>
    </Page>
  );
}

// SPDX-License-Identifier: MIT
// The page behind the link of a reset: another password, with the token of the fragment.
import { useMemo, useState } from 'preact/hooks';
import type { Problem } from '../../core/api/problem';
import { Button, buttonClass } from '../components/button';
import { Field } from '../components/field';
import { useGone } from '../components/hooks';
import { ErrorMessage } from '../components/message';
import { Page } from '../components/page';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { inFragment } from '../router';

function Dead() {
  return (
    <div class="card stack">
      <h1>{t('reset.dead.title')}</h1>
      <p class="muted">{t('reset.dead.text')}</p>
      <a class={buttonClass('primary')} href="/forgot">
        {t('reset.dead.action')}
      </a>
    </div>
  );
}

function Done() {
  return (
    <div class="card stack" role="status">
      <h1>{t('reset.done.title')}</h1>
      <p class="muted">{t('reset.done.text')}</p>
      <a class={buttonClass('primary')} href="/signin">
        {t('signin.submit')}
      </a>
    </div>
  );
}

export function ResetPage() {
  const { api } = useEnv();
  const token = useMemo(() => inFragment(location.hash, 'token'), []);
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [done, setDone] = useState(false);
  const gone = useGone();

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    const answer = await api.resetPassword(token ?? '', password);
    if (gone.current) return;
    setBusy(false);
    if (!answer.ok) return setProblem(answer.error);
    // The server has ended every session of the account, this one too.
    api.session.clear();
    setDone(true);
  };

  const dead = !token || problem?.code === 'link-invalid';
  if (done || dead) return <Page width="narrow">{done ? <Done /> : <Dead />}</Page>;
  const ofPassword =
    problem && (problem.field === 'password' || problem.code.startsWith('password-'));
  return (
    <Page width="narrow">
      <form class="card stack" onSubmit={(event) => void submit(event)}>
        <div class="stack tight">
          <h1>{t('reset.title')}</h1>
          <p class="muted">{t('reset.text')}</p>
        </div>
        {problem && !ofPassword && <ErrorMessage text={sentenceFor(problem)} />}
        <Field
          label={t('reset.password')}
          hint={t('register.password.hint')}
          type="password"
          value={password}
          onValue={setPassword}
          error={ofPassword ? sentenceFor(problem) : null}
          autocomplete="new-password"
          minLength={8}
          maxLength={256}
          required
          data-testid="reset-password"
        />
        <Button kind="primary" wide type="submit" busy={busy} data-testid="reset-submit">
          {t('reset.submit')}
        </Button>
      </form>
    </Page>
  );
}

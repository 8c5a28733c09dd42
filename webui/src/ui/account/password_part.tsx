// SPDX-License-Identifier: MIT
// Another password; it ends the other sessions.
import { useState } from 'preact/hooks';
import { changePassword } from '../../core/api/own_account';
import type { Problem } from '../../core/api/problem';
import { Button } from '../components/button';
import { useGone } from '../components/hooks';
import { ErrorMessage } from '../components/message';
import { PasswordField } from '../components/password_field';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';

export function PasswordPart() {
  const { api } = useEnv();
  const [old, setOld] = useState('');
  const [next, setNext] = useState('');
  const [busy, setBusy] = useState(false);
  const [saved, setSaved] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const gone = useGone();
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setSaved(false);
    const answer = await changePassword(api, old, next);
    if (gone.current) return;
    setBusy(false);
    setProblem(answer.ok ? null : answer.error);
    setSaved(answer.ok);
    if (!answer.ok) return;
    setOld('');
    setNext('');
  };
  const oldWrong = problem?.code === 'password-wrong';
  const nextWrong = problem?.field === 'password';
  return (
    <section class="card stack" aria-labelledby="password-title">
      <h2 id="password-title">{t('account.password')}</h2>
      <p class="muted">{t('account.password.text')}</p>
      <form class="stack" onSubmit={(event) => void submit(event)} noValidate>
        {problem && !oldWrong && !nextWrong && <ErrorMessage text={sentenceFor(problem)} />}
        <PasswordField
          label={t('account.password.old')}
          value={old}
          onValue={setOld}
          error={oldWrong ? t('account.password.wrong') : null}
          autocomplete="current-password"
          data-testid="password-old"
        />
        <PasswordField
          label={t('account.password.new')}
          hint={t('register.password.hint')}
          value={next}
          onValue={setNext}
          error={nextWrong && problem ? sentenceFor(problem) : null}
          autocomplete="new-password"
          maxLength={256}
          data-testid="password-new"
        />
        <div class="row">
          <Button
            type="submit"
            busy={busy}
            disabled={old === '' || next === ''}
            data-testid="password-submit"
          >
            {t('account.password.submit')}
          </Button>
          <span role="status">{saved ? t('account.password.saved') : ''}</span>
        </div>
      </form>
    </section>
  );
}

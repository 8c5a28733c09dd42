// SPDX-License-Identifier: MIT
// Everything that is stored about the person, as a file; and the end of the account.
import { useState } from 'preact/hooks';
import { Download } from 'lucide-preact';
import { eraseAccount, exportData } from '../../core/api/own_account';
import type { Problem } from '../../core/api/problem';
import { Button } from '../components/button';
import { Dialog } from '../components/dialog';
import { useGone } from '../components/hooks';
import { ErrorMessage } from '../components/message';
import { PasswordField } from '../components/password_field';
import { saveFile } from '../components/save_file';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';

function EraseDialog({ onClose }: { onClose: () => void }) {
  const { api, router } = useEnv();
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const gone = useGone();
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const answer = await eraseAccount(api, password);
    // Without the account this page has gone already.
    if (answer.ok) return router.replace('/');
    if (gone.current) return;
    setBusy(false);
    setProblem(answer.error);
  };
  const wrong = problem?.code === 'password-wrong';
  return (
    <Dialog title={t('data.erase.title')} onClose={onClose}>
      <form class="stack" onSubmit={(event) => void submit(event)} noValidate>
        <p>{t('data.erase.text')}</p>
        {problem && !wrong && <ErrorMessage text={sentenceFor(problem)} />}
        <PasswordField
          label={t('account.password.old')}
          value={password}
          onValue={setPassword}
          error={wrong ? t('account.password.wrong') : null}
          autocomplete="current-password"
          data-testid="erase-password"
        />
        <div class="row">
          <Button kind="danger" type="submit" busy={busy} data-testid="erase-confirm">
            {t('data.erase.confirm')}
          </Button>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}

export function DataPart() {
  const { api } = useEnv();
  const [erasing, setErasing] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const save = async (): Promise<void> => {
    const file = await exportData(api);
    setError(file.ok ? null : sentenceFor(file.error));
    if (file.ok) saveFile(file.value, 'my-data.json');
  };
  return (
    <section class="card stack" aria-labelledby="data-title">
      <h2 id="data-title">{t('data.title')}</h2>
      <p class="muted">{t('data.text')}</p>
      {error && <ErrorMessage text={error} onRetry={() => void save()} />}
      <div class="row">
        <Button onClick={() => void save()} data-testid="data-export">
          <Download size={20} aria-hidden />
          {t('data.export')}
        </Button>
        <Button kind="danger" onClick={() => setErasing(true)} data-testid="data-erase">
          {t('data.erase')}
        </Button>
      </div>
      {erasing && <EraseDialog onClose={() => setErasing(false)} />}
    </section>
  );
}

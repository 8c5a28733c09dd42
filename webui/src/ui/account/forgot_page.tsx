// SPDX-License-Identifier: MIT
// Asks for the mail with which a person sets another password.
import { useState } from 'preact/hooks';
import { Button, buttonClass } from '../components/button';
import { Field } from '../components/field';
import { useGone } from '../components/hooks';
import { ErrorMessage } from '../components/message';
import { Page } from '../components/page';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';

export function ForgotPage() {
  const { api } = useEnv();
  const [email, setEmail] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [sent, setSent] = useState(false);
  const gone = useGone();

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    const answer = await api.forgotPassword(email.trim());
    if (gone.current) return;
    setBusy(false);
    if (answer.ok) setSent(true);
    else setError(sentenceFor(answer.error));
  };

  return (
    <Page width="narrow">
      {sent ? (
        <div class="card stack" role="status">
          <h1>{t('forgot.sent.title')}</h1>
          <p>{t('forgot.sent.text', { email: email.trim() })}</p>
          <a class={buttonClass('primary')} href="/signin">
            {t('forgot.back')}
          </a>
        </div>
      ) : (
        <form class="card stack" onSubmit={(event) => void submit(event)}>
          <div class="stack tight">
            <h1>{t('forgot.title')}</h1>
            <p class="muted">{t('forgot.text')}</p>
          </div>
          {error && <ErrorMessage text={error} />}
          <Field
            label={t('signin.email')}
            type="email"
            value={email}
            onValue={setEmail}
            autocomplete="username"
            required
            data-testid="forgot-email"
          />
          <Button kind="primary" wide type="submit" busy={busy} data-testid="forgot-submit">
            {t('forgot.submit')}
          </Button>
          <p>
            <a href="/signin">{t('forgot.back')}</a>
          </p>
        </form>
      )}
    </Page>
  );
}

// SPDX-License-Identifier: MIT
// Email and password; back to where one came from.
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../components/button';
import { Field } from '../components/field';
import { useGone } from '../components/hooks';
import { ErrorMessage } from '../components/message';
import { Page } from '../components/page';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';

/** Only a path of our own may be the next page. */
export function nextPath(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/';
  return /^\/[^/\\]/.test(next) ? next : '/';
}

export function SignInPage() {
  const { api, router, user, site } = useEnv();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const gone = useGone();
  const next = nextPath(location.search);
  const ended = new URLSearchParams(location.search).get('ended') === '1';

  useEffect(() => {
    if (user.value) router.replace(next);
  }, []);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    const answer = await api.login(email.trim(), password);
    if (gone.current) return;
    setBusy(false);
    if (answer.ok) router.replace(next);
    else setError(sentenceFor(answer.error));
  };

  return (
    <Page width="narrow">
      <form class="card stack" onSubmit={(event) => void submit(event)}>
        <h1>{t('signin.title')}</h1>
        {error && <ErrorMessage text={error} />}
        {ended && !error && <ErrorMessage text={t('error.session-ended')} />}
        <Field
          label={t('signin.email')}
          type="email"
          value={email}
          onValue={setEmail}
          autocomplete="username"
          required
          data-testid="signin-email"
        />
        <Field
          label={t('signin.password')}
          type="password"
          value={password}
          onValue={setPassword}
          autocomplete="current-password"
          required
          data-testid="signin-password"
        />
        <Button kind="primary" wide type="submit" busy={busy} data-testid="signin-submit">
          {t('signin.submit')}
        </Button>
        {site.value?.registration === 'open' && (
          <p class="muted">
            {t('signin.noAccount')} <a href="/register">{t('signin.register')}</a>
          </p>
        )}
        <p class="muted">
          {t('signin.joinOnly')} <a href="/">{t('signin.joinOnly.action')}</a>
        </p>
      </form>
    </Page>
  );
}

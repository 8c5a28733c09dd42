// SPDX-License-Identifier: MIT
// Email and password, or another provider; back to where one came from.
import { useEffect, useState } from 'preact/hooks';
import type { Provider } from '../../core/api/types';
import { Button, buttonClass } from '../components/button';
import { Field } from '../components/field';
import { PasswordField } from '../components/password_field';
import { useGone } from '../components/hooks';
import { ErrorMessage } from '../components/message';
import { Page } from '../components/page';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { inFragment } from '../router';

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
  const [providers, setProviders] = useState<readonly Provider[]>([]);
  const gone = useGone();
  const next = nextPath(location.search);
  const ended = new URLSearchParams(location.search).get('ended') === '1';
  const failed = new URLSearchParams(location.search).get('failed') === '1';

  const resume = async (refresh: string): Promise<void> => {
    router.replace('/signin'); // the token leaves the address bar and the history
    const answer = await api.resume(refresh);
    if (gone.current) return;
    if (answer.ok) router.replace('/');
    else setError(sentenceFor(answer.error));
  };

  useEffect(() => {
    // A sign-in at a provider ends here.
    const refresh = inFragment(location.hash, 'refresh');
    if (refresh) void resume(refresh);
    else if (user.value) router.replace(next);
    void api.providers().then((answer) => {
      if (answer.ok && !gone.current) setProviders(answer.value);
    });
  }, []);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (email.trim() === '' || password === '') return setError(t('signin.missing'));
    setBusy(true);
    setError(null);
    const answer = await api.login(email.trim(), password);
    if (gone.current) return;
    setBusy(false);
    if (answer.ok) router.replace(next);
    else setError(sentenceFor(answer.error));
  };

  return (
    <Page width="narrow" title={t('signin.title')}>
      <form class="card stack" onSubmit={(event) => void submit(event)} noValidate>
        <h1>{t('signin.title')}</h1>
        {error && <ErrorMessage text={error} />}
        {failed && !error && <ErrorMessage text={t('signin.failed')} />}
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
        <PasswordField
          label={t('signin.password')}
          value={password}
          onValue={setPassword}
          autocomplete="current-password"
          required
          data-testid="signin-password"
        />
        <Button kind="primary" wide type="submit" busy={busy} data-testid="signin-submit">
          {t('signin.submit')}
        </Button>
        <p>
          <a href="/forgot">{t('signin.forgot')}</a>
        </p>
        {providers.map((provider) => (
          <a
            key={provider.start}
            class={buttonClass('plain', false, true)}
            href={provider.start}
            target="_self"
          >
            {t('signin.provider', { title: provider.title })}
          </a>
        ))}
        {site.value?.registration === 'invited' && <p class="muted">{t('signin.invited')}</p>}
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

// SPDX-License-Identifier: MIT
// A new account, with the invitation from the link's fragment (it never reaches a server log).
import { useState } from 'preact/hooks';
import type { Problem } from '../../core/api/problem';
import { Button, buttonClass } from '../components/button';
import { useGone } from '../components/hooks';
import { Field } from '../components/field';
import { PasswordField } from '../components/password_field';
import { ErrorMessage, Loading } from '../components/message';
import { Page } from '../components/page';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { inFragment } from '../router';

function Closed() {
  return (
    <div class="card stack">
      <h1>{t('register.closed.title')}</h1>
      <p class="muted">{t('register.closed.text')}</p>
      <a class={buttonClass('primary')} href="/">
        {t('app.missing.action')}
      </a>
    </div>
  );
}

function RegisterForm({ invitation }: { invitation: string | null }) {
  const { api, router } = useEnv();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const gone = useGone();

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    const answer = await api.register({
      name: name.trim(),
      email: email.trim(),
      password,
      ...(invitation ? { invitation } : {}),
    });
    if (gone.current) return;
    setBusy(false);
    if (answer.ok) router.replace('/');
    else setProblem(answer.error);
  };

  const at = (field: string): string | null =>
    problem?.field === field ? sentenceFor(problem) : null;
  const elsewhere = problem && !['name', 'email', 'password'].includes(problem.field ?? '');
  return (
    <form class="card stack" onSubmit={(event) => void submit(event)}>
      <div class="stack tight">
        <h1>{t('register.title')}</h1>
        {invitation && <p class="muted">{t('register.invited')}</p>}
      </div>
      {elsewhere && <ErrorMessage text={sentenceFor(problem)} />}
      <Field
        label={t('register.name')}
        hint={t('register.name.hint')}
        value={name}
        onValue={setName}
        error={at('name')}
        autocomplete="name"
        maxLength={80}
        required
        data-testid="register-name"
      />
      <Field
        label={t('register.email')}
        type="email"
        value={email}
        onValue={setEmail}
        error={at('email')}
        autocomplete="email"
        required
        data-testid="register-email"
      />
      <PasswordField
        label={t('register.password')}
        hint={t('register.password.hint')}
        value={password}
        onValue={setPassword}
        error={at('password')}
        autocomplete="new-password"
        minLength={8}
        maxLength={256}
        required
        data-testid="register-password"
      />
      <Button kind="primary" wide type="submit" busy={busy} data-testid="register-submit">
        {t('register.submit')}
      </Button>
      <p class="muted">
        {t('register.haveAccount')} <a href="/signin">{t('app.signIn')}</a>
      </p>
    </form>
  );
}

export function RegisterPage() {
  const { site } = useEnv();
  const invitation = inFragment(location.hash, 'invitation');
  const registration = site.value?.registration;
  const mayRegister = invitation !== null || registration === 'open';
  return (
    <Page width="narrow" title={t('register.title')}>
      {mayRegister ? (
        <RegisterForm invitation={invitation} />
      ) : registration === undefined ? (
        <Loading />
      ) : (
        <Closed />
      )}
    </Page>
  );
}

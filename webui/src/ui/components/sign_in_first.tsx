// SPDX-License-Identifier: MIT
// In place of a page that needs an account: the way to sign in, and back to here.
import { LogIn } from 'lucide-preact';
import { t } from '../i18n';
import { buttonClass } from './button';

export function SignInFirst({ title }: { title: string }) {
  const next = window.location.pathname + window.location.search;
  return (
    <div class="card stack">
      <h1>{title}</h1>
      <p>{t('error.not-signed-in')}</p>
      <a class={buttonClass('primary')} href={`/signin?${new URLSearchParams({ next })}`}>
        <LogIn size={20} aria-hidden />
        {t('app.signIn')}
      </a>
    </div>
  );
}

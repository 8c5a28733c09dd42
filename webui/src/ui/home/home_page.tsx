// SPDX-License-Identifier: MIT
// The start page: for strangers the two ways in; for whoever is signed in their day.
import { LogIn } from 'lucide-preact';
import { buttonClass } from '../components/button';
import { Page } from '../components/page';
import { useEnv } from '../env';
import { t } from '../i18n';
import { lazyPage } from '../lazy';
import { JoinForm } from './join_form';
import { LanguageLinks } from './language_links';

const SignedIn = lazyPage(
  () => import('./signed_in').then((file) => file.SignedIn),
  ['calendar', 'planning'],
);

/** The lectern, and the path of the day over it. */
function Motif() {
  return (
    <svg class="motif" viewBox="0 0 480 190" aria-hidden="true">
      <path class="arc-ground" d="M8 158H472" />
      <path class="arc-way" d="M24 158Q240 -98 456 158" />
      <path class="arc-gone" d="M24 158Q177 -23.3 330 52.2" />
      <path class="motif-lectern" d="M206 96l62-12v16l-20 10v36h14v12h-46v-12h14v-36l-24-2z" />
      <circle class="arc-halo" cx="330" cy="52" r="15" />
      <circle class="arc-now" cx="330" cy="52" r="8" />
    </svg>
  );
}

function SignedOut() {
  return (
    <Page width="wide">
      <div class="welcome">
        <div class="day-band welcome-band">
          <div class="hero">
            <h1 class="hero-title">{t('home.welcome')}</h1>
            <p class="hero-text">{t('home.intro')}</p>
          </div>
          <Motif />
        </div>
        <div class="cards">
          <section class="card stack" aria-labelledby="join-title">
            <div class="stack tight">
              <h2 id="join-title">{t('home.join.title')}</h2>
              <p class="muted">{t('home.join.text')}</p>
            </div>
            <JoinForm />
          </section>
          <section class="card stack spread" aria-labelledby="signin-title">
            <div class="stack tight">
              <h2 id="signin-title">{t('home.signin.title')}</h2>
              <p class="muted">{t('home.signin.text')}</p>
            </div>
            <a class={buttonClass(undefined, false, true)} href="/signin" data-testid="home-signin">
              <LogIn size={20} aria-hidden />
              {t('app.signIn')}
            </a>
          </section>
        </div>
        <p class="centered">
          <a href="/test" data-testid="home-test">
            {t('app.test')}
          </a>
        </p>
        <LanguageLinks />
      </div>
    </Page>
  );
}

export function HomePage() {
  const { user } = useEnv();
  return user.value ? <SignedIn user={user.value} /> : <SignedOut />;
}

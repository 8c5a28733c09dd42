// SPDX-License-Identifier: MIT
// The start page: join or sign in; for signed-in people: start, create, and the list of meetings.
import { useState } from 'preact/hooks';
import { ArrowRight, LogIn, Plus, Video } from 'lucide-preact';
import type { User } from '../../core/api/types';
import { Button, buttonClass } from '../components/button';
import { Field } from '../components/field';
import { useGone } from '../components/hooks';
import { ErrorMessage } from '../components/message';
import { Page } from '../components/page';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { normalizeCode } from '../router';
import { MeetingList } from './meeting_list';

function JoinForm() {
  const { router } = useEnv();
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  const submit = (event: Event): void => {
    event.preventDefault();
    const code = normalizeCode(text);
    if (code === '') setError(t('home.join.empty'));
    else router.go(`/j/${encodeURIComponent(code)}`);
  };
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <Field
        label={t('home.join.label')}
        value={text}
        onValue={(value) => {
          setText(value);
          setError(null);
        }}
        error={error}
        placeholder={t('home.join.placeholder')}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        data-testid="home-code"
      />
      <Button kind="primary" wide type="submit" data-testid="home-join">
        {t('app.join')}
        <ArrowRight size={20} aria-hidden />
      </Button>
    </form>
  );
}

function SignedOut() {
  return (
    <Page width="wide">
      <div class="welcome">
        <div class="hero">
          <h1 class="hero-title">{t('home.welcome')}</h1>
          <p class="hero-text muted">{t('home.intro')}</p>
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
      </div>
    </Page>
  );
}

function SignedIn({ user }: { user: User }) {
  const { api, router } = useEnv();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const gone = useGone();
  const startNow = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    const meeting = await api.createMeeting({
      title: t('home.instantTitle', { name: user.name }).slice(0, 120),
    });
    setBusy(false);
    // The person may have gone to another page meanwhile.
    if (gone.current) return;
    if (meeting.ok) router.go(`/j/${meeting.value.code}`);
    else setError(sentenceFor(meeting.error));
  };
  return (
    <Page width="wide">
      <div class="home-top">
        <h1>{t('home.hello', { name: user.name })}</h1>
        <div class="home-actions">
          <Button
            kind="primary"
            large
            busy={busy}
            onClick={() => void startNow()}
            data-testid="start-now"
          >
            {!busy && <Video size={22} aria-hidden />}
            {t('home.start')}
          </Button>
          <a class={buttonClass(undefined, true)} href="/create" data-testid="home-create">
            <Plus size={22} aria-hidden />
            {t('home.create')}
          </a>
        </div>
        {error && <ErrorMessage text={error} />}
      </div>
      <div class="home-columns">
        <MeetingList />
        <section class="card stack" aria-labelledby="join-title">
          <h2 id="join-title">{t('home.join.title')}</h2>
          <JoinForm />
        </section>
      </div>
    </Page>
  );
}

export function HomePage() {
  const { user } = useEnv();
  return user.value ? <SignedIn user={user.value} /> : <SignedOut />;
}

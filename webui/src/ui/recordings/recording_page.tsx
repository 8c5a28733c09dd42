// SPDX-License-Identifier: MIT
// One recording: the player, what it is, and what one may do with it.
import { useState } from 'preact/hooks';
import { dayOf } from '../calendar/days';
import { useKept } from '../calendar/hooks';
import { buttonClass } from '../components/button';
import { ErrorMessage, Loading } from '../components/message';
import { Page } from '../components/page';
import { SignInFirst } from '../components/sign_in_first';
import { Skeleton } from '../components/skeleton';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { formatDay, ownZone } from '../i18n/times';
import '../../styles/recording.css';
import { Downloads } from './downloads_part';
import { Player } from './player';
import { Actions, Audience, Facts, Rename } from './recording_row';
import { loadOne, type Listed } from './source';

function Details({ recording, reload }: { recording: Listed; reload: () => void }) {
  const [renaming, setRenaming] = useState(false);
  return (
    <section class="card stack">
      {renaming ? (
        <Rename
          recording={recording}
          onDone={(changed) => {
            setRenaming(false);
            if (changed) reload();
          }}
        />
      ) : (
        <h1 dir="auto" class="long-title">
          {recording.title}
        </h1>
      )}
      {recording.state === 'ready' ? (
        <Player recording={recording} onRetry={reload} />
      ) : (
        <div class="stack tight">
          <Loading text={t(`recordings.state.${recording.state}`)} />
          <p class="muted">{t('recordings.wait')}</p>
        </div>
      )}
      <div class="film-about">
        <Facts recording={recording} meeting />
        <Audience recording={recording} />
        {recording.manages && (
          <p class="muted small">
            {t('recordings.until', {
              day: formatDay(dayOf(Date.parse(recording.expiresAt), ownZone()), 'year'),
            })}
          </p>
        )}
      </div>
      <div class="row">
        {recording.state === 'ready' && <Downloads recording={recording} />}
        <Actions recording={recording} onRename={() => setRenaming(true)} onChange={reload} />
        <a class={buttonClass('plain')} href="/recordings">
          {t('recordings.all')}
        </a>
      </div>
    </section>
  );
}

function Body({ id }: { id: string }) {
  const { api, user } = useEnv();
  const own = user.value?.id ?? '';
  const { value, problem, reload } = useKept(`recording ${id}`, () => loadOne(api, own, id));
  const missing = problem?.status === 404;
  return (
    <>
      {problem && (
        <ErrorMessage
          text={missing ? t('recordings.missing') : sentenceFor(problem)}
          onRetry={missing ? undefined : reload}
        />
      )}
      {!value && !problem && <Skeleton />}
      {value && <Details recording={value} reload={reload} />}
    </>
  );
}

export function RecordingPage({ id }: { id: string }) {
  const { user } = useEnv();
  const title = t('recordings.shared.title');
  return (
    <Page width={user.value ? 'wide' : 'narrow'} title={title}>
      {user.value ? <Body id={id} /> : <SignInFirst title={title} />}
    </Page>
  );
}

// SPDX-License-Identifier: MIT
// The page behind a share link: no account, nothing but the film.
import { useEffect, useState } from 'preact/hooks';
import { Link2Off } from 'lucide-preact';
import type { Problem } from '../../core/api/problem';
import { sharedRecording, type SharedRecording } from '../../core/api/recordings';
import { ErrorMessage } from '../components/message';
import { Page } from '../components/page';
import { Skeleton } from '../components/skeleton';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { bytesText, durationText } from '../i18n/sizes';
import { shortMoment } from '../i18n/times';
import '../../styles/recording.css';
import { Downloads } from './downloads_part';
import { Player } from './player';

function Over() {
  return (
    <section class="card stack centered" data-testid="shared-over">
      <Link2Off size={40} aria-hidden />
      <h1>{t('recordings.shared.over')}</h1>
      <p class="muted">{t('recordings.shared.over.text')}</p>
    </section>
  );
}

function Film({ recording, reload }: { recording: SharedRecording; reload: () => void }) {
  const { title, meetingTitle, createdAt, durationMs, size } = recording;
  return (
    <section class="card stack">
      <h1 dir="auto" class="long-title">
        {title}
      </h1>
      <Player recording={recording} onRetry={reload} />
      <p class="film-facts muted small">
        <span dir="auto">
          {t('recordings.shared.from', {
            meeting: meetingTitle,
            time: shortMoment(Date.parse(createdAt)),
          })}
        </span>
        {durationMs !== null && <span>{durationText(durationMs)}</span>}
        <span>{bytesText(size)}</span>
      </p>
      <div class="row">
        <Downloads recording={recording} />
      </div>
    </section>
  );
}

export function SharedPage({ token }: { token: string }) {
  const { api } = useEnv();
  const [recording, setRecording] = useState<SharedRecording | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const load = async (): Promise<void> => {
    const answer = await sharedRecording(api, token);
    if (answer.ok) setRecording(answer.value);
    setProblem(answer.ok ? null : answer.error);
  };
  useEffect(() => void load(), []);
  const over = problem?.code === 'link-invalid' || problem?.status === 404;
  return (
    <Page
      width={recording && !over ? 'wide' : 'narrow'}
      title={recording?.title ?? t('recordings.shared.title')}
    >
      {over && <Over />}
      {problem && !over && (
        <ErrorMessage text={sentenceFor(problem)} onRetry={() => void load()} />
      )}
      {!recording && !problem && <Skeleton />}
      {recording && !over && <Film recording={recording} reload={() => void load()} />}
    </Page>
  );
}

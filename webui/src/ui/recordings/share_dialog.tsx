// SPDX-License-Identifier: MIT
// Who may watch a recording: everybody of the meeting, and whoever has a link until its end.
import { useState } from 'preact/hooks';
import {
  openToParticipants,
  share,
  unshare,
  type RecordingLink,
} from '../../core/api/recordings';
import type { Problem } from '../../core/api/problem';
import { Button } from '../components/button';
import { CopyButton } from '../components/copy_button';
import { Dialog } from '../components/dialog';
import { Field, Select } from '../components/field';
import { ErrorMessage } from '../components/message';
import { useEnv } from '../env';
import { plural, t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { shortMoment } from '../i18n/times';
import type { Listed } from './source';

const kDayMs = 86_400_000;
const kDays = [1, 7, 30, 90, 364] as const;

interface Props {
  recording: Listed;
  onChange: () => void;
  onClose: () => void;
}

function LinkPart({ recording, onChange, onProblem }: Omit<Props, 'onClose'> & {
  onProblem: (problem: Problem | null) => void;
}) {
  const { api } = useEnv();
  const { recordingId: id, linkExpiresAt } = recording;
  const [days, setDays] = useState(7);
  const [link, setLink] = useState<RecordingLink | null>(null);
  const [ended, setEnded] = useState(false);
  const [busy, setBusy] = useState(false);
  const open = !ended && (link !== null || linkExpiresAt !== null);
  const make = async (): Promise<void> => {
    setBusy(true);
    const answer = await share(api, id, new Date(Date.now() + days * kDayMs).toISOString());
    setBusy(false);
    onProblem(answer.ok ? null : answer.error);
    if (!answer.ok) return;
    setLink(answer.value);
    setEnded(false);
    onChange();
  };
  const end = async (): Promise<void> => {
    setBusy(true);
    const answer = await unshare(api, id);
    setBusy(false);
    onProblem(answer.ok ? null : answer.error);
    if (!answer.ok) return;
    setLink(null);
    setEnded(true);
    onChange();
  };
  return (
    <section class="stack" aria-labelledby="share-link">
      <div>
        <h3 id="share-link">{t('recordings.share.link')}</h3>
        <p class="muted small">{t('recordings.share.link.text')}</p>
      </div>
      {link && (
        <div class="share-link">
          <Field
            label={t('recordings.share.address', {
              time: shortMoment(Date.parse(link.expiresAt)),
            })}
            value={link.url}
            onValue={() => undefined}
            readOnly
            dir="ltr"
            onFocus={(event) => (event.target as HTMLInputElement).select()}
            data-testid="share-url"
          />
          <CopyButton text={link.url} label={t('recordings.share.copy')} kind="primary" />
        </div>
      )}
      {!link && open && linkExpiresAt && (
        <p role="status">
          {t('recordings.share.open', { time: shortMoment(Date.parse(linkExpiresAt)) })}
        </p>
      )}
      {ended && <p role="status">{t('recordings.share.ended')}</p>}
      <Select
        label={t('recordings.share.for')}
        value={String(days)}
        options={kDays.map((one) => ({
          value: String(one),
          label: plural('recordings.share.days', one),
        }))}
        onValue={(value) => setDays(Number(value))}
        testId="share-days"
      />
      <div class="row">
        <Button
          kind={link ? undefined : 'primary'}
          busy={busy}
          onClick={() => void make()}
          data-testid="share-make"
        >
          {t(open ? 'recordings.share.new' : 'recordings.share.make')}
        </Button>
        {open && (
          <Button disabled={busy} onClick={() => void end()} data-testid="share-end">
            {t('recordings.share.end')}
          </Button>
        )}
      </div>
    </section>
  );
}

export function ShareDialog({ recording, onChange, onClose }: Props) {
  const { api } = useEnv();
  const [open, setOpen] = useState(recording.forParticipants);
  const [problem, setProblem] = useState<Problem | null>(null);
  const toggle = async (): Promise<void> => {
    const next = !open;
    setOpen(next);
    const answer = await openToParticipants(api, recording.recordingId, next);
    setProblem(answer.ok ? null : answer.error);
    if (answer.ok) onChange();
    else setOpen(!next);
  };
  return (
    <Dialog title={t('recordings.share.title')} onClose={onClose}>
      <div class="stack">
        {problem && <ErrorMessage text={sentenceFor(problem)} />}
        <label class="share-all">
          <input
            type="checkbox"
            checked={open}
            onChange={() => void toggle()}
            data-testid="share-all"
          />
          <span>
            <b>{t('recordings.share.people')}</b>
            <span class="muted small">{t('recordings.share.people.text')}</span>
          </span>
        </label>
        <LinkPart recording={recording} onChange={onChange} onProblem={setProblem} />
      </div>
    </Dialog>
  );
}

// SPDX-License-Identifier: MIT
// A lesson in one line: what, when, how long. Everything else is on the page of the meeting.
import { useState } from 'preact/hooks';
import { CalendarCheck } from 'lucide-preact';
import { create, type Plan } from '../../core/api/plans';
import type { Problem } from '../../core/api/problem';
import { instantIn } from '../../core/time_zone';
import { nextHour } from '../calendar/next_hour';
import { Button } from '../components/button';
import { CopyButton } from '../components/copy_button';
import { Field, Select } from '../components/field';
import { useGone } from '../components/hooks';
import { ErrorMessage } from '../components/message';
import type { Day } from '../calendar/days';
import { invitationText } from '../create/invitation';
import { useEnv } from '../env';
import { plural, t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { fullMoment } from '../i18n/times';

const kMinutes = [30, 45, 60, 90, 120];

function Planned({ plan, zone }: { plan: Plan; zone: string }) {
  return (
    <div class="message planned" role="status" data-testid="planned">
      <CalendarCheck size={20} aria-hidden />
      <div class="message-body">
        <p>
          <strong dir="auto">{plan.title}</strong>
          <br />
          {fullMoment(Date.parse(plan.scheduledAt ?? plan.createdAt), zone)}
        </p>
        <div class="row">
          <CopyButton text={invitationText(plan, '')} label={t('created.copyInvitation')} />
          <a class="button button-plain" href={`/meetings/${encodeURIComponent(plan.meetingId)}`}>
            {t('home.plan.open')}
          </a>
        </div>
      </div>
    </div>
  );
}

export function QuickPlan({
  zone,
  today,
  onPlanned,
}: {
  zone: string;
  today: Day;
  onPlanned: () => void;
}) {
  const { api } = useEnv();
  const [title, setTitle] = useState('');
  const [start, setStart] = useState(() => nextHour(Date.now(), zone));
  const [minutes, setMinutes] = useState(60);
  const [wrong, setWrong] = useState<'title' | 'past' | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [planned, setPlanned] = useState<Plan | null>(null);
  const gone = useGone();

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const instant = instantIn(zone, start);
    if (title.trim() === '') return setWrong('title');
    if (!(instant > Date.now())) return setWrong('past');
    setBusy(true);
    setProblem(null);
    const answer = await create(api, {
      title: title.trim(),
      scheduledAt: new Date(instant).toISOString(),
      durationMinutes: minutes,
      timezone: zone,
    });
    if (gone.current) return;
    setBusy(false);
    if (!answer.ok) return setProblem(answer.error);
    setPlanned(answer.value);
    setTitle('');
    onPlanned();
  };

  return (
    <section class="card stack" aria-labelledby="quick-title">
      <h2 id="quick-title">{t('home.plan')}</h2>
      {problem && <ErrorMessage text={sentenceFor(problem)} />}
      <form class="quick" onSubmit={(event) => void submit(event)} noValidate>
        <Field
          label={t('create.name')}
          value={title}
          onValue={(value) => {
            setTitle(value);
            setWrong(null);
          }}
          error={wrong === 'title' ? t('create.name.missing') : null}
          placeholder={t('create.name.placeholder')}
          maxLength={120}
          data-testid="quick-title"
        />
        <Field
          label={t('create.start')}
          type="datetime-local"
          value={start}
          min={`${today}T00:00`}
          onValue={(value) => {
            setStart(value);
            setWrong(null);
          }}
          error={wrong === 'past' ? t('create.start.past') : null}
          data-testid="quick-start"
        />
        <Select
          label={t('create.duration')}
          value={String(minutes)}
          options={kMinutes.map((count) => ({
            value: String(count),
            label: plural('create.minutes', count),
          }))}
          onValue={(value) => setMinutes(Number(value))}
        />
        <Button kind="primary" type="submit" busy={busy} data-testid="quick-submit">
          {t('home.plan.submit')}
        </Button>
      </form>
      {planned && <Planned plan={planned} zone={zone} />}
    </section>
  );
}

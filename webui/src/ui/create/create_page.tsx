// SPDX-License-Identifier: MIT
// A new meeting in one column; the result is what one sends to people.
import { useState } from 'preact/hooks';
import type { Problem } from '../../core/api/problem';
import type { Meeting, NewMeeting } from '../../core/api/types';
import { Button } from '../components/button';
import { Field, FieldError, Select } from '../components/field';
import { ErrorMessage } from '../components/message';
import { Page } from '../components/page';
import { useEnv } from '../env';
import { browserZone, instantIn, knownZones } from '../../core/time_zone';
import { plural, t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { CreatedPage } from './created_page';

const kDurations = [30, 45, 60, 90, 120, 180];
const kSizes = [2, 4, 6, 8, 12, 16, 25, 50];

/** The next full hour, as <input type=datetime-local> writes it. */
export function nextHour(now: Date): string {
  const next = new Date(now.getTime() + 3_600_000);
  next.setMinutes(0, 0, 0);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${next.getFullYear()}-${two(next.getMonth() + 1)}-${two(next.getDate())}`;
  return `${day}T${two(next.getHours())}:00`;
}

interface Form {
  readonly title: string;
  readonly later: boolean;
  readonly start: string;
  readonly zone: string;
  readonly duration: number;
  readonly password: string;
  readonly max: number;
}

function toMeeting(form: Form): NewMeeting {
  return {
    title: form.title.trim(),
    ...(form.password ? { password: form.password } : {}),
    maxParticipants: form.max,
    ...(form.later
      ? {
          scheduledAt: new Date(instantIn(form.zone, form.start)).toISOString(),
          durationMinutes: form.duration,
          timezone: form.zone,
        }
      : {}),
  };
}

function When({
  form,
  change,
  pastError,
  zoneError,
}: {
  form: Form;
  change: (part: Partial<Form>) => void;
  pastError: boolean;
  zoneError: string | null;
}) {
  return (
    <fieldset class="fieldset">
      <legend class="field-label">{t('create.when')}</legend>
      <div class="segments">
        {[false, true].map((later) => (
          <button
            key={String(later)}
            type="button"
            class="segment"
            aria-pressed={form.later === later}
            onClick={() => change({ later })}
          >
            {t(later ? 'create.later' : 'create.now')}
          </button>
        ))}
      </div>
      {form.later && (
        <div class="when">
          <Field
            label={t('create.start')}
            type="datetime-local"
            value={form.start}
            onValue={(start) => change({ start })}
            hint={t('create.start.hint')}
            error={pastError ? t('create.start.past') : null}
            required
          />
          <Select
            label={t('create.duration')}
            value={String(form.duration)}
            options={kDurations.map((count) => ({
              value: String(count),
              label: plural('create.minutes', count),
            }))}
            onValue={(value) => change({ duration: Number(value) })}
          />
          <Select
            label={t('create.zone')}
            value={form.zone}
            options={knownZones(form.zone).map((zone) => ({ value: zone, label: zone }))}
            onValue={(zone) => change({ zone })}
          />
          {!browserZone() && <p class="field-hint">{t('create.zone.unknown')}</p>}
          {zoneError && <FieldError text={zoneError} />}
        </div>
      )}
    </fieldset>
  );
}

function CreateForm({ onCreated }: { onCreated: (meeting: Meeting, password: string) => void }) {
  const { api } = useEnv();
  const [form, setForm] = useState<Form>({
    title: '',
    later: false,
    start: nextHour(new Date()),
    zone: browserZone() ?? 'UTC',
    duration: 60,
    password: '',
    max: 12,
  });
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [pastError, setPastError] = useState(false);
  const change = (part: Partial<Form>): void => {
    setPastError(false);
    setForm((old) => ({ ...old, ...part }));
  };

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (form.later && !(instantIn(form.zone, form.start) > Date.now())) {
      setPastError(true);
      return;
    }
    setBusy(true);
    setProblem(null);
    const answer = await api.createMeeting(toMeeting(form));
    setBusy(false);
    if (answer.ok) onCreated(answer.value, form.password);
    else setProblem(answer.error);
  };

  const titleError = problem?.field === 'title' ? sentenceFor(problem) : null;
  const zoneError = problem?.field === 'timezone' ? sentenceFor(problem) : null;
  return (
    <form class="card stack" onSubmit={(event) => void submit(event)}>
      <h1>{t('create.title')}</h1>
      {problem && !titleError && !zoneError && <ErrorMessage text={sentenceFor(problem)} />}
      <Field
        label={t('create.name')}
        value={form.title}
        onValue={(title) => change({ title })}
        placeholder={t('create.name.placeholder')}
        error={titleError}
        maxLength={120}
        required
        data-testid="create-title"
      />
      <When form={form} change={change} pastError={pastError} zoneError={zoneError} />
      <Field
        label={t('create.password')}
        hint={t('create.password.hint')}
        value={form.password}
        onValue={(password) => change({ password })}
        autocomplete="off"
        maxLength={128}
        data-testid="create-password"
      />
      <details class="fold">
        <summary>{t('create.more')}</summary>
        <div class="stack fold-body">
          <Select
            label={t('create.max')}
            value={String(form.max)}
            options={kSizes.map((size) => ({ value: String(size), label: String(size) }))}
            onValue={(value) => change({ max: Number(value) })}
          />
          <p class="field-hint">{t('create.max.hint')}</p>
        </div>
      </details>
      <Button kind="primary" large wide type="submit" busy={busy} data-testid="create-submit">
        {t('create.submit')}
      </Button>
    </form>
  );
}

export function CreatePage() {
  const { user } = useEnv();
  const [created, setCreated] = useState<{ meeting: Meeting; password: string } | null>(null);
  if (created) return <CreatedPage meeting={created.meeting} password={created.password} />;
  return (
    <Page width="narrow">
      {user.value ? (
        <CreateForm onCreated={(meeting, password) => setCreated({ meeting, password })} />
      ) : (
        <div class="card stack">
          <h1>{t('create.title')}</h1>
          <FieldError text={t('error.not-signed-in')} />
          <a class="button button-primary" href="/signin?next=/create">
            {t('app.signIn')}
          </a>
        </div>
      )}
    </Page>
  );
}

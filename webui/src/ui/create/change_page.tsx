// SPDX-License-Identifier: MIT
// Changes a meeting: one date, this one and all following, or all. If somebody else changed it
// meanwhile, nothing is lost without a question.
import { useEffect, useState } from 'preact/hooks';
import { change as send, plan as load, type Plan, type Scope } from '../../core/api/plans';
import type { Problem } from '../../core/api/problem';
import { Button, buttonClass } from '../components/button';
import { Field } from '../components/field';
import { useGone } from '../components/hooks';
import { ErrorMessage } from '../components/message';
import { Page } from '../components/page';
import { SignInFirst } from '../components/sign_in_first';
import { Skeleton } from '../components/skeleton';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { ownZone } from '../i18n/times';
import '../../styles/planning.css';
import { DoorFields } from './door_fields';
import {
  changesOf,
  draftOf,
  placeOf,
  timeChanged,
  wrongIn,
  type Draft,
  type DraftError,
} from './draft';
import { keepPassword } from './kept_password';
import { ScopeChoice } from './scope_choice';
import { TimeFields } from './when_fields';
import { ofTab } from '../storage';

/** Somebody else was quicker: theirs and mine, and what to do. */
function Clash({ onMine, onTheirs }: { onMine: () => void; onTheirs: () => void }) {
  return (
    <ErrorMessage text={t('change.clash')}>
      <div class="row">
        <Button onClick={onMine} data-testid="clash-mine">
          {t('change.mine')}
        </Button>
        <Button onClick={onTheirs} data-testid="clash-theirs">
          {t('change.theirs')}
        </Button>
      </div>
    </ErrorMessage>
  );
}

function ChangeForm({ plan, onReload }: { plan: Plan; onReload: () => void }) {
  const { api, router } = useEnv();
  const asked = new URLSearchParams(router.search.value).get('occurrence');
  const place = placeOf(plan, plan.recurrence ? (asked ?? plan.occurrence) : null);
  const [scope, setScope] = useState<Scope>(place.occurrence ? 'this' : 'all');
  const whole = { occurrence: null, startsAt: plan.scheduledAt, minutes: plan.durationMinutes };
  const before = draftOf(
    plan,
    scope === 'all' ? { ...whole, title: plan.title } : place,
    ownZone(),
  );
  const [draft, setDraft] = useState<Draft>(before);
  const [wrong, setWrong] = useState<DraftError | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const gone = useGone();
  const change = (part: Partial<Draft>): void => {
    setWrong(null);
    setDraft((old) => ({ ...old, ...part }));
  };
  const choose = (next: Scope): void => {
    setScope(next);
    setDraft(draftOf(plan, next === 'all' ? { ...whole, title: plan.title } : place, ownZone()));
  };
  // The rule of a series that has begun changes for what follows only.
  const begun =
    scope === 'all' &&
    plan.recurrence !== null &&
    plan.scheduledAt !== null &&
    Date.parse(plan.scheduledAt) < Date.now();

  const save = async (etag: string | null): Promise<void> => {
    const found = wrongIn(draft, Date.now(), timeChanged(before, draft));
    setWrong(found);
    if (found) return;
    setBusy(true);
    setProblem(null);
    const input = changesOf(before, draft, scope);
    const answer = await send(api, plan.meetingId, input, {
      scope,
      occurrence: place.occurrence,
      etag,
    });
    if (gone.current) return;
    setBusy(false);
    if (!answer.ok) return setProblem(answer.error);
    if (draft.password !== '' || draft.noPassword)
      keepPassword(ofTab, answer.value.meetingId, draft.noPassword ? '' : draft.password);
    const query =
      scope === 'this' && place.occurrence
        ? `?${new URLSearchParams({ occurrence: place.occurrence }).toString()}`
        : '';
    router.replace(`/meetings/${encodeURIComponent(answer.value.meetingId)}${query}`);
  };

  /** Mine on top of theirs: fields that only they changed stay theirs. */
  const saveMine = async (): Promise<void> => {
    const now = await load(api, plan.meetingId);
    if (gone.current) return;
    if (now.ok) await save(now.value.etag);
    else setProblem(now.error);
  };

  return (
    <form
      class="card stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save(plan.etag);
      }}
    >
      <h1>{t('change.title')}</h1>
      {problem?.code === 'changed' && <Clash onMine={() => void saveMine()} onTheirs={onReload} />}
      {problem && problem.code !== 'changed' && <ErrorMessage text={sentenceFor(problem)} />}
      {place.occurrence && <ScopeChoice place={place} scope={scope} onScope={choose} />}
      <Field
        label={t('create.name')}
        value={draft.title}
        onValue={(title) => change({ title })}
        error={wrong === 'title' ? t('create.name.missing') : null}
        maxLength={120}
        data-testid="create-title"
      />
      {begun && <p class="muted">{t('change.begun')}</p>}
      {draft.later && !begun && (
        <TimeFields
          key={scope}
          draft={draft}
          change={change}
          wrong={wrong}
          except={plan.meetingId}
          one={scope === 'this'}
        />
      )}
      {scope !== 'this' && (
        <DoorFields draft={draft} change={change} hasPassword={plan.hasPassword} />
      )}
      <p class="field-hint">{t('change.told')}</p>
      <div class="row">
        <Button kind="primary" type="submit" busy={busy} data-testid="change-submit">
          {t('app.save')}
        </Button>
        <a class={buttonClass()} href={`/meetings/${encodeURIComponent(plan.meetingId)}`}>
          {t('app.cancel')}
        </a>
      </div>
    </form>
  );
}

function Body({ id }: { id: string }) {
  const { api } = useEnv();
  const [plan, setPlan] = useState<Plan | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const gone = useGone();
  // Not kept up to date: what somebody is typing must not change under the hands.
  const read = async (): Promise<void> => {
    const answer = await load(api, id);
    if (gone.current) return;
    setProblem(answer.ok ? null : answer.error);
    if (answer.ok) setPlan(answer.value);
  };
  useEffect(() => void read(), [id]);
  return (
    <>
      {problem && <ErrorMessage text={sentenceFor(problem)} onRetry={() => void read()} />}
      {!plan && !problem && <Skeleton />}
      {plan && <ChangeForm key={plan.etag} plan={plan} onReload={() => void read()} />}
    </>
  );
}

export function ChangePage({ id }: { id: string }) {
  const { user } = useEnv();
  return (
    <Page width="narrow" title={t('change.title')}>
      {user.value ? <Body id={id} /> : <SignInFirst title={t('change.title')} />}
    </Page>
  );
}

// SPDX-License-Identifier: MIT
// A new meeting in one column; its own page then has what one sends to people.
import { useState } from 'preact/hooks';
import type { Problem } from '../../core/api/problem';
import { create } from '../../core/api/plans';
import { nextHour } from '../calendar/next_hour';
import { Button } from '../components/button';
import { Field, FieldError } from '../components/field';
import { useGone } from '../components/hooks';
import { ErrorMessage } from '../components/message';
import { Page } from '../components/page';
import { SignInFirst } from '../components/sign_in_first';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { ownZone } from '../i18n/times';
import '../../styles/planning.css';
import { DoorFields } from './door_fields';
import { addressesIn, emptyDraft, toInput, wrongIn, type Draft, type DraftError } from './draft';
import { InviteField } from './invite_field';
import { keepPassword } from './kept_password';
import { When } from './when_fields';
import { ofTab } from '../storage';

function CreateForm() {
  const { api, router } = useEnv();
  const [draft, setDraft] = useState<Draft>(() =>
    emptyDraft(nextHour(Date.now(), ownZone()), ownZone()),
  );
  const [people, setPeople] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [wrong, setWrong] = useState<DraftError | 'people' | null>(null);
  const gone = useGone();
  const change = (part: Partial<Draft>): void => {
    setWrong(null);
    setDraft((old) => ({ ...old, ...part }));
  };

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { good, bad } = addressesIn(people);
    const found = wrongIn(draft, Date.now(), true) ?? (bad.length > 0 ? 'people' : null);
    setWrong(found);
    if (found) return;
    setBusy(true);
    setProblem(null);
    const answer = await create(api, toInput(draft, good));
    if (gone.current) return;
    setBusy(false);
    if (!answer.ok) return setProblem(answer.error);
    keepPassword(ofTab, answer.value.meetingId, draft.password);
    router.replace(`/meetings/${encodeURIComponent(answer.value.meetingId)}`);
  };

  const at = (field: string): string | null =>
    problem?.field === field ? sentenceFor(problem) : null;
  return (
    <form class="card stack" onSubmit={(event) => void submit(event)} noValidate>
      <h1>{t('create.title')}</h1>
      {problem && !at('title') && !at('timezone') && <ErrorMessage text={sentenceFor(problem)} />}
      <Field
        label={t('create.name')}
        value={draft.title}
        onValue={(title) => change({ title })}
        placeholder={t('create.name.placeholder')}
        error={wrong === 'title' ? t('create.name.missing') : at('title')}
        maxLength={120}
        data-testid="create-title"
      />
      <When draft={draft} change={change} wrong={wrong === 'people' ? null : wrong} />
      {at('timezone') && <FieldError text={at('timezone') ?? ''} />}
      <DoorFields draft={draft} change={change} />
      <InviteField
        text={people}
        onText={(text) => {
          setWrong(null);
          setPeople(text);
        }}
        wrong={wrong === 'people'}
      />
      <Button kind="primary" large wide type="submit" busy={busy} data-testid="create-submit">
        {t('create.submit')}
      </Button>
    </form>
  );
}

export function CreatePage() {
  const { user } = useEnv();
  return (
    <Page width="narrow" title={t('create.title')}>
      {user.value ? <CreateForm /> : <SignInFirst title={t('create.title')} />}
    </Page>
  );
}

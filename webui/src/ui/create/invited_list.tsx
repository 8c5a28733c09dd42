// SPDX-License-Identifier: MIT
// Who is invited and what each has answered; invite more, and take an invitation back.
import { useState } from 'preact/hooks';
import { X } from 'lucide-preact';
import { answerAt, invite, invited, revoke, type Plan } from '../../core/api/plans';
import { useKept } from '../calendar/hooks';
import { Button, IconButton } from '../components/button';
import { Field } from '../components/field';
import { useGone } from '../components/hooks';
import { ErrorMessage } from '../components/message';
import { useEnv } from '../env';
import { plural, t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { addressesIn } from './draft';
import { InviteField } from './invite_field';

function InviteMore({
  plan,
  except,
  onDone,
}: {
  plan: Plan;
  except: readonly string[];
  onDone: () => void;
}) {
  const { api } = useEnv();
  const [people, setPeople] = useState('');
  const [message, setMessage] = useState('');
  const [wrong, setWrong] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [sent, setSent] = useState(0);
  const gone = useGone();
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { good, bad } = addressesIn(people);
    if (bad.length > 0 || good.length === 0) return setWrong(true);
    setBusy(true);
    setError(null);
    const answer = await invite(api, plan.meetingId, good, message.trim());
    if (gone.current) return;
    setBusy(false);
    if (!answer.ok) return setError(sentenceFor(answer.error));
    setSent(good.length);
    setPeople('');
    setMessage('');
    onDone();
  };
  return (
    <form class="stack" onSubmit={(event) => void submit(event)} noValidate>
      {error && <ErrorMessage text={error} />}
      <InviteField
        text={people}
        onText={(text) => {
          setWrong(false);
          setSent(0);
          setPeople(text);
        }}
        wrong={wrong}
        except={except}
      />
      {people !== '' && (
        <Field
          label={t('invite.message')}
          value={message}
          onValue={setMessage}
          maxLength={300}
          data-testid="invite-message"
        />
      )}
      <div class="row">
        <Button type="submit" busy={busy} data-testid="invite-submit">
          {t('invite.submit')}
        </Button>
        <p role="status">{sent > 0 ? plural('invite.sent', sent) : ''}</p>
      </div>
    </form>
  );
}

function AnswerBadge({ status, own }: ReturnType<typeof answerAt>) {
  return (
    <span class="invited-answer">
      <span class={`badge answer-${status}`}>{t(`answer.${status}`)}</span>
      {own && <small class="muted">{t('answer.of_date')}</small>}
    </span>
  );
}

/** `occurrence`: the date whose answers are shown; null: those for the whole meeting. */
export function InvitedList({ plan, occurrence }: { plan: Plan; occurrence: string | null }) {
  const { api } = useEnv();
  const [error, setError] = useState<string | null>(null);
  const { value, problem, reload } = useKept(`invited ${plan.meetingId}`, () =>
    invited(api, plan.meetingId),
  );
  const people = (value?.items ?? []).filter((one) => one.status !== 'revoked');
  const takeBack = async (inviteId: string): Promise<void> => {
    const answer = await revoke(api, plan.meetingId, inviteId);
    setError(answer.ok ? null : sentenceFor(answer.error));
    reload();
  };
  return (
    <section class="card stack" aria-labelledby="invited-title">
      <h2 id="invited-title">{t('meeting.invited')}</h2>
      {problem && <ErrorMessage text={sentenceFor(problem)} onRetry={reload} />}
      {error && <ErrorMessage text={error} />}
      {value && people.length === 0 && <p class="muted">{t('meeting.invited.none')}</p>}
      {people.length > 0 && (
        <ul class="dates">
          {people.map((one) => (
            <li key={one.inviteId} class="invited-row" data-testid="invited-row">
              <bdi class="invited-email">{one.email}</bdi>
              <AnswerBadge {...answerAt(one, occurrence)} />
              {plan.state === 'open' && (
                <IconButton
                  label={t('meeting.invited.revoke', { email: one.email })}
                  onClick={() => void takeBack(one.inviteId)}
                  data-testid="invite-revoke"
                >
                  <X size={20} aria-hidden />
                </IconButton>
              )}
            </li>
          ))}
        </ul>
      )}
      {plan.state === 'open' && (
        <InviteMore plan={plan} except={people.map((one) => one.email)} onDone={reload} />
      )}
    </section>
  );
}

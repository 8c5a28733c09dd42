// SPDX-License-Identifier: MIT
// Who asks to come into the person's meetings: answer one, some, or all of a meeting; and who was
// let in, denied, or went away.
import { useState } from 'preact/hooks';
import { Check, DoorClosed, X } from 'lucide-preact';
import type { ApiClient } from '../../core/api/client';
import { answerRequest, answerRequests, type RequestState } from '../../core/api/plans';
import type { Problem } from '../../core/api/problem';
import { useKept, useNow } from '../calendar/hooks';
import { Button } from '../components/button';
import { ErrorMessage } from '../components/message';
import { Page } from '../components/page';
import { SignInFirst } from '../components/sign_in_first';
import { Skeleton } from '../components/skeleton';
import { useEnv } from '../env';
import { plural, t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { relative } from '../i18n/times';
import '../../styles/asking.css';
import { knocks, type Knock } from './source';
import { UndoBar, useUndo } from './undo_bar';

type Action = 'approve' | 'deny';

const kStates: readonly RequestState[] = ['pending', 'approved', 'denied', 'withdrawn'];

/** One request of the server a meeting, also for many people. */
export async function sendAnswers(
  api: ApiClient,
  items: readonly Knock[],
  action: Action,
): Promise<Problem | null> {
  let problem: Problem | null = null;
  const meetings = new Map<string, string[]>();
  for (const { request, plan } of items) {
    if (request.status !== 'pending') {
      const answer = await answerRequest(api, request.requestId, action);
      if (!answer.ok) problem = answer.error;
      continue;
    }
    const ids = meetings.get(plan.meetingId) ?? [];
    meetings.set(plan.meetingId, [...ids, request.requestId]);
  }
  for (const [meeting, ids] of meetings) {
    const answer = await answerRequests(api, meeting, action, ids);
    if (!answer.ok) problem = answer.error;
  }
  return problem;
}

function Row({
  knock: { request },
  now,
  chosen,
  onChoose,
  onAnswer,
}: {
  knock: Knock;
  now: number;
  chosen: boolean;
  onChoose: (on: boolean) => void;
  onAnswer: (action: Action) => void;
}) {
  const pending = request.status === 'pending';
  const words = { name: request.name };
  return (
    <li class="ask-row" data-testid="request-row">
      <label class="ask-who">
        {pending && (
          <input
            type="checkbox"
            checked={chosen}
            onChange={(event) => onChoose(event.currentTarget.checked)}
          />
        )}
        <span class="ask-text">
          <b dir="auto">{request.name}</b>
          <span class="muted small">{relative(Date.parse(request.createdAt), now)}</span>
          {request.message && <q dir="auto">{request.message}</q>}
        </span>
      </label>
      <div class="ask-actions">
        {request.status !== 'approved' && request.status !== 'withdrawn' && (
          <Button
            kind={pending ? 'primary' : undefined}
            onClick={() => onAnswer('approve')}
            aria-label={t('requests.let.one', words)}
            data-testid="request-approve"
          >
            <Check size={20} aria-hidden />
            {t('requests.let')}
          </Button>
        )}
        {(pending || request.status === 'approved') && (
          <Button
            onClick={() => onAnswer('deny')}
            aria-label={t('requests.deny.one', words)}
            data-testid="request-deny"
          >
            <X size={20} aria-hidden />
            {t('requests.deny')}
          </Button>
        )}
      </div>
    </li>
  );
}

/** By meeting, in the order in which the first of each came. */
export function byMeeting(all: readonly Knock[]): Knock[][] {
  const groups = new Map<string, Knock[]>();
  for (const knock of all)
    groups.set(knock.plan.meetingId, [...(groups.get(knock.plan.meetingId) ?? []), knock]);
  return [...groups.values()];
}

function List({ state }: { state: RequestState }) {
  const { api } = useEnv();
  const now = useNow();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [failed, setFailed] = useState<Problem | null>(null);
  const { value, problem, reload } = useKept(`knocks ${state}`, () => knocks(api, state));
  const { queue, waiting } = useUndo<Knock, Action>((items, action) => {
    void sendAnswers(api, items, action).then((trouble) => {
      setFailed(trouble);
      reload();
    });
  });
  const away = new Set(waiting?.items.map((one) => one.request.requestId));
  const all = (value ?? []).filter((one) => !away.has(one.request.requestId));
  const some = all.filter((one) => chosen.has(one.request.requestId));
  const answer = (items: readonly Knock[], action: Action): void => {
    queue.answer(items, action);
    setChosen(new Set());
  };
  return (
    <>
      {problem && <ErrorMessage text={sentenceFor(problem)} onRetry={reload} />}
      {failed && <ErrorMessage text={sentenceFor(failed)} />}
      {!value && !problem && <Skeleton />}
      {value && all.length === 0 && (
        <div class="empty">
          <DoorClosed size={40} aria-hidden />
          <h2>{t(`requests.none.${state as 'pending'}`)}</h2>
          {state === 'pending' && <p>{t('requests.none.text')}</p>}
        </div>
      )}
      {byMeeting(all).map((group) => {
        const { plan } = group[0] as Knock;
        return (
          <section key={plan.meetingId} aria-labelledby={`requests-${plan.meetingId}`}>
            <div class="ask-head">
              <h2 id={`requests-${plan.meetingId}`} dir="auto">
                {plan.title}
              </h2>
              {state === 'pending' && group.length > 1 && (
                <Button onClick={() => answer(group, 'approve')} data-testid="request-all">
                  <Check size={20} aria-hidden />
                  {t('requests.all')}
                </Button>
              )}
            </div>
            <ul>
              {group.map((knock) => (
                <Row
                  key={knock.request.requestId}
                  knock={knock}
                  now={now}
                  chosen={chosen.has(knock.request.requestId)}
                  onChoose={(on) => {
                    const next = new Set(chosen);
                    if (on) next.add(knock.request.requestId);
                    else next.delete(knock.request.requestId);
                    setChosen(next);
                  }}
                  onAnswer={(action) => answer([knock], action)}
                />
              ))}
            </ul>
          </section>
        );
      })}
      {some.length > 0 && (
        <div class="ask-many" role="group" aria-label={plural('requests.chosen', some.length)}>
          <span>{plural('requests.chosen', some.length)}</span>
          <Button kind="primary" onClick={() => answer(some, 'approve')} data-testid="many-approve">
            {t('requests.let')}
          </Button>
          <Button onClick={() => answer(some, 'deny')} data-testid="many-deny">
            {t('requests.deny')}
          </Button>
        </div>
      )}
      <UndoBar
        text={
          waiting &&
          plural(
            waiting.action === 'approve' ? 'requests.letIn' : 'requests.denied',
            waiting.items.length,
            { name: waiting.items[0]?.request.name ?? '' },
          )
        }
        onUndo={() => queue.undo()}
      />
    </>
  );
}

function Body() {
  const [state, setState] = useState<RequestState>('pending');
  return (
    <section class="card stack">
      <div class="segments" role="group" aria-label={t('requests.which')}>
        {kStates.map((one) => (
          <button
            key={one}
            type="button"
            class="segment"
            aria-pressed={one === state}
            onClick={() => setState(one)}
            data-testid={`requests-${one}`}
          >
            {t(`requests.state.${one as 'pending'}`)}
          </button>
        ))}
      </div>
      <List key={state} state={state} />
    </section>
  );
}

export function RequestsPage() {
  const { user } = useEnv();
  const title = t('calendar.requests');
  return (
    <Page width="narrow" title={title}>
      {user.value ? (
        <>
          <h1>{title}</h1>
          <Body />
        </>
      ) : (
        <SignInFirst title={title} />
      )}
    </Page>
  );
}

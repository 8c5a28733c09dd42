// SPDX-License-Identifier: MIT
// Where the person is invited: answer, change the answer, and go there.
import { useState } from 'preact/hooks';
import { MailOpen } from 'lucide-preact';
import { respond, type OwnInvitation } from '../../core/api/plans';
import type { Problem } from '../../core/api/problem';
import { kInvitationAnswers, type InvitationAnswer } from '../../core/api/types';
import { useKept } from '../calendar/hooks';
import { Button, buttonClass } from '../components/button';
import { ErrorMessage } from '../components/message';
import { Page } from '../components/page';
import { SignInFirst } from '../components/sign_in_first';
import { Skeleton } from '../components/skeleton';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { fullMoment, ownZone } from '../i18n/times';
import '../../styles/asking.css';
import { isOpen, ownInvitations } from './source';
import { UndoBar, useUndo } from './undo_bar';

const kStatusOf: Readonly<Record<InvitationAnswer, OwnInvitation['status']>> = {
  accept: 'accepted',
  tentative: 'tentative',
  decline: 'declined',
};

export type Part = 'open' | 'answered' | 'over';

export function partOf(invitation: OwnInvitation): Part {
  if (invitation.meeting.state !== 'open' || invitation.status === 'revoked') return 'over';
  return isOpen(invitation) ? 'open' : 'answered';
}

function Row({
  invitation,
  onAnswer,
}: {
  invitation: OwnInvitation;
  onAnswer: (action: InvitationAnswer) => void;
}) {
  const { meeting, status } = invitation;
  const over = partOf(invitation) === 'over';
  return (
    <li class="ask-row" data-testid="invitation-row" data-status={status}>
      <div class="ask-text">
        <h3 dir="auto">{meeting.title}</h3>
        <p class="muted" dir="auto">
          {t('home.host', { name: meeting.host.name })}
        </p>
        {meeting.scheduledAt && <p>{fullMoment(Date.parse(meeting.scheduledAt), ownZone())}</p>}
        {invitation.message && <q dir="auto">{invitation.message}</q>}
        {over && (
          <p>
            <span class="badge">
              {t(
                status === 'revoked'
                  ? 'answer.revoked'
                  : meeting.state === 'cancelled'
                    ? 'calendar.cancelled'
                    : 'calendar.over',
              )}
            </span>
          </p>
        )}
      </div>
      {!over && (
        <div class="ask-actions">
          <div
            class="segments"
            role="group"
            aria-label={`${t('invitations.coming')} ${meeting.title}`}
          >
            {kInvitationAnswers.map((action) => (
              <button
                key={action}
                type="button"
                class="segment"
                aria-pressed={kStatusOf[action] === status}
                onClick={() => onAnswer(action)}
                data-testid={`invitation-${action}`}
              >
                {t(`invited.${action}`)}
              </button>
            ))}
          </div>
          {status === 'accepted' && (
            <a
              class={buttonClass('primary')}
              href={`/j/${meeting.code}`}
              aria-label={t('home.openMeeting', { title: meeting.title })}
            >
              {t('app.join')}
            </a>
          )}
        </div>
      )}
    </li>
  );
}

function Body() {
  const { api } = useEnv();
  const [failed, setFailed] = useState<Problem | null>(null);
  const { value, problem, reload } = useKept('invitations', () => ownInvitations(api));
  const { queue, waiting } = useUndo<OwnInvitation, InvitationAnswer>((items, action) => {
    void Promise.all(items.map((one) => respond(api, one.inviteId, action))).then((answers) => {
      const bad = answers.find((answer) => !answer.ok);
      setFailed(bad && !bad.ok ? bad.error : null);
      reload();
    });
  });
  const ids = new Set(waiting?.items.map((one) => one.inviteId));
  // What was pressed is shown at once.
  const all = (value ?? []).map((one) =>
    waiting && ids.has(one.inviteId) ? { ...one, status: kStatusOf[waiting.action] } : one,
  );
  const open = all.filter((one) => partOf(one) === 'open');
  return (
    <>
      {problem && <ErrorMessage text={sentenceFor(problem)} onRetry={reload} />}
      {failed && <ErrorMessage text={sentenceFor(failed)} />}
      {!value && !problem && <Skeleton />}
      {value && all.length === 0 && (
        <div class="card empty">
          <MailOpen size={40} aria-hidden />
          <h2>{t('invitations.none')}</h2>
          <p>{t('invitations.none.text')}</p>
        </div>
      )}
      {(['open', 'answered', 'over'] as const).map((part) => {
        const some = all.filter((one) => partOf(one) === part);
        if (some.length === 0) return null;
        return (
          <section key={part} class="card stack" aria-labelledby={`invitations-${part}`}>
            <div class="ask-head">
              <h2 id={`invitations-${part}`}>{t(`invitations.${part}`)}</h2>
              {part === 'open' && open.length > 1 && (
                <Button onClick={() => queue.answer(open, 'accept')} data-testid="invitation-all">
                  {t('invitations.all')}
                </Button>
              )}
            </div>
            <ul>
              {some.map((one) => (
                <Row
                  key={one.inviteId}
                  invitation={one}
                  onAnswer={(action) => queue.answer([one], action)}
                />
              ))}
            </ul>
          </section>
        );
      })}
      <UndoBar
        text={
          waiting &&
          t('invitations.told', {
            answer: t(`invited.${waiting.action}`),
            title: waiting.items.map((one) => one.meeting.title).join(t('app.comma')),
          })
        }
        onUndo={() => queue.undo()}
      />
    </>
  );
}

export function InvitationsPage() {
  const { user } = useEnv();
  const title = t('calendar.invitations');
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

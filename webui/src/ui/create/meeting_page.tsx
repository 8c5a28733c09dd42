// SPDX-License-Identifier: MIT
// One meeting: when it is, what one sends to people, who is invited, and what its host may do.
import { useState } from 'preact/hooks';
import { CalendarDays, Pencil, Repeat, Trash2, Users, Video } from 'lucide-preact';
import { plan as load, type Plan } from '../../core/api/plans';
import { useKept } from '../calendar/hooks';
import { buttonClass, Button } from '../components/button';
import { ErrorMessage } from '../components/message';
import { Page } from '../components/page';
import { SignInFirst } from '../components/sign_in_first';
import { Skeleton } from '../components/skeleton';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { fullMoment, ownZone, sameClocks } from '../i18n/times';
import { MaterialPart } from '../material/material_part';
import { MeetingRecordings } from '../recordings/meeting_part';
import '../../styles/planning.css';
import { CancelDialog } from './cancel_dialog';
import { placeOf, type Place } from './draft';
import { InvitedList } from './invited_list';
import { exceptionWords, seriesWords } from './rule_words';
import { NextDates } from './next_dates';
import { SharePart } from './share_part';
import { timeLine } from './invitation';

export function isHost(plan: Plan): boolean {
  return plan.role === 'host' || plan.role === 'cohost';
}

function WhenPart({ plan, place }: { plan: Plan; place: Place }) {
  const series = seriesWords(plan);
  if (!place.startsAt) return <p class="muted">{t('meeting.always')}</p>;
  const instant = Date.parse(place.startsAt);
  const own = ownZone();
  const other = plan.timezone && !sameClocks(instant, plan.timezone, own);
  return (
    <div class="stack tight">
      <p class="with-icon" data-testid="meeting-time">
        <CalendarDays size={20} aria-hidden />
        <span>{timeLine(place.startsAt, plan.timezone)}</span>
      </p>
      {other && <p class="muted">{t('create.forYou', { time: fullMoment(instant, own) })}</p>}
      {series && (
        <p class="with-icon" data-testid="meeting-series">
          <Repeat size={20} aria-hidden />
          <span>{series}</span>
        </p>
      )}
      {exceptionWords(plan).map((words) => (
        <p key={words} class="muted">
          {words}
        </p>
      ))}
    </div>
  );
}

function HostPart({ plan, place, onGone }: { plan: Plan; place: Place; onGone: () => void }) {
  const [cancelling, setCancelling] = useState(false);
  const query = place.occurrence
    ? `?${new URLSearchParams({ occurrence: place.occurrence }).toString()}`
    : '';
  const path = `/meetings/${encodeURIComponent(plan.meetingId)}`;
  return (
    <div class="row">
      {plan.state === 'open' && (
        <a class={buttonClass()} href={`${path}/change${query}`} data-testid="meeting-change">
          <Pencil size={20} aria-hidden />
          {t('meeting.change')}
        </a>
      )}
      {plan.role === 'host' && (
        <a class={buttonClass()} href={`${path}/attendance${query}`}>
          <Users size={20} aria-hidden />
          {t('meeting.attendance')}
        </a>
      )}
      {plan.state === 'open' && plan.role === 'host' && (
        <Button kind="plain" onClick={() => setCancelling(true)} data-testid="meeting-cancel">
          <Trash2 size={20} aria-hidden />
          {t('meeting.cancel')}
        </Button>
      )}
      {cancelling && (
        <CancelDialog
          plan={plan}
          place={place}
          onClose={(gone) => {
            setCancelling(false);
            if (gone) onGone();
          }}
        />
      )}
    </div>
  );
}

function Details({ plan, onChange }: { plan: Plan; onChange: () => void }) {
  const { router } = useEnv();
  const occurrence =
    new URLSearchParams(router.search.value).get('occurrence') ?? plan.occurrence ?? null;
  const place = placeOf(plan, plan.recurrence ? occurrence : null);
  const dateOff = plan.changed.some(
    (date) => date.occurrence === place.occurrence && date.state === 'cancelled',
  );
  const over = plan.state !== 'open';
  return (
    <>
      <section class="card stack" aria-labelledby="meeting-title">
        <div class="stack tight">
          <h1 id="meeting-title" dir="auto" class="long-title">
            {place.title}
          </h1>
          {!isHost(plan) && <p>{t('home.host', { name: plan.host.name })}</p>}
          {(over || dateOff) && (
            <p>
              <span class="badge">
                {t(plan.state === 'ended' ? 'calendar.over' : 'calendar.cancelled')}
              </span>
            </p>
          )}
        </div>
        <WhenPart plan={plan} place={place} />
        {!over && !dateOff && (
          <a
            class={buttonClass('primary', true, true)}
            href={`/j/${plan.code}`}
            data-testid="start-meeting"
          >
            <Video size={22} aria-hidden />
            {t(place.startsAt ? 'created.open' : 'created.start')}
          </a>
        )}
        {isHost(plan) && (
          <HostPart
            plan={plan}
            place={place}
            onGone={() => {
              onChange();
              // The page of what was cancelled, and not of the date that is next now.
              if (place.occurrence)
                router.replace(
                  `/meetings/${encodeURIComponent(plan.meetingId)}?${new URLSearchParams({
                    occurrence: place.occurrence,
                  })}`,
                );
            }}
          />
        )}
      </section>
      {!over && <SharePart plan={plan} place={place} />}
      <MaterialPart meetingId={plan.meetingId} hosts={isHost(plan)} />
      <MeetingRecordings meetingId={plan.meetingId} />
      {isHost(plan) && <InvitedList plan={plan} occurrence={place.occurrence} />}
      {plan.recurrence && !over && <NextDates plan={plan} />}
    </>
  );
}

function Body({ id }: { id: string }) {
  const { api } = useEnv();
  const { value, problem, reload } = useKept(`plan ${id}`, () => load(api, id));
  return (
    <>
      {problem && <ErrorMessage text={sentenceFor(problem)} onRetry={reload} />}
      {!value && !problem && <Skeleton />}
      {value && <Details plan={value} onChange={reload} />}
    </>
  );
}

export function MeetingPage({ id }: { id: string }) {
  const { user } = useEnv();
  return (
    <Page width="narrow" title={t('meeting.title')}>
      {user.value ? <Body id={id} /> : <SignInFirst title={t('meeting.title')} />}
    </Page>
  );
}

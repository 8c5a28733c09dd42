// SPDX-License-Identifier: MIT
// Who was in a meeting, when and how long; of a series date by date; and the same as a file.
import { useState } from 'preact/hooks';
import { Download, UsersRound } from 'lucide-preact';
import type { ApiClient } from '../../core/api/client';
import {
  history,
  historyFile,
  occurrences,
  plan as load,
  type Occurrence,
  type Plan,
} from '../../core/api/plans';
import type { Problem } from '../../core/api/problem';
import type { Attendance } from '../../core/api/types';
import { ok, type Result } from '../../core/result';
import { useKept } from '../calendar/hooks';
import { Button, buttonClass } from '../components/button';
import { Select } from '../components/field';
import { ErrorMessage } from '../components/message';
import { Page } from '../components/page';
import { saveFile } from '../components/save_file';
import { SignInFirst } from '../components/sign_in_first';
import { Skeleton } from '../components/skeleton';
import { useEnv } from '../env';
import { plural, t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { lengthOf, shortMoment } from '../i18n/times';
import '../../styles/attendance.css';

const kDayMs = 86_400_000;
const kPages = 10;
/** The server lists the dates of at most a year. */
const kBackDays = 365;

interface Loaded {
  readonly plan: Plan;
  readonly dates: readonly Occurrence[];
}

async function loadMeeting(api: ApiClient, id: string): Promise<Result<Loaded, Problem>> {
  const plan = await load(api, id);
  if (!plan.ok) return plan;
  if (!plan.value.recurrence) return ok({ plan: plan.value, dates: [] });
  const now = Date.now();
  const from = new Date(now - kBackDays * kDayMs).toISOString();
  const to = new Date(now + kDayMs).toISOString();
  const dates: Occurrence[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < kPages; page += 1) {
    const answer = await occurrences(api, id, from, to, cursor);
    if (!answer.ok) return answer;
    dates.push(...answer.value.items);
    if (answer.value.nextCursor === null) break;
    cursor = answer.value.nextCursor;
  }
  return ok({ plan: plan.value, dates: dates.reverse() });
}

async function loadPeople(
  api: ApiClient,
  id: string,
  occurrence: string | null,
): Promise<Result<Attendance[], Problem>> {
  const people: Attendance[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < kPages; page += 1) {
    const answer = await history(api, id, occurrence, cursor);
    if (!answer.ok) return answer;
    people.push(...answer.value.items);
    if (answer.value.nextCursor === null) break;
    cursor = answer.value.nextCursor;
  }
  return ok(people);
}

export interface Bar {
  /** Hundredths of the whole time. */
  readonly from: number;
  readonly width: number;
}

/** From the first coming to the last going, as parts of the time in which anybody was there. */
export function barsOf(people: readonly Attendance[], now: number): Bar[] {
  const spans = people.map(({ joinedAt, leftAt }) => {
    const from = Date.parse(joinedAt);
    return { from, to: Math.max(from, leftAt ? Date.parse(leftAt) : now) };
  });
  const first = Math.min(...spans.map((span) => span.from));
  const last = Math.max(...spans.map((span) => span.to));
  const all = Math.max(1, last - first);
  const part = (value: number): number => Math.round((value / all) * 1000) / 10;
  return spans.map((span) => ({
    from: part(span.from - first),
    width: Math.max(1, part(span.to - span.from)),
  }));
}

function People({ people }: { people: readonly Attendance[] }) {
  const bars = barsOf(people, Date.now());
  return (
    <ul>
      {people.map((one, index) => (
        <li key={one.userId} class="stay" data-testid="stay">
          <div class="stay-words">
            <b dir="auto">{one.name}</b>
            <span>{lengthOf(one.seconds)}</span>
            <span class="muted small">
              {one.leftAt
                ? t('attendance.span', {
                    from: shortMoment(Date.parse(one.joinedAt)),
                    to: shortMoment(Date.parse(one.leftAt)),
                  })
                : t('attendance.since', { from: shortMoment(Date.parse(one.joinedAt)) })}
              {one.stays > 1 && ` · ${plural('attendance.stays', one.stays)}`}
            </span>
          </div>
          <svg class="stay-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
            <rect class="stay-all" width="100" height="4" />
            <rect
              class="stay-own"
              x={Math.min(99, bars[index]?.from ?? 0)}
              width={bars[index]?.width ?? 1}
              height="4"
            />
          </svg>
        </li>
      ))}
    </ul>
  );
}

function Details({ plan, dates }: Loaded) {
  const { api, router } = useEnv();
  const asked = new URLSearchParams(router.search.value).get('occurrence');
  const over = dates.filter((date) => date.state !== 'scheduled');
  const known = dates.some((date) => date.occurrence === asked) ? asked : null;
  const occurrence = plan.recurrence ? (known ?? over[0]?.occurrence ?? null) : null;
  const { value, problem, reload } = useKept(`history ${plan.meetingId} ${occurrence ?? ''}`, () =>
    loadPeople(api, plan.meetingId, occurrence),
  );
  const [failed, setFailed] = useState<string | null>(null);
  const save = async (): Promise<void> => {
    const file = await historyFile(api, plan.meetingId, occurrence);
    setFailed(file.ok ? null : sentenceFor(file.error));
    if (file.ok) saveFile(file.value, `attendance-${plan.code}.csv`);
  };
  return (
    <>
      <div class="stack tight">
        <h1 dir="auto" class="long-title">
          {plan.title}
        </h1>
        <p class="muted">{t('attendance.text')}</p>
      </div>
      {dates.length > 0 && (
        <Select
          label={t('attendance.date')}
          value={occurrence ?? ''}
          options={dates.map((date) => ({
            value: date.occurrence,
            label: shortMoment(Date.parse(date.startsAt)),
          }))}
          onValue={(next) =>
            router.replace(
              `/meetings/${encodeURIComponent(plan.meetingId)}/attendance?${new URLSearchParams({
                occurrence: next,
              })}`,
            )
          }
          testId="attendance-date"
        />
      )}
      {problem && <ErrorMessage text={sentenceFor(problem)} onRetry={reload} />}
      {failed && <ErrorMessage text={failed} onRetry={() => void save()} />}
      {!value && !problem && <Skeleton />}
      {value && value.length === 0 && (
        <div class="empty">
          <UsersRound size={40} aria-hidden />
          <h2>{t('attendance.none')}</h2>
        </div>
      )}
      {value && value.length > 0 && (
        <>
          <p role="status">{plural('attendance.people', value.length)}</p>
          <People people={value} />
          <div class="row">
            <Button onClick={() => void save()} data-testid="attendance-csv">
              <Download size={20} aria-hidden />
              {t('attendance.file')}
            </Button>
          </div>
        </>
      )}
      {(value || problem) && (
        <div>
          <a class={buttonClass()} href={`/meetings/${encodeURIComponent(plan.meetingId)}`}>
            {t('attendance.back')}
          </a>
        </div>
      )}
    </>
  );
}

function Body({ id }: { id: string }) {
  const { api } = useEnv();
  const { value, problem, reload } = useKept(`attended ${id}`, () => loadMeeting(api, id));
  return (
    <section class="card stack">
      {problem && <ErrorMessage text={sentenceFor(problem)} onRetry={reload} />}
      {!value && !problem && <Skeleton />}
      {value && <Details {...value} />}
    </section>
  );
}

export function AttendancePage({ id }: { id: string }) {
  const { user } = useEnv();
  const title = t('meeting.attendance');
  return (
    <Page width="narrow" title={title}>
      {user.value ? <Body id={id} /> : <SignInFirst title={title} />}
    </Page>
  );
}

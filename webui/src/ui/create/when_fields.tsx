// SPDX-License-Identifier: MIT
// When: now or later, the time on the clocks of a zone and on the reader's, and what else is on
// at that time.
import { TriangleAlert } from 'lucide-preact';
import { browserZone, instantIn, knownZones } from '../../core/time_zone';
import { conflicts } from '../calendar/agenda';
import { useAgenda } from '../calendar/hooks';
import { Field, Select } from '../components/field';
import { plural, t } from '../i18n';
import { fullMoment, ownZone, sameClocks, timeSpan } from '../i18n/times';
import type { Draft, DraftError } from './draft';
import { RepeatFields } from './repeat_fields';

const kMinutes = [15, 30, 45, 60, 90, 120, 180];
const kDayMs = 86_400_000;

function Clocks({ draft }: { draft: Draft }) {
  const instant = instantIn(draft.zone, draft.start);
  if (Number.isNaN(instant)) return null;
  const own = ownZone();
  return (
    <div class="clocks" data-testid="clocks">
      <p>{fullMoment(instant, draft.zone)}</p>
      {!sameClocks(instant, draft.zone, own) && (
        <p class="muted">{t('create.forYou', { time: fullMoment(instant, own) })}</p>
      )}
    </div>
  );
}

/** What else is on. It warns; people may have two things at a time. */
function Conflicts({ draft, except }: { draft: Draft; except: string | null }) {
  const start = instantIn(draft.zone, draft.start);
  const day = Math.floor((Number.isNaN(start) ? Date.now() : start) / kDayMs) * kDayMs;
  const { value } = useAgenda(day - kDayMs, day + 2 * kDayMs);
  if (!value || Number.isNaN(start)) return null;
  const others = conflicts(value.lessons, start, start + draft.minutes * 60_000, except);
  if (others.length === 0) return null;
  return (
    <div class="message" role="status" data-testid="conflicts">
      <TriangleAlert size={20} aria-hidden />
      <div class="message-body">
        <p>{plural('create.conflicts', others.length)}</p>
        <ul>
          {others.map((lesson) => (
            <li key={lesson.key}>
              {timeSpan(lesson.startsAt, lesson.endsAt)} <bdi>{lesson.title}</bdi>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

export function TimeFields({
  draft,
  change,
  wrong,
  except,
  one = false,
}: {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  wrong: DraftError | null;
  /** The meeting itself is no conflict. */
  except: string | null;
  /** Of one date: neither zone nor rule. */
  one?: boolean;
}) {
  return (
    <div class="stack">
      <div class="when">
        <Field
          label={t('create.start')}
          type="datetime-local"
          value={draft.start}
          onValue={(start) => change({ start })}
          hint={t('create.start.hint')}
          error={
            wrong === 'past' || wrong === 'time'
              ? t(wrong === 'past' ? 'create.start.past' : 'create.start.none')
              : null
          }
          data-testid="create-start"
        />
        <Select
          label={t('create.duration')}
          value={String(draft.minutes)}
          options={[...new Set([...kMinutes, draft.minutes])]
            .sort((a, b) => a - b)
            .map((count) => ({ value: String(count), label: plural('create.minutes', count) }))}
          onValue={(value) => change({ minutes: Number(value) })}
          testId="create-duration"
        />
        {!one && (
          <Select
            label={t('create.zone')}
            value={draft.zone}
            options={knownZones(draft.zone).map((zone) => ({
              value: zone,
              label: zone.replaceAll('_', ' '),
            }))}
            onValue={(zone) => change({ zone })}
            testId="create-zone"
          />
        )}
      </div>
      {!browserZone() && !one && <p class="field-hint">{t('create.zone.unknown')}</p>}
      <Clocks draft={draft} />
      {!one && <RepeatFields draft={draft} change={change} wrong={wrong} />}
      <Conflicts draft={draft} except={except} />
    </div>
  );
}

export function When({
  draft,
  change,
  wrong,
}: {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  wrong: DraftError | null;
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
            aria-pressed={draft.later === later}
            onClick={() => change({ later })}
            data-testid={later ? 'create-later' : 'create-now'}
          >
            {t(later ? 'create.later' : 'create.now')}
          </button>
        ))}
      </div>
      {draft.later && <TimeFields draft={draft} change={change} wrong={wrong} except={null} />}
    </fieldset>
  );
}

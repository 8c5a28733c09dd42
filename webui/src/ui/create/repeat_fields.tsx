// SPDX-License-Identifier: MIT
// How a meeting repeats, and the sentence that it makes.
import { instantIn } from '../../core/time_zone';
import { weekdayOf } from '../calendar/days';
import { kWeekly, nthOf, type Frequency, type Rule } from '../calendar/recurrence';
import { Field, Select } from '../components/field';
import { t } from '../i18n';
import type { Draft, DraftError } from './draft';
import { ruleWords, weekdayName } from './rule_words';

const kChoices = ['once', 'DAILY', 'WEEKLY', 'two', 'MONTHLY', 'nth'] as const;
type Choice = (typeof kChoices)[number];

/** Which of the choices a rule is; YEARLY and others stay as they are. */
function choiceOf(rule: Rule | null): Choice | 'other' {
  if (!rule) return 'once';
  if (rule.frequency === 'WEEKLY') return rule.interval === 2 ? 'two' : 'WEEKLY';
  if (rule.frequency === 'MONTHLY') return rule.nth ? 'nth' : 'MONTHLY';
  return rule.frequency === 'DAILY' ? 'DAILY' : 'other';
}

function ruleOf(choice: Choice, old: Rule | null, day: string): Rule | null {
  if (choice === 'once') return null;
  const frequency: Frequency = choice === 'two' ? 'WEEKLY' : choice === 'nth' ? 'MONTHLY' : choice;
  return {
    ...kWeekly,
    frequency,
    interval: choice === 'two' ? 2 : 1,
    nth: choice === 'nth' ? { nth: Math.min(4, nthOf(day)), weekday: weekdayOf(day) } : null,
    count: old?.count ?? null,
    until: old?.until ?? null,
  };
}

function Weekdays({
  rule,
  first,
  onRule,
}: {
  rule: Rule;
  first: number;
  onRule: (rule: Rule) => void;
}) {
  const chosen = new Set([...rule.weekdays, first]);
  return (
    <fieldset class="fieldset">
      <legend class="field-label">{t('create.weekdays')}</legend>
      <div class="weekdays">
        {[1, 2, 3, 4, 5, 6, 7].map((day) => (
          <label key={day} class="weekday">
            <input
              type="checkbox"
              checked={chosen.has(day)}
              // The first date is one of the series.
              disabled={day === first}
              onChange={(event) => {
                const { checked } = event.currentTarget;
                const others = rule.weekdays.filter((one) => one !== day);
                onRule({ ...rule, weekdays: checked ? [...others, day].sort() : others });
              }}
            />
            <span>{weekdayName(day)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Ends({
  rule,
  wrong,
  onRule,
}: {
  rule: Rule;
  wrong: DraftError | null;
  onRule: (rule: Rule) => void;
}) {
  const how = rule.until !== null ? 'until' : rule.count !== null ? 'count' : 'never';
  return (
    <div class="when">
      <Select
        label={t('create.ends')}
        value={how}
        options={(['never', 'until', 'count'] as const).map((value) => ({
          value,
          label: t(`create.ends.${value}`),
        }))}
        onValue={(value) =>
          onRule({
            ...rule,
            count: value === 'count' ? (rule.count ?? 10) : null,
            until: value === 'until' ? (rule.until ?? '') : null,
          })
        }
        testId="create-ends"
      />
      {how === 'until' && (
        <Field
          label={t('create.until')}
          type="date"
          value={rule.until ?? ''}
          onValue={(until) => onRule({ ...rule, until })}
          error={wrong === 'until' ? t('create.until.wrong') : null}
          data-testid="create-until"
        />
      )}
      {how === 'count' && (
        <Field
          label={t('create.count')}
          type="number"
          min={2}
          max={1000}
          value={String(rule.count ?? '')}
          onValue={(text) =>
            onRule({ ...rule, count: Math.min(1000, Math.max(2, Number(text) || 2)) })
          }
          data-testid="create-count"
        />
      )}
    </div>
  );
}

export function RepeatFields({
  draft,
  change,
  wrong,
}: {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  wrong: DraftError | null;
}) {
  const { rule, start, zone } = draft;
  const day = start.slice(0, 10);
  const choice = choiceOf(rule);
  const instant = instantIn(zone, start);
  const onRule = (next: Rule | null): void => change({ rule: next });
  return (
    <>
      <Select
        label={t('create.repeat')}
        value={choice}
        options={[...kChoices, ...(choice === 'other' ? (['other'] as const) : [])].map(
          (value) => ({ value, label: t(`create.repeat.${value}`) }),
        )}
        onValue={(value) => value !== 'other' && onRule(ruleOf(value as Choice, rule, day))}
        testId="create-repeat"
      />
      {rule?.frequency === 'WEEKLY' && !Number.isNaN(instant) && (
        <Weekdays rule={rule} first={weekdayOf(day)} onRule={onRule} />
      )}
      {rule && <Ends rule={rule} wrong={wrong} onRule={onRule} />}
      {rule && rule.until !== '' && !Number.isNaN(instant) && (
        <p class="sentence" data-testid="rule-words">
          {ruleWords(
            { ...rule, weekdays: [...new Set([...rule.weekdays, weekdayOf(day)])].sort() },
            instant,
            zone,
          )}
        </p>
      )}
    </>
  );
}

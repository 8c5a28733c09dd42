// SPDX-License-Identifier: MIT
// The day as the path of the sun: lessons lie on it at their times, and the amber dot is now. It
// says nothing that the list beside it does not say, so screen readers skip it.
import { momentOf, type Lesson } from './agenda';
import { instantIn } from '../../core/time_zone';
import { plus, type Day } from './days';
import { isRightToLeft } from '../i18n';
import { timeOfDay } from '../i18n/times';

const kWidth = 480;
const kHeight = 190;
const kSide = 24;
const kBase = 158;
const kRise = 128;
const kHourMs = 3_600_000;

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** From 7 to 21 on the clocks of the zone; longer where lessons begin before or end after. */
export function spanOf(day: Day, zone: string, lessons: readonly Lesson[]): Span {
  const from = Math.min(
    instantIn(zone, `${day}T07:00`),
    ...lessons.map((one) => one.startsAt - kHourMs / 2),
  );
  const to = Math.max(
    instantIn(zone, `${day}T21:00`),
    ...lessons.map((one) => one.endsAt + kHourMs / 2),
  );
  return {
    from: Math.max(from, instantIn(zone, `${day}T00:00`)),
    to: Math.min(to, instantIn(zone, `${plus(day, 1)}T00:00`)),
  };
}

/** Even steps of time are even steps onwards, as one reads; noon of the span is the top. */
export function pointAt(fraction: number): { x: number; y: number } {
  const part = Math.min(1, Math.max(0, fraction));
  const onwards = isRightToLeft() ? 1 - part : part;
  return {
    x: kSide + (kWidth - 2 * kSide) * onwards,
    y: kBase - kRise * (1 - (2 * part - 1) ** 2),
  };
}

function pathOf(from: number, to: number): string {
  const steps = Math.max(2, Math.ceil((to - from) * 60));
  return Array.from({ length: steps + 1 }, (_, n) => {
    const { x, y } = pointAt(from + ((to - from) * n) / steps);
    return `${n === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
  }).join('');
}

export function DayArc({
  day,
  zone,
  lessons,
  now,
}: {
  day: Day;
  zone: string;
  lessons: readonly Lesson[];
  now: number;
}) {
  const span = spanOf(day, zone, lessons);
  const at = (instant: number): number => (instant - span.from) / (span.to - span.from);
  const sun = pointAt(at(now));
  const hours = [9, 12, 15, 18].map((hour) =>
    instantIn(zone, `${day}T${String(hour).padStart(2, '0')}:00`),
  );
  return (
    <svg class="day-arc" viewBox={`0 0 ${kWidth} ${kHeight}`} aria-hidden="true">
      <path class="arc-ground" d={`M8 ${kBase}H${kWidth - 8}`} />
      <path class="arc-way" d={pathOf(0, 1)} />
      <path class="arc-gone" d={pathOf(0, Math.min(1, Math.max(0, at(now))))} />
      {hours.map((hour) => (
        <text key={hour} class="arc-hour" x={pointAt(at(hour)).x} y={kBase + 22}>
          {timeOfDay(hour, zone)}
        </text>
      ))}
      {lessons
        .filter((lesson) => !lesson.cancelled)
        .map((lesson) => (
          <path
            key={lesson.key}
            class={`arc-lesson arc-${momentOf(lesson, now)}`}
            d={pathOf(at(lesson.startsAt), at(lesson.endsAt))}
          />
        ))}
      <circle class="arc-halo" cx={sun.x} cy={sun.y} r="15" />
      <circle class="arc-now" cx={sun.x} cy={sun.y} r="8" />
    </svg>
  );
}

// SPDX-License-Identifier: MIT
// Back, today, and on: of weeks and of months.
import { ChevronLeft, ChevronRight } from 'lucide-preact';
import { buttonClass } from '../components/button';
import { t } from '../i18n';
import type { Day } from './days';
import { pathOfView, type View } from './view';

export function Steps({
  title,
  view,
  today,
  back,
  on,
}: {
  title: string;
  view: View;
  today: Day;
  back: Day;
  on: Day;
}) {
  const at = (day: Day): string => pathOfView({ ...view, day }, today);
  return (
    <div class="steps">
      <h2 aria-live="polite">{title}</h2>
      <div class="row">
        <a class="button button-icon" href={at(back)} aria-label={t('calendar.back')}>
          <ChevronLeft size={22} aria-hidden />
        </a>
        <a class={buttonClass()} href={at(today)}>
          {t('app.today')}
        </a>
        <a class="button button-icon" href={at(on)} aria-label={t('calendar.on')}>
          <ChevronRight size={22} aria-hidden />
        </a>
      </div>
    </div>
  );
}

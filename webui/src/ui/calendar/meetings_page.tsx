// SPDX-License-Identifier: MIT
// All meetings: as a list with search and filters, by week, by month. The address holds the view,
// so that Back and a bookmark lead to it again.
import { CalendarPlus, Hand, Mail } from 'lucide-preact';
import { buttonClass } from '../components/button';
import { Page } from '../components/page';
import { SignInFirst } from '../components/sign_in_first';
import { useEnv } from '../env';
import { t } from '../i18n';
import { ownZone } from '../i18n/times';
import '../../styles/calendar.css';
import '../../styles/meetings.css';
import { dayOf } from './days';
import { useNow } from './hooks';
import { ListView } from './list_view';
import { MonthView } from './month_view';
import { kViews, pathOfView, readView } from './view';
import { WeekView } from './week_view';

function Body() {
  const { router } = useEnv();
  const now = useNow();
  const today = dayOf(now, ownZone());
  const view = readView(router.search.value, today);
  const show = { view, today, now };
  return (
    <>
      <div class="page-top">
        <h1>{t('app.meetings')}</h1>
        <div class="row">
          <a class={buttonClass()} href="/meetings/join-requests">
            <Hand size={20} aria-hidden />
            {t('calendar.requests')}
          </a>
          <a class={buttonClass()} href="/meetings/invitations">
            <Mail size={20} aria-hidden />
            {t('calendar.invitations')}
          </a>
          <a class={buttonClass('primary')} href="/meetings/create">
            <CalendarPlus size={20} aria-hidden />
            {t('home.schedule')}
          </a>
        </div>
      </div>
      <nav class="segments" aria-label={t('calendar.views')}>
        {kViews.map((name) => (
          <a
            key={name}
            class="segment"
            href={pathOfView({ ...view, view: name }, today)}
            aria-current={name === view.view ? 'page' : undefined}
            data-testid={`view-${name}`}
          >
            {t(`calendar.view.${name}`)}
          </a>
        ))}
      </nav>
      {view.view === 'list' && <ListView {...show} />}
      {view.view === 'week' && <WeekView {...show} />}
      {view.view === 'month' && <MonthView {...show} />}
    </>
  );
}

export function MeetingsPage() {
  const { user } = useEnv();
  return (
    <Page width={user.value ? 'wide' : 'narrow'} title={t('app.meetings')}>
      {user.value ? <Body /> : <SignInFirst title={t('app.meetings')} />}
    </Page>
  );
}

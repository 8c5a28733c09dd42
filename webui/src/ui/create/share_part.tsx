// SPDX-License-Identifier: MIT
// What one sends to people: link, code, the whole invitation, a file for calendars, and a picture.
import { useState } from 'preact/hooks';
import { CalendarPlus, QrCode as QrIcon, Share2 } from 'lucide-preact';
import type { Plan } from '../../core/api/plans';
import { Button } from '../components/button';
import { CopyButton } from '../components/copy_button';
import { saveFile } from '../components/save_file';
import { t } from '../i18n';
import type { Place } from './draft';
import { icsOf } from './ics';
import { invitationText } from './invitation';
import { keptPassword } from './kept_password';
import { ofTab } from '../storage';

type Qr = typeof import('./qr').QrCode;

function saveEvent(plan: Plan, place: Place): void {
  if (!place.startsAt) return;
  const startsAt = Date.parse(place.startsAt);
  const text = icsOf(
    {
      id: `${plan.meetingId}${place.occurrence ? `-${Date.parse(place.occurrence)}` : ''}`,
      title: place.title,
      url: plan.joinUrl,
      startsAt,
      endsAt: startsAt + (place.minutes ?? 60) * 60_000,
    },
    Date.now(),
  );
  saveFile(new Blob([text], { type: 'text/calendar' }), 'meeting.ics');
}

export function SharePart({ plan, place }: { plan: Plan; place: Place }) {
  const [Picture, setPicture] = useState<{ view: Qr } | null>(null);
  const password = keptPassword(ofTab, plan.meetingId);
  const text = invitationText(
    { ...plan, title: place.title, scheduledAt: place.startsAt },
    password,
  );
  const share =
    'share' in navigator
      ? () => void navigator.share({ title: place.title, text }).catch(() => undefined)
      : null;
  const showPicture = async (): Promise<void> => {
    if (Picture) return setPicture(null);
    const loaded = await import('./qr').catch(() => null);
    if (loaded) setPicture({ view: loaded.QrCode });
  };
  return (
    <section class="card stack" aria-labelledby="share-title">
      <div class="stack tight">
        <h2 id="share-title">{t('meeting.share')}</h2>
        <p class="muted">{t('created.text')}</p>
      </div>
      <div class="field">
        <label class="field-label" for="invite-link">
          {t('created.link')}
        </label>
        <div class="input-with-button">
          <input
            id="invite-link"
            class="input"
            readOnly
            value={plan.joinUrl}
            onFocus={(event) => event.currentTarget.select()}
            data-testid="invite-link"
          />
          <CopyButton text={plan.joinUrl} label={t('created.copyLink')} iconOnly />
        </div>
      </div>
      <div class="stack tight">
        <span class="field-label">{t('created.code')}</span>
        <p class="code mono">{plan.code}</p>
        <p class="field-hint">{t('created.code.hint')}</p>
      </div>
      {password && (
        <p>
          <span class="field-label">{t('created.password')}:</span>{' '}
          <span class="mono">{password}</span>
        </p>
      )}
      <div class="row">
        <CopyButton
          text={text}
          label={t('created.copyInvitation')}
          kind="primary"
          testId="copy-invite"
        />
        {share && (
          <Button onClick={share}>
            <Share2 size={20} aria-hidden />
            {t('created.share')}
          </Button>
        )}
        {place.startsAt && (
          <Button onClick={() => saveEvent(plan, place)} data-testid="save-event">
            <CalendarPlus size={20} aria-hidden />
            {t('meeting.ics')}
          </Button>
        )}
        <Button
          onClick={() => void showPicture()}
          aria-expanded={Picture !== null}
          data-testid="show-qr"
        >
          <QrIcon size={20} aria-hidden />
          {t('meeting.qr')}
        </Button>
      </div>
      {Picture && <Picture.view text={plan.joinUrl} />}
    </section>
  );
}

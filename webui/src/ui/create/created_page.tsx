// SPDX-License-Identifier: MIT
// The meeting is there: link, code, an invitation to copy, and the door.
import { Share2, Video } from 'lucide-preact';
import type { Meeting } from '../../core/api/types';
import { Button, buttonClass } from '../components/button';
import { CopyButton } from '../components/copy_button';
import { Page } from '../components/page';
import { formatTime, t } from '../i18n';

/** The text that goes into a mail or a chat. */
export function invitationText(meeting: Meeting, password: string): string {
  const lines = [t('invitation.text', { host: meeting.host.name, title: meeting.title })];
  if (meeting.scheduledAt)
    lines.push(t('invitation.time', { time: formatTime(meeting.scheduledAt, meeting.timezone) }));
  lines.push(
    '',
    t('invitation.join', { link: meeting.joinUrl }),
    t('invitation.code', { code: meeting.code }),
  );
  if (password) lines.push(t('invitation.password', { password }));
  return lines.join('\n');
}

export function CreatedPage({ meeting, password }: { meeting: Meeting; password: string }) {
  const text = invitationText(meeting, password);
  const share =
    'share' in navigator
      ? () => void navigator.share({ title: meeting.title, text }).catch(() => undefined)
      : null;
  return (
    <Page width="narrow">
      <div class="card stack">
        <div class="stack tight">
          <h1 dir="auto">{t('created.title', { title: meeting.title })}</h1>
          <p class="muted">
            {meeting.scheduledAt
              ? formatTime(meeting.scheduledAt, meeting.timezone)
              : t('created.text')}
          </p>
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
              value={meeting.joinUrl}
              onFocus={(event) => event.currentTarget.select()}
              data-testid="invite-link"
            />
            <CopyButton text={meeting.joinUrl} label={t('created.copyLink')} iconOnly />
          </div>
        </div>
        <div class="stack tight">
          <span class="field-label">{t('created.code')}</span>
          <p class="code mono">{meeting.code}</p>
          <p class="field-hint">{t('created.code.hint')}</p>
        </div>
        {password && (
          <p>
            <span class="field-label">{t('created.password')}:</span>{' '}
            <span class="mono">{password}</span>
          </p>
        )}
        <div class="row">
          <CopyButton text={text} label={t('created.copyInvitation')} testId="copy-invite" />
          {share && (
            <Button onClick={share}>
              <Share2 size={20} aria-hidden />
              {t('created.share')}
            </Button>
          )}
        </div>
        <a
          class={buttonClass('primary', true, true)}
          href={`/j/${meeting.code}`}
          data-testid="start-meeting"
        >
          <Video size={22} aria-hidden />
          {meeting.scheduledAt ? t('created.open') : t('created.start')}
        </a>
      </div>
    </Page>
  );
}

// SPDX-License-Identifier: MIT
// After the call: what happened, and the two ways on.
import { DoorOpen } from 'lucide-preact';
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ApiClient } from '../../core/api/client';
import type { LeaveReason } from '../../core/model/state';
import { Button, buttonClass } from '../components/button';
import { Page } from '../components/page';
import { t, type Key } from '../i18n';
import { sentenceForCode } from '../i18n/problems';

/** The meeting that the person was in, and as whom. */
export interface LeftMeeting {
  readonly api: ApiClient;
  readonly meetingId: string;
}

interface LeftPageProps {
  /** Null: there was no room to rate. */
  was: LeftMeeting | null;
  reason: LeaveReason;
  code: string | null;
  onRejoin: () => void;
}

/** It comes a moment later, so the page has a place for it. */
function After({ was }: { was: LeftMeeting }) {
  const [View, setView] = useState<ComponentType<LeftMeeting> | null>(null);
  useEffect(() => {
    import('./after_meeting').then(
      (loaded) => setView(() => loaded.AfterMeeting),
      () => undefined,
    );
  }, []);
  return <div class="after-meeting">{View && <View {...was} />}</div>;
}

export function LeftPage({ was, reason, code, onRejoin }: LeftPageProps) {
  const title: Key = `left.${reason}.title`;
  const text = reason === 'refused' ? sentenceForCode(code ?? 'unknown') : t(`left.${reason}.text`);
  return (
    <Page width="narrow">
      <div class="card stack centered" data-testid="left">
        <DoorOpen size={40} aria-hidden />
        <div class="stack tight">
          <h1>{t(title)}</h1>
          <p class="muted">{text}</p>
        </div>
        <div class="row centered">
          {reason !== 'ended' && (
            <Button kind="primary" onClick={onRejoin} data-testid="rejoin">
              {t('left.rejoin')}
            </Button>
          )}
          <a class={buttonClass(reason === 'ended' ? 'primary' : undefined)} href="/">
            {t('app.home')}
          </a>
        </div>
        {was && (reason === 'left' || reason === 'ended') && <After was={was} />}
      </div>
    </Page>
  );
}

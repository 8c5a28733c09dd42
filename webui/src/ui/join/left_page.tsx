// SPDX-License-Identifier: MIT
// After the call: what happened, and the two ways on.
import { DoorOpen } from 'lucide-preact';
import type { LeaveReason } from '../../core/model/state';
import { Button, buttonClass } from '../components/button';
import { Page } from '../components/page';
import { t, type Key } from '../i18n';
import { sentenceForCode } from '../i18n/problems';

interface LeftPageProps {
  reason: LeaveReason;
  code: string | null;
  onRejoin: () => void;
}

export function LeftPage({ reason, code, onRejoin }: LeftPageProps) {
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
      </div>
    </Page>
  );
}

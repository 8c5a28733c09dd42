// SPDX-License-Identifier: MIT
// Two people compare the code of their connection (core/verify). A chunk of its own.
import { useEffect } from 'preact/hooks';
import { BadgeCheck, ShieldAlert } from 'lucide-preact';
import '../../styles/check.css';
import type { Check } from '../../core/verify/exchange';
import { Button } from '../components/button';
import { Dialog } from '../components/dialog';
import { Loading } from '../components/message';
import { t } from '../i18n';
import type { RoomSession } from '../room/room_session';

/** In two groups, as people read numbers aloud. */
function Code({ code }: { code: string }) {
  return (
    <p class="check-code mono" aria-label={[...code].join(' ')} data-testid="check-code">
      <span>{code.slice(0, 4)}</span>
      <span>{code.slice(4)}</span>
    </p>
  );
}

interface Props {
  session: RoomSession;
  userId: string;
  name: string;
  check: Check;
  onClose: () => void;
}

function Body({ session, userId, name, check: { state, code } }: Omit<Props, 'onClose'>) {
  const again = (
    <Button onClick={() => session.check(userId)} data-testid="check-again">
      {t('check.again')}
    </Button>
  );
  switch (state) {
    case 'none':
    case 'waiting':
      return <Loading text={t('check.waiting', { name })} />;
    case 'code':
      return (
        <>
          <p>{t('check.aloud', { name })}</p>
          <Code code={code ?? ''} />
          <div class="row">
            <Button
              kind="primary"
              onClick={() => session.compared(userId, true)}
              data-testid="check-same"
            >
              {t('check.same')}
            </Button>
            <Button onClick={() => session.compared(userId, false)} data-testid="check-differs">
              {t('check.differs')}
            </Button>
          </div>
        </>
      );
    case 'verified':
      return (
        <>
          <p class="check-done" role="status" data-testid="check-done">
            <BadgeCheck size={24} aria-hidden />
            <strong>{t('check.verified')}</strong>
          </p>
          <Code code={code ?? ''} />
          <p class="muted small">
            {t('check.done', { name })}
          </p>
        </>
      );
    case 'silent':
      return (
        <>
          <p data-testid="check-silent">
            {t('check.silent', { name })}
          </p>
          {again}
        </>
      );
    case 'forged':
      return (
        <>
          <p class="check-forged" role="alert" data-testid="check-forged">
            <ShieldAlert size={24} aria-hidden />
            <span>{t('check.forged')}</span>
          </p>
          {again}
        </>
      );
  }
}

export function CheckDialog({ onClose, ...rest }: Props) {
  const { session, userId, check, name } = rest;
  useEffect(() => {
    if (check.state === 'none' || check.state === 'silent') session.check(userId);
  }, []);
  return (
    <Dialog title={t('check.title', { name })} onClose={onClose}>
      <div class="stack">
        <Body {...rest} />
      </div>
    </Dialog>
  );
}

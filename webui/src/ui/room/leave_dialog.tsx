// SPDX-License-Identifier: MIT
// Back was pressed in the room: a swipe that went astray must not end a lesson.
import { Button } from '../components/button';
import { Dialog } from '../components/dialog';
import { t } from '../i18n';
import type { RoomSession } from './room_session';

export function LeaveDialog({ session }: { session: RoomSession }) {
  const stay = (): void => {
    session.leaving.value = false;
  };
  return (
    <Dialog title={t('room.leave.title')} onClose={stay}>
      <div class="stack">
        <p>{t('room.leave.text')}</p>
        <div class="row">
          <Button kind="primary" onClick={stay} data-testid="leave-stay">
            {t('room.leave.stay')}
          </Button>
          <Button kind="danger" onClick={() => session.leave()} data-testid="leave-confirm">
            {t('room.leave')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

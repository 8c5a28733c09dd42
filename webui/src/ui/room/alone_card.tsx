// SPDX-License-Identifier: MIT
// What the stage shows to whoever sees nobody else: how the others come, or where they are.
import { UserPlus } from 'lucide-preact';
import { moderates } from '../../core/model/permissions';
import { Button } from '../components/button';
import { CopyButton } from '../components/copy_button';
import { t } from '../i18n';
import type { RoomSession } from './room_session';

export function AloneCard({ session, onInvite }: { session: RoomSession; onInvite: () => void }) {
  const { meeting } = session.seated.seat;
  if (session.state.value.groups) {
    return (
      <div class="alone-card" data-testid="alone-card">
        <h2>{t('room.alone.groups.title')}</h2>
        <p>{t('room.alone.groups.text')}</p>
      </div>
    );
  }
  if (!moderates(session.state.value.self.role)) {
    return (
      <div class="alone-card" data-testid="alone-card">
        <h2>{t('room.alone.guest.title', { name: meeting.host.name })}</h2>
        <p>{t('room.alone.guest.text')}</p>
      </div>
    );
  }
  return (
    <div class="alone-card" data-testid="alone-card">
      <h2>{t('room.alone.title')}</h2>
      <p>{t('room.alone.text')}</p>
      <p class="code mono">{meeting.code}</p>
      <div class="row">
        <CopyButton text={meeting.joinUrl} label={t('created.copyLink')} kind="primary" />
        <Button onClick={onInvite}>
          <UserPlus size={20} aria-hidden />
          {t('room.invite')}
        </Button>
      </div>
    </div>
  );
}

// SPDX-License-Identifier: MIT
// A phone as document camera: a code that it reads, and what it then is in the room.
import { useState } from 'preact/hooks';
import { Smartphone } from 'lucide-preact';
import { lets } from '../../core/model/permissions';
import { Button } from '../components/button';
import { CopyButton } from '../components/copy_button';
import { useChunk } from '../components/hooks';
import { loadArea, plainly, t } from '../i18n';
import { secondDeviceLink } from '../join/second_device';
import type { RoomSession } from '../room/room_session';

const loadQr = () =>
  Promise.all([import('../create/qr'), loadArea('planning')]).then(([chunk]) => chunk.QrCode);

/** Only where a guest may share: the phone is one. */
export function SecondDevice({ session }: { session: RoomSession }) {
  const [open, setOpen] = useState(false);
  const QrCode = useChunk(open, loadQr, (retry) => session.retries.add(retry));
  const { self, meeting } = session.state.value;
  if (self.role === 'listener' || session.second) return null;
  const may = !meeting || lets(meeting.settings.share, 'participant');
  const link = secondDeviceLink(
    session.seated.seat.meeting.joinUrl,
    plainly('sound.second.name', { name: self.name }),
  );
  return (
    <section class="plain-group">
      <h3>{t('sound.second')}</h3>
      {may ? (
        <>
          <p class="muted small">{t('sound.second.note')}</p>
          <div>
            <Button aria-expanded={open} onClick={() => setOpen(!open)} data-testid="second-device">
              <Smartphone size={20} aria-hidden />
              {t(open ? 'sound.second.hide' : 'sound.second.show')}
            </Button>
          </div>
          {open && QrCode && (
            <div class="second-code">
              <QrCode text={link} />
              <CopyButton text={link} label={t('created.copyLink')} testId="second-link" />
            </div>
          )}
        </>
      ) : (
        <p class="muted small">{t('sound.second.hosts')}</p>
      )}
    </section>
  );
}

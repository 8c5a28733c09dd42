// SPDX-License-Identifier: MIT
// Notices: who came, left or raised a hand. They are shown for a moment, and told politely to
// screen readers.
import { useEffect } from 'preact/hooks';
import type { Notice } from '../../core/model/state';
import { t } from '../i18n';
import type { RoomSession } from './room_session';

const kShownMs = 4_000;

function textOf(notice: Notice): string {
  return notice.kind === 'reconnected'
    ? t('notice.reconnected')
    : t(`notice.${notice.kind}`, { name: notice.name });
}

function Toast({ text, onSeen }: { text: string; onSeen: () => void }) {
  useEffect(() => {
    const timer = setTimeout(onSeen, kShownMs);
    return () => clearTimeout(timer);
  }, []);
  return <p class="toast">{text}</p>;
}

export function Notices({ session }: { session: RoomSession }) {
  return (
    <div class="toasts" role="status" aria-live="polite" aria-atomic="false">
      {session.state.value.notices.map((notice) => (
        <Toast
          key={notice.key}
          text={textOf(notice)}
          onSeen={() => session.noticeSeen(notice.key)}
        />
      ))}
      {session.screenFailed.value && (
        <Toast text={t('room.share.failed')} onSeen={() => (session.screenFailed.value = false)} />
      )}
    </div>
  );
}

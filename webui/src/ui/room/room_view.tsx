// SPDX-License-Identifier: MIT
// The room: stage, bar, panels. Loaded while people stand in the lobby.
import { useEffect, useState } from 'preact/hooks';
import '../../styles/controls.css';
import '../../styles/room.css';
import '../../styles/panels.css';
import { ChatPanel } from '../chat/chat_panel';
import { DeviceChangeNote } from '../components/device_change';
import { useTracks } from '../components/hooks';
import { t } from '../i18n';
import { PeoplePanel } from '../participants/people_panel';
import { AudioOut } from './audio_out';
import { Controls, type DialogName, type PanelName } from './controls';
import { DetailsDialog, DevicesDialog, EndDialog, InviteDialog } from './dialogs';
import { Notices } from './notices';
import type { RoomSession } from './room_session';
import { Stage } from './stage';

export { RoomSession } from './room_session';

function ReconnectingBar({ session }: { session: RoomSession }) {
  const { phase, signaling, peers } = session.state.value;
  if (phase !== 'in' || signaling === 'up') return null;
  return (
    <div class="reconnecting" role="status" data-testid="reconnecting">
      <span>{t(peers.length > 0 ? 'room.reconnecting.media' : 'room.reconnecting.alone')}</span>
      <button type="button" class="reconnecting-now" onClick={() => session.retryNow()}>
        {t('room.reconnect.now')}
      </button>
    </div>
  );
}

export function RoomView({ session }: { session: RoomSession }) {
  useTracks(session.tracks);
  const [panel, setPanel] = useState<PanelName | null>(null);
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const state = session.state.value;

  useEffect(() => {
    session.openChat(panel === 'chat');
  }, [panel]);

  useEffect(() => {
    document.documentElement.classList.add('in-room');
    return () => document.documentElement.classList.remove('in-room');
  }, []);

  const toggle = (name: PanelName): void => setPanel(panel === name ? null : name);
  const closeDialog = (): void => setDialog(null);
  return (
    <div
      class={`room${panel ? ' room-with-panel' : ''}`}
      data-testid="room"
      data-phase={state.phase}
      data-signaling={state.signaling}
    >
      <ReconnectingBar session={session} />
      <DeviceChangeNote tracks={session.tracks} />
      <Stage session={session} onInvite={() => setDialog('invite')} />
      {panel === 'chat' && <ChatPanel session={session} onClose={() => setPanel(null)} />}
      {panel === 'people' && <PeoplePanel session={session} onClose={() => setPanel(null)} />}
      <Controls session={session} panel={panel} onPanel={toggle} onDialog={setDialog} />
      <AudioOut session={session} />
      <Notices session={session} />
      {dialog === 'devices' && <DevicesDialog session={session} onClose={closeDialog} />}
      {dialog === 'invite' && <InviteDialog session={session} onClose={closeDialog} />}
      {dialog === 'details' && <DetailsDialog session={session} onClose={closeDialog} />}
      {dialog === 'end' && <EndDialog session={session} onClose={closeDialog} />}
    </div>
  );
}

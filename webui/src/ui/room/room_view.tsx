// SPDX-License-Identifier: MIT
// The room: stage, bar, panels. Loaded while people stand in the lobby.
import { useEffect, useState } from 'preact/hooks';
import '../../styles/controls.css';
import '../../styles/room.css';
import '../../styles/panels.css';
import { ChatPanel } from '../chat/chat_panel';
import { useTracks } from '../components/hooks';
import { PeoplePanel } from '../participants/people_panel';
import { AudioOut } from './audio_out';
import { Controls, type DialogName, type PanelName } from './controls';
import { DetailsDialog, DevicesDialog, EndDialog, InviteDialog } from './dialogs';
import { LeaveDialog } from './leave_dialog';
import { Notices } from './notices';
import type { RoomSession } from './room_session';
import { Stage } from './stage';

export { RoomSession } from './room_session';

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
      <Notices session={session} onDialog={setDialog} onPanel={setPanel} />
      <Stage session={session} onInvite={() => setDialog('invite')} />
      {panel === 'chat' && <ChatPanel session={session} onClose={() => setPanel(null)} />}
      {panel === 'people' && <PeoplePanel session={session} onClose={() => setPanel(null)} />}
      <Controls session={session} panel={panel} onPanel={toggle} onDialog={setDialog} />
      <AudioOut session={session} />
      {dialog === 'devices' && <DevicesDialog session={session} onClose={closeDialog} />}
      {dialog === 'invite' && <InviteDialog session={session} onClose={closeDialog} />}
      {dialog === 'details' && <DetailsDialog session={session} onClose={closeDialog} />}
      {session.leaving.value && <LeaveDialog session={session} />}
      {dialog === 'end' && <EndDialog session={session} onClose={closeDialog} />}
    </div>
  );
}

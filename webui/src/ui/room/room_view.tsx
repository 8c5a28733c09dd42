// SPDX-License-Identifier: MIT
// The room: stage, bar, panels. Loaded while people stand in the lobby.
import { useEffect, useMemo, useState } from 'preact/hooks';
import '../../styles/controls.css';
import '../../styles/room.css';
import '../../styles/tiles.css';
import '../../styles/screens.css';
import '../../styles/stage.css';
import '../../styles/chat.css';
import '../../styles/people.css';
import '../../styles/panels.css';
import '../../styles/lecture.css';
import { ChatAnnouncer } from '../chat/announcer';
import { ChatPanel } from '../chat/chat_panel';
import { keepChat } from '../chat/kept';
import { useChunk, useTracks } from '../components/hooks';
import { useEnv } from '../env';
import { loadArea, t } from '../i18n';
import { filmsAreHere } from '../recording/mark';
import { AudioOut } from './audio_out';
import { Controls, type DialogName, type PanelName } from './controls';
import { LeaveDialog } from './leave_dialog';
import { ListenerNote } from './lecture';
import { Notices } from './notices';
import { floatWhenLeaving, floatWith } from './pip';
import type { RoomSession } from './room_session';
import { Stage } from './stage';
import { StageView } from './stage_view';
import { ofTab } from '../storage';

export { RoomSession } from './room_session';

/** How this person looks at the room, for as long as the room is open. */
function useStageView(session: RoomSession): StageView {
  const env = useEnv();
  const view = useMemo(() => new StageView(env.preferences, session.state), [session]);
  useEffect(() => {
    floatWith(env);
    session.onReaction = (userId, emoji) => view.react(userId, emoji);
    session.onCrowd = (emoji, count) => view.crowdReacts(emoji, count);
    const forgetFloat = floatWhenLeaving(session, view);
    const forgetChat = keepChat(session, ofTab);
    const forgetHands = session.state.subscribe(({ self, peers }) =>
      view.updateHands([...peers, self]),
    );
    return () => {
      forgetFloat();
      forgetChat();
      forgetHands();
      view.close();
    };
  }, [session]);
  return view;
}

const loadPeoplePanel = () =>
  import('../participants/people_panel').then((chunk) => chunk.PeoplePanel);
const loadPersonDialog = () =>
  import('../participants/person_dialog').then((chunk) => chunk.PersonDialog);
const loadCheckDialog = () =>
  import('../participants/check_dialog').then((chunk) => chunk.CheckDialog);
const loadSign = () =>
  Promise.all([import('../recording/sign'), loadArea('recording')]).then(([chunk]) => chunk.Sign);
const loadLeftFilms = () =>
  Promise.all([import('../recording/left_in_room'), loadArea('recording')]).then(
    ([chunk]) => chunk.offerLeftFilms,
  );
const loadActivities = () =>
  Promise.all([import('../activities/activities'), loadArea('activities')]).then(
    ([chunk]) => chunk.Activities,
  );
const loadDialogs = () => import('./dialogs');
const loadRecordDialog = () =>
  Promise.all([import('../recording/record_dialog'), loadArea('recording')]).then(
    ([chunk]) => chunk.RecordDialog,
  );

/** Films that were not finished, because the page crashed or was loaded anew. */
function useLeftFilms(session: RoomSession, inside: boolean): void {
  // A film that begins later is no left one.
  const [left] = useState(filmsAreHere);
  const wanted = inside && left && session.seated.user.role !== 'guest';
  const offer = useChunk(wanted, loadLeftFilms, (retry) => session.retries.add(retry));
  useEffect(() => void offer?.(session), [offer]);
}

export function RoomView({ session }: { session: RoomSession }) {
  useTracks(session.tracks);
  const view = useStageView(session);
  const [panel, setPanel] = useState<PanelName | null>(null);
  const [dialog, setDialog] = useState<DialogName | null>(null);
  // A line of the chat draws the chat, and not the room.
  const state = view.room.value;

  useEffect(() => {
    session.openChat(panel === 'chat');
    if (panel === 'activities') session.activities.wanted.value = true;
  }, [panel]);

  useEffect(() => {
    document.documentElement.classList.add('in-room');
    return () => document.documentElement.classList.remove('in-room');
  }, []);

  const toggle = (name: PanelName): void => setPanel(panel === name ? null : name);
  const closeDialog = (): void => setDialog(null);
  const chosen = state.peers.find(({ userId }) => userId === view.chosen.value);
  const checked = state.peers.find(({ userId }) => userId === view.checking.value);
  const failed = (retry: () => void): void => session.retries.add(retry);
  const { recording, activities } = session;
  const PeoplePanel = useChunk(panel === 'people', loadPeoplePanel, failed);
  const PersonDialog = useChunk(chosen !== undefined, loadPersonDialog, failed);
  const CheckDialog = useChunk(checked !== undefined, loadCheckDialog, failed);
  const Activities = useChunk(activities.wanted.value, loadActivities, failed);
  const Dialogs = useChunk(dialog !== null, loadDialogs, failed);
  const records = recording.shows(state);
  useLeftFilms(session, state.phase === 'in');
  const Sign = useChunk(records, loadSign, failed);
  const RecordDialog = useChunk(recording.asked.value, loadRecordDialog, failed);
  return (
    <div
      class={`room${panel ? ' room-with-panel' : ''}`}
      data-testid="room"
      data-phase={state.phase}
      data-signaling={state.signaling}
    >
      <Notices
        session={session}
        view={view}
        onDialog={setDialog}
        onPanel={setPanel}
        sign={records && Sign && <Sign session={session} view={view} />}
      />
      <Stage session={session} view={view} onInvite={() => setDialog('invite')} />
      {/* Where captions will stand: a row of its own, between the pictures and the bar. */}
      <section class="captions" aria-label={t('lecture.note')} data-testid="captions">
        <ListenerNote view={view} />
      </section>
      {panel === 'chat' && (
        <ChatPanel session={session} view={view} onClose={() => setPanel(null)} />
      )}
      {panel === 'people' && PeoplePanel && (
        <PeoplePanel session={session} view={view} onClose={() => setPanel(null)} />
      )}
      {Activities && (
        <Activities
          session={session}
          view={view}
          open={panel === 'activities'}
          onOpen={() => setPanel('activities')}
          onClose={() => setPanel(null)}
        />
      )}
      <Controls session={session} view={view} panel={panel} onPanel={toggle} onDialog={setDialog} />
      <AudioOut session={session} />
      <ChatAnnouncer session={session} view={view} />
      {chosen && PersonDialog && (
        <PersonDialog
          session={session}
          view={view}
          peer={chosen}
          onWrite={() => {
            view.writeTo.value = chosen.userId;
            setPanel('chat');
          }}
          onClose={() => (view.chosen.value = null)}
        />
      )}
      {checked && CheckDialog && (
        <CheckDialog
          session={session}
          userId={checked.userId}
          name={view.names.value.get(checked.userId) ?? checked.name}
          check={checked.check}
          onClose={() => (view.checking.value = null)}
        />
      )}
      {recording.asked.value && RecordDialog && (
        <RecordDialog session={session} view={view} />
      )}
      {Dialogs && dialog === 'devices' && (
        <Dialogs.DevicesDialog session={session} onClose={closeDialog} />
      )}
      {Dialogs && dialog === 'invite' && (
        <Dialogs.InviteDialog session={session} onClose={closeDialog} />
      )}
      {Dialogs && dialog === 'details' && (
        <Dialogs.DetailsDialog session={session} onClose={closeDialog} />
      )}
      {session.leaving.value && <LeaveDialog session={session} />}
      {Dialogs && dialog === 'end' && <Dialogs.EndDialog session={session} onClose={closeDialog} />}
    </div>
  );
}

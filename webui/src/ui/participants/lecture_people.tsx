// SPDX-License-Identifier: MIT
// The people of a lecture: hands in the order in which they went up, with the floor to give; who
// speaks; and of the listeners as many as those who speak are told of, or their number.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Ellipsis, Hand, UserRoundMinus } from 'lucide-preact';
import { crowdOf, speaks } from '../../core/layout/audience';
import { moderates } from '../../core/model/permissions';
import type { PeerView } from '../../core/model/state';
import type { Action } from '../../core/protocol/messages';
import { Avatar } from '../components/avatar';
import { Button, IconButton } from '../components/button';
import { ErrorMessage } from '../components/message';
import { plural, t } from '../i18n';
import type { RoomSession } from '../room/room_session';
import type { StageView } from '../room/stage_view';
import { failure } from './person_dialog';

interface Props {
  session: RoomSession;
  view: StageView;
}

interface RowProps extends Props {
  peer: PeerView;
  /** Place among the raised hands; 0: the hand is down. */
  number: number;
  onDone: (failed: string | null) => void;
}

/** One person with the floor to give or to take. */
function FloorRow({ session, view, peer, number, onDone }: RowProps) {
  const [busy, setBusy] = useState(false);
  const name = view.names.value.get(peer.userId) ?? peer.name;
  const listens = !speaks(peer);
  const may = moderates(session.state.value.self.role);
  const act = async (action: Action): Promise<void> => {
    setBusy(true);
    const done = await session.moderate({ action, targetId: peer.peerId });
    setBusy(false);
    onDone(done.ok ? null : failure(action, done.error.code));
  };
  return (
    <li class="hand" data-testid={number > 0 ? 'hand-row' : 'floor-row'} data-peer-id={peer.peerId}>
      {number > 0 ? (
        <span class="person-hand" role="img" aria-label={t('people.handNumber', { number })}>
          <Hand size={18} aria-hidden />
          <span aria-hidden="true">{number}</span>
        </span>
      ) : (
        <Avatar id={peer.userId} name={peer.name} size="small" />
      )}
      <span class="person-name">
        <span dir="auto">{name}</span>
        {peer.guest && <span class="badge">{t('people.guest')}</span>}
      </span>
      {!may && <span />}
      {may && listens && (
        <Button
          kind="primary"
          busy={busy}
          onClick={() => void act('promote')}
          aria-label={t('lecture.give', { name })}
          data-testid="give-floor"
        >
          {t('lecture.giveShort')}
        </Button>
      )}
      {may && !listens && (
        <IconButton
          label={t('lecture.take', { name })}
          disabled={busy}
          onClick={() => void act('demote')}
          data-testid="take-floor"
        >
          <UserRoundMinus size={20} aria-hidden />
        </IconButton>
      )}
      <IconButton
        label={t('people.actions', { name })}
        onClick={() => (view.chosen.value = peer.userId)}
        aria-haspopup="dialog"
      >
        <Ellipsis size={20} aria-hidden />
      </IconButton>
    </li>
  );
}

/** Whom hosts have let speak, and whose hand is up: hands first, in their order. */
function floorRows({ session, view }: Props): readonly { peer: PeerView; number: number }[] {
  const { peers, self } = session.state.value;
  const up = view.hands.value;
  const raised = up.flatMap((id, index) => {
    const peer = peers.find(({ userId }) => userId === id);
    return peer ? [{ peer, number: index + 1 }] : [];
  });
  const presenters = peers
    .filter(({ role, userId }) => role === 'presenter' && !up.includes(userId))
    .map((peer) => ({ peer, number: 0 }));
  return moderates(self.role) ? [...raised, ...presenters] : raised;
}

/** For those who speak: who wants to, in the order in which the hands went up. */
export function Hands({ session, view }: Props) {
  const [failed, setFailed] = useState<string | null>(null);
  const rows = floorRows({ session, view });
  const up = rows.filter(({ number }) => number > 0).length;
  if (!speaks(session.state.value.self)) return null;
  return (
    <section aria-label={t('lecture.hands', { count: up })} data-testid="hands">
      <h3 class="people-heading">{t('lecture.hands', { count: up })}</h3>
      {failed && <ErrorMessage text={failed} />}
      {up === 0 && <p class="muted small people-none">{t('lecture.hands.none')}</p>}
      <ol class="hands">
        {rows.map(({ peer, number }) => (
          <FloorRow
            key={peer.userId}
            session={session}
            view={view}
            peer={peer}
            number={number}
            onDone={setFailed}
          />
        ))}
      </ol>
    </section>
  );
}

/** How far an audience may grow, for hosts. */
export function AudienceRoom({ session }: { session: RoomSession }) {
  const { audience } = session.state.value;
  if (audience?.capacity === undefined) return null;
  const own = session.audience();
  const key = own <= audience.capacity ? 'lecture.room' : 'lecture.room.least';
  return (
    <p class="facts-note small" data-testid="audience-room">
      {plural(key, audience.capacity)}
    </p>
  );
}

/** The lists of a lecture; `row` draws one person. */
export function LecturePeople<P extends Pick<PeerView, 'role' | 'userId'>>({
  session,
  people,
  row,
}: {
  session: RoomSession;
  people: readonly P[];
  row: (person: P) => ComponentChildren;
}) {
  const crowd = crowdOf(session.state.value);
  const speaking = people.filter(speaks);
  const listening = people.filter((one) => !speaks(one));
  const known = listening.length > 1 || speaks(session.state.value.self);
  return (
    <>
      <h3 class="people-heading">
        {t('lecture.speakers', { count: crowd?.speakers ?? speaking.length })}
      </h3>
      <ul class="people">{speaking.map(row)}</ul>
      <h3 class="people-heading">
        {t('lecture.audience', { count: crowd?.listeners ?? listening.length })}
      </h3>
      {listening.length === 0 && (
        <p class="muted small people-none">{t('lecture.audience.none')}</p>
      )}
      {known && <ul class="people">{listening.map(row)}</ul>}
    </>
  );
}

// SPDX-License-Identifier: MIT
// Keeps the page around the frame in the picture: where the person is, and what happens there.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Problem } from '../../core/api/problem';
import type { Embedding } from '../../core/embed/embedding';
import type { Env } from '../env';
import type { RoomSession } from '../room/room_session';
import { isFramed, openEmbedding } from './framed';

export interface EmbeddedPlace {
  readonly where: 'loading' | 'lobby' | 'waiting' | 'room' | 'left';
  readonly session?: RoomSession;
  readonly reason?: string;
}

function show(
  embedding: Embedding,
  { where, session, reason = 'left' }: EmbeddedPlace,
  join: (name: string | undefined) => Promise<string | null>,
): (() => void) | undefined {
  if (where === 'lobby') embedding.lobby({ join }, 'lobby');
  if (where === 'waiting') embedding.lobby(null, 'waiting');
  if (where === 'left') embedding.left(reason);
  if (where !== 'room' || !session) return undefined;
  const { tracks } = session;
  embedding.enter({
    leave: () => session.leave(),
    mute: () => void tracks.setMicrophone(false),
    stopVideo: () => void tracks.setCamera(false),
    setHand: (raised) => {
      if (session.state.value.self.media.hand !== raised) session.toggleHand();
    },
  });
  return session.state.subscribe((state) => embedding.onState(state));
}

/** `onJoin` enters under this name, as the lobby's button would. */
export function useEmbedding(
  env: Env,
  place: EmbeddedPlace,
  onJoin: (name: string) => Promise<Problem | null>,
  knownName: () => string,
): void {
  const [embedding, setEmbedding] = useState<Embedding | null>(null);
  const latest = useRef(onJoin);
  latest.current = onJoin;
  useEffect(() => (isFramed() ? openEmbedding(env, setEmbedding) : undefined), []);
  useEffect(() => {
    if (!embedding) return undefined;
    return show(embedding, place, async (asked) => {
      const name = env.user.value?.name ?? asked ?? knownName();
      if (name === '') return 'name-missing';
      return (await latest.current(name))?.code ?? null;
    });
  }, [embedding, place.where, place.session]);
}

// SPDX-License-Identifier: MIT
// The lesson's material in the room: what is there already, and, for hosts, what they keep of this
// lesson: the chat, files, and what other tools offer (the board).
import { useState } from 'preact/hooks';
import { Download, MessageSquare, Paperclip } from 'lucide-preact';
import { downloadUrl, materialOf } from '../../core/api/recordings';
import { chatText, linesToKeep } from '../../core/material_text';
import { moderates } from '../../core/model/permissions';
import type { Keeper } from '../activities/desk';
import type { RunningTool, ToolRoom } from '../activities/tool';
import { useKept } from '../calendar/hooks';
import { Button, buttonClass } from '../components/button';
import { ErrorMessage } from '../components/message';
import { useEnv } from '../env';
import { plural, t } from '../i18n';
import { sentenceFor, sentenceForCode } from '../i18n/problems';
import { bytesText } from '../i18n/sizes';
import { shortMoment } from '../i18n/times';
import type { RoomSession } from '../room/room_session';
import { keep, type Material } from '../uploads/keep';
import '../../styles/material.css';
import { useSoon } from './soon';

type Sent = Omit<Material, 'meetingId' | 'forParticipants'>;

/** The chat as it is now; null where nobody has written to all. */
function chatOf(session: RoomSession): Sent | null {
  const { chat, self } = session.state.value;
  if (linesToKeep(chat).length === 0) return null;
  const text = chatText(chat, {
    time: (timestamp) => shortMoment(Date.parse(timestamp)),
    own: self.name,
  });
  const title = t('material.chat.title', { time: shortMoment(Date.now()) });
  return { kind: 'chat', title, bytes: new Blob([text]) };
}

function HostPart({ session, onKept }: { session: RoomSession; onKept: () => void }) {
  const { api } = useEnv();
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const lines = linesToKeep(session.state.value.chat).length;
  const { meetingId } = session.seated.seat.meeting;
  /** `said`: what everybody is told in the chat. */
  const send = async (id: string, what: Sent | null, said: string): Promise<void> => {
    setError(null);
    setDone(null);
    if (!what) return setError(t('material.nothing'));
    setBusy(id);
    const answer = await keep(api, { ...what, meetingId, forParticipants: true });
    setBusy(null);
    if (!answer.ok)
      return setError(
        `${t('material.failed', { name: what.title })} ${sentenceForCode(answer.error)}`,
      );
    session.sendChat(said);
    setDone(t('material.kept', { name: what.title }));
    onKept();
  };
  const keepFiles = async (files: readonly File[]): Promise<void> => {
    for (const file of files)
      await send(
        'file',
        file.size === 0 ? null : { kind: 'file', title: file.name.slice(0, 200), bytes: file },
        t('material.said.file', { name: file.name }),
      );
  };
  const keepOther = async (keeper: Keeper): Promise<void> => {
    const bytes = await keeper.bytes();
    const what = bytes && { kind: keeper.kind, title: t(keeper.title), bytes };
    await send(keeper.kind, what, t(keeper.said));
  };
  return (
    <div class="stack tight">
      <h3>{t('material.keep')}</h3>
      <p class="muted small">{t('material.keep.text')}</p>
      <Button
        wide
        busy={busy === 'chat'}
        disabled={lines === 0}
        onClick={() => void send('chat', chatOf(session), t('material.said.chat'))}
        data-testid="keep-chat"
      >
        <MessageSquare size={20} aria-hidden />
        {lines === 0 ? t('material.chat.none') : plural('material.chat', lines)}
      </Button>
      {session.activities.keepers.value.map((keeper) => (
        <Button
          key={keeper.kind}
          wide
          busy={busy === keeper.kind}
          onClick={() => void keepOther(keeper)}
          data-testid={`keep-${keeper.kind}`}
        >
          {t(keeper.action)}
        </Button>
      ))}
      <label class={`${buttonClass(undefined, false, true)} material-pick`}>
        <Paperclip size={20} aria-hidden />
        {t('material.add')}
        <input
          type="file"
          multiple
          class="visually-hidden"
          disabled={busy !== null}
          data-testid="keep-file"
          onChange={(event) => {
            void keepFiles([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = '';
          }}
        />
      </label>
      <p class="small" role="status" data-testid="material-done">
        {done}
      </p>
      {error !== null && <ErrorMessage text={error} />}
    </div>
  );
}

function MaterialPanel({ session }: { session: RoomSession }) {
  const { api } = useEnv();
  const { meetingId } = session.seated.seat.meeting;
  const { value, problem, reload } = useKept(`material ${meetingId}`, () =>
    materialOf(api, meetingId),
  );
  useSoon(value?.items, reload);
  const ready = value?.items.filter(({ mediaUrl }) => mediaUrl !== null) ?? [];
  const hosts = moderates(session.state.value.self.role) && session.seated.user.role !== 'guest';
  return (
    <div class="panel-body stack">
      {problem && problem.status !== 403 && (
        <ErrorMessage text={sentenceFor(problem)} onRetry={reload} />
      )}
      {ready.length === 0 ? (
        <p class="muted">{t(hosts ? 'material.none' : 'material.none.here')}</p>
      ) : (
        <ul class="material-list">
          {ready.map(({ recordingId, title, size, createdAt, mediaUrl }) => (
            <li key={recordingId}>
              <a href={downloadUrl(mediaUrl ?? '')} download data-testid="material-save">
                <Download size={20} aria-hidden />
                <span>
                  <span dir="auto">{title}</span>
                  <span class="muted small">
                    {shortMoment(Date.parse(createdAt))} · {bytesText(size)}
                  </span>
                </span>
              </a>
            </li>
          ))}
        </ul>
      )}
      {hosts && <HostPart session={session} onKept={reload} />}
    </div>
  );
}

export function makeMaterial({ session }: ToolRoom): RunningTool {
  return { Panel: () => <MaterialPanel session={session} />, stop: () => undefined };
}

// SPDX-License-Identifier: MIT
// A file as a line of the chat: what it is, how far it is, and what can be done with it.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Check, Download, FileText, Lock, Pause, Play, RotateCw, X } from 'lucide-preact';
import type { Outgoing } from '../../core/files/exchange';
import type { Incoming } from '../../core/files/receiver';
import { kMostFile, kMostOffers } from '../../core/files/wire';
import { Button, IconButton } from '../components/button';
import { saveFile } from '../components/save_file';
import { formatClock, plural, t } from '../i18n';
import { bytesText } from '../i18n/sizes';
import type { RoomSession } from '../room/room_session';
import type { FileDesk, Shown } from './desk';
import { safeName } from './names';

type Names = { readonly value: ReadonlyMap<string, string> };

const nameOf = (names: Names, userId: string): string => names.value.get(userId) ?? '…';

function Progress({ name, value, max }: { name: string; value: number; max: number }) {
  return (
    <progress
      class="files-progress"
      aria-label={t('files.progress', { name })}
      value={value}
      max={max}
    />
  );
}

function stateOf(file: Incoming, name: string): string {
  const { status, offer, bytes, reachable } = file;
  const values = { name, done: bytesText(bytes), size: bytesText(offer.size) };
  switch (status) {
    case 'offered':
      return reachable ? '' : t('files.state.away', values);
    case 'waiting':
      return t(reachable ? 'files.state.waiting' : 'files.state.away', values);
    case 'receiving':
      return t('files.state.receiving', values);
    case 'paused':
      return t('files.state.paused', values);
    case 'done':
      return t('files.state.done');
    case 'room':
      return t('files.state.room');
    case 'withdrawn':
      return t('files.state.withdrawn', values);
    case 'damaged':
      return t('files.state.damaged');
    case 'disk':
      return t('files.state.disk');
    case 'unreadable':
      return t('files.state.unreadable', values);
  }
}

const kAgain = ['damaged', 'disk', 'room', 'unreadable'];

function IncomingActions({ desk, file }: { desk: FileDesk; file: Incoming }) {
  const { key, status, bytes, offer, reachable } = file;
  const { exchange } = desk;
  const save = async (): Promise<void> => {
    const blob = await exchange?.file(key);
    // Bytes of no type: the browser opens nothing of them.
    if (blob)
      saveFile(new Blob([blob], { type: 'application/octet-stream' }), safeName(offer.name));
  };
  const take = (): void => void exchange?.take(key);
  return (
    <div class="files-actions">
      {status === 'offered' && reachable && (
        <Button onClick={take} data-testid="file-take">
          <Download size={18} aria-hidden />
          {t('files.take')}
        </Button>
      )}
      {status === 'done' && (
        <Button kind="primary" onClick={() => void save()} data-testid="file-save">
          <Download size={18} aria-hidden />
          {t('files.save')}
        </Button>
      )}
      {(status === 'receiving' || status === 'waiting') && (
        <Button onClick={() => void exchange?.pause(key)} data-testid="file-pause">
          <Pause size={18} aria-hidden />
          {t('files.pause')}
        </Button>
      )}
      {status === 'paused' && (
        <Button onClick={take} data-testid="file-resume">
          <Play size={18} aria-hidden />
          {t('files.resume')}
        </Button>
      )}
      {kAgain.includes(status) && (
        <Button onClick={take} data-testid="file-again">
          <RotateCw size={18} aria-hidden />
          {t('files.again')}
        </Button>
      )}
      {(status !== 'offered' || bytes > 0) && (
        <IconButton
          label={t(status === 'done' ? 'files.remove' : 'files.cancel')}
          onClick={() => void exchange?.drop(key)}
          data-testid="file-drop"
        >
          <X size={18} aria-hidden />
        </IconButton>
      )}
    </div>
  );
}

/** Who has it, and how far the others are: of what is on its way, the one who has least. */
function givenText({ given, size, offer, read }: Outgoing, names: Names): string {
  const values = { size: bytesText(size), done: bytesText(read) };
  if (!offer) return t('files.own.read', values);
  const have = [...given.values()].filter(({ got }) => got).length;
  const going = [...given].filter(([, { got, sent }]) => !got && sent > 0);
  const [first] = going;
  return [
    first
      ? t('files.own.sending', {
          name: nameOf(names, first[0]),
          done: bytesText(first[1].sent),
          size: values.size,
        })
      : '',
    have > 0 ? plural('files.own.got', have) : '',
    have === 0 && going.length === 0 ? t('files.own.offered') : '',
  ]
    .filter((text) => text !== '')
    .join(' ');
}

function Line({
  session,
  names,
  desk,
  shown,
}: {
  session: RoomSession;
  names: Names;
  desk: FileDesk;
  shown: Shown;
}) {
  const item = useRef<HTMLLIElement>(null);
  const { own, file, time } = shown;
  const name = safeName(own ? file.name : file.offer.name);
  const size = own ? file.size : file.offer.size;
  const from = own ? session.state.value.self.userId : file.from;
  const secret = own ? file.to !== null : file.offer.private;
  const picture = own ? undefined : desk.pictures.value.get(file.key);
  const state = own ? givenText(file, names) : stateOf(file, nameOf(names, from));
  // Whoever reads the end of the chat stays there.
  useLayoutEffect(() => {
    const list = item.current?.closest('.chat-list');
    if (!item.current || !list) return;
    const below = list.scrollHeight - list.scrollTop - list.clientHeight;
    if (own || below < item.current.offsetHeight + 80) list.scrollTop = list.scrollHeight;
  }, [picture]);
  const under = own ? !file.offer : ['receiving', 'paused', 'waiting'].includes(file.status);
  return (
    <li
      ref={item}
      class={`chat-line${own ? ' chat-own' : ''}${secret ? ' chat-is-private' : ''}`}
      data-testid="file"
      data-status={own ? (file.offer ? 'own' : 'reading') : file.status}
    >
      <p class="chat-who small">
        <strong dir="auto">{own ? t('chat.you') : nameOf(names, from)}</strong>{' '}
        <time dateTime={time.toISOString()}>{formatClock(time.toISOString())}</time>
        {secret && (
          <span class="chat-private">
            <Lock size={14} aria-hidden />
            {own
              ? t('chat.privateTo', { name: nameOf(names, file.to ?? '') })
              : t('chat.privateFrom')}
          </span>
        )}
      </p>
      <div class="files-card">
        {picture !== undefined && (
          <img class="files-picture" src={picture} alt={t('files.picture', { name })} />
        )}
        <p class="files-name">
          <FileText size={20} aria-hidden />
          <bdi>{name}</bdi>
          <span class="muted small">{bytesText(size)}</span>
        </p>
        {under && (
          <Progress
            name={name}
            value={own ? file.read : file.bytes}
            max={Math.max(1, size)}
          />
        )}
        {state !== '' && (
          <p class="files-state small" data-testid="file-state">
            {!own && file.status === 'done' && <Check size={16} aria-hidden />}
            {state}
          </p>
        )}
        {!own && file.status === 'done' && picture === undefined && (
          <p class="muted small">{t('files.trust')}</p>
        )}
        {own ? (
          <div class="files-actions">
            <Button
              kind="plain"
              onClick={() => desk.exchange?.withdraw(file.key)}
              data-testid="file-withdraw"
            >
              {t('files.withdraw')}
            </Button>
          </div>
        ) : (
          <IncomingActions desk={desk} file={file} />
        )}
      </div>
    </li>
  );
}

interface LinesProps {
  session: RoomSession;
  names: Names;
  desk: FileDesk;
  after: number;
  before: number;
}

/** The files that came after one line of the chat and before the next. */
export function FileLines({ session, names, desk, after, before }: LinesProps) {
  return (
    <>
      {desk.shown.value
        .filter(({ at }) => at > after && at <= before)
        .map((shown) => (
          <Line
            key={`file ${shown.file.key}`}
            session={session}
            names={names}
            desk={desk}
            shown={shown}
          />
        ))}
    </>
  );
}

const kIgnored = ['many', 'large', 'not-allowed'] as const;

/** What was not sent, not taken or not shown, and why. */
export function Troubles({ desk, names }: { desk: FileDesk; names: Names }) {
  const { value: refused } = desk.refused;
  const { value: declined } = desk.declined;
  const sentences = [
    ...desk.troubles.value.map(({ why, name }) =>
      t(`files.refused.${why}`, { name, size: bytesText(kMostFile), count: kMostOffers }),
    ),
    ...[...refused].flatMap(([userId, reasons]) =>
      kIgnored.flatMap((why) => {
        const count = reasons.get(why) ?? 0;
        return count > 0 ? [t(`files.ignored.${why}`, { name: nameOf(names, userId), count })] : [];
      }),
    ),
    ...[...declined].map(([userId, reasons]) =>
      t('files.declined', {
        name: nameOf(names, userId),
        count: [...reasons.values()].reduce((sum, one) => sum + one, 0),
      }),
    ),
    ...(desk.fleeting.value && desk.room.value !== null
      ? [t('files.fleeting', { size: bytesText(desk.room.value) })]
      : []),
  ];
  if (sentences.length === 0) return null;
  return (
    <div class="files-troubles small" role="status" data-testid="files-troubles">
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </div>
  );
}

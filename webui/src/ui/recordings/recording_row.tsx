// SPDX-License-Identifier: MIT
// One recording of a list: what it is, who may see it, and what one may do with it.
import { useState } from 'preact/hooks';
import { Clapperboard, Download, Ellipsis, Pencil, Play, Share2, Trash2 } from 'lucide-preact';
import { rename } from '../../core/api/recordings';
import { Button, buttonClass } from '../components/button';
import { Field } from '../components/field';
import { MenuButton, type MenuItem } from '../components/menu';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { bytesText, durationText } from '../i18n/sizes';
import { shortMoment } from '../i18n/times';
import { downloadsOf } from './downloads';
import { ShareDialog } from './share_dialog';
import type { Listed } from './source';

export function pathOf({ recordingId }: Pick<Listed, 'recordingId'>): string {
  return `/recordings/${encodeURIComponent(recordingId)}`;
}

/** Who may see it, besides the hosts and whoever recorded. */
export function Audience({ recording }: { recording: Listed }) {
  const { state, forParticipants, linkExpiresAt, manages } = recording;
  const words = [
    ...(state === 'ready' ? [] : [t(`recordings.state.${state}`)]),
    ...(forParticipants ? [t('recordings.who.all')] : []),
    ...(linkExpiresAt
      ? [t('recordings.who.link', { time: shortMoment(Date.parse(linkExpiresAt)) })]
      : []),
    ...(manages && !forParticipants && !linkExpiresAt ? [t('recordings.who.hosts')] : []),
  ];
  return (
    <span class="film-badges">
      {words.map((word) => (
        <span key={word} class="badge">
          {word}
        </span>
      ))}
    </span>
  );
}

export function Facts({ recording, meeting }: { recording: Listed; meeting: boolean }) {
  const { user } = useEnv();
  const { meetingTitle, createdAt, durationMs, size, owner, meetingId } = recording;
  return (
    <p class="film-facts muted small">
      {meeting && (
        <a href={`/meetings/${encodeURIComponent(meetingId)}`} dir="auto">
          {meetingTitle}
        </a>
      )}
      <span>{shortMoment(Date.parse(createdAt))}</span>
      {durationMs !== null && <span>{durationText(durationMs)}</span>}
      <span>{bytesText(size)}</span>
      {owner.userId !== user.value?.id && (
        <span dir="auto">{t('recordings.by', { name: owner.name })}</span>
      )}
    </p>
  );
}

export function Rename({
  recording,
  onDone,
}: {
  recording: Listed;
  onDone: (changed: boolean) => void;
}) {
  const { api } = useEnv();
  const [title, setTitle] = useState(recording.title);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    const wanted = title.trim();
    if (wanted === '' || wanted === recording.title) return onDone(false);
    setBusy(true);
    const answer = await rename(api, recording.recordingId, wanted);
    setBusy(false);
    if (answer.ok) onDone(true);
    else setError(sentenceFor(answer.error));
  };
  return (
    <form
      class="film-rename"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onDone(false);
      }}
    >
      <Field
        label={t('recordings.name')}
        value={title}
        onValue={setTitle}
        error={error}
        maxLength={200}
        autofocus
        data-testid="recording-name"
      />
      <div class="row">
        <Button kind="primary" type="submit" busy={busy} data-testid="recording-save">
          {t('app.save')}
        </Button>
        <Button onClick={() => onDone(false)}>{t('app.cancel')}</Button>
      </div>
    </form>
  );
}

export interface RowActions {
  onChange: () => void;
  /** Absent where nothing is deleted from here. */
  onDelete?: ((recording: Listed) => void) | undefined;
}

/** Share, download, rename and delete. */
export function Actions({
  recording,
  onRename,
  onChange,
  onDelete,
}: RowActions & { recording: Listed; onRename: () => void }) {
  const [sharing, setSharing] = useState(false);
  const { title, manages, state } = recording;
  const ready = state === 'ready';
  const downloads = ready ? downloadsOf(recording) : [];
  const items: MenuItem[] = [
    ...downloads.map(({ name, url }) => ({
      icon: Download,
      text:
        downloads.length > 1
          ? t('recordings.download.as', { type: name })
          : t('recordings.download'),
      testId: `recording-download-${name.toLowerCase()}`,
      onPress: () => window.location.assign(url),
    })),
    ...(manages
      ? [
          {
            icon: Pencil,
            text: t('recordings.rename'),
            testId: 'recording-rename',
            onPress: onRename,
          },
        ]
      : []),
    ...(manages && onDelete
      ? [
          {
            icon: Trash2,
            text: t('recordings.delete'),
            testId: 'recording-delete',
            danger: true,
            onPress: () => onDelete(recording),
          },
        ]
      : []),
  ];
  return (
    <>
      {manages && ready && (
        <Button
          onClick={() => setSharing(true)}
          aria-label={t('recordings.share.one', { title })}
          data-testid="recording-share"
        >
          <Share2 size={20} aria-hidden />
          {t('recordings.share')}
        </Button>
      )}
      {items.length > 0 && (
        <MenuButton
          items={items}
          label={t('recordings.more', { title })}
          class="button button-icon"
          testId="recording-more"
        >
          <Ellipsis size={20} aria-hidden />
        </MenuButton>
      )}
      {sharing && (
        <ShareDialog
          recording={recording}
          onChange={onChange}
          onClose={() => setSharing(false)}
        />
      )}
    </>
  );
}

export function RecordingRow({
  recording,
  meeting = true,
  onChange,
  onDelete,
}: RowActions & {
  recording: Listed;
  /** False on the page of the meeting itself. */
  meeting?: boolean;
}) {
  const [renaming, setRenaming] = useState(false);
  const { title, state } = recording;
  const ready = state === 'ready';
  const Heading = meeting ? 'h2' : 'h3';
  return (
    <li class="film-row" data-testid="recording" data-state={state}>
      <span class="film-icon" aria-hidden="true">
        <Clapperboard size={24} />
      </span>
      <div class="film-words">
        {renaming ? (
          <Rename
            recording={recording}
            onDone={(changed) => {
              setRenaming(false);
              if (changed) onChange();
            }}
          />
        ) : (
          <Heading class="film-title" dir="auto">
            {title}
          </Heading>
        )}
        <Facts recording={recording} meeting={meeting} />
        <Audience recording={recording} />
      </div>
      <div class="film-actions">
        {ready && (
          <a
            class={buttonClass('primary')}
            href={pathOf(recording)}
            aria-label={t('recordings.watch.one', { title })}
            data-testid="recording-watch"
          >
            <Play size={20} aria-hidden />
            {t('recordings.watch')}
          </a>
        )}
        <Actions
          recording={recording}
          onRename={() => setRenaming(true)}
          onChange={onChange}
          onDelete={onDelete}
        />
      </div>
    </li>
  );
}

// SPDX-License-Identifier: MIT
// One thing that was kept of a lesson: a file, the board, the chat.
import { useState } from 'preact/hooks';
import {
  Download,
  FileText,
  MessageSquare,
  Presentation,
  StickyNote,
  Trash2,
  type LucideProps,
} from 'lucide-preact';
import type { ComponentType } from 'preact';
import { downloadUrl, remove, type MaterialKind, type Recording } from '../../core/api/recordings';
import { Button, IconButton, buttonClass } from '../components/button';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { bytesText } from '../i18n/sizes';
import { shortMoment } from '../i18n/times';
import { Opening } from './opening';

const kIcons: Readonly<Record<MaterialKind, ComponentType<LucideProps>>> = {
  file: FileText,
  board: Presentation,
  chat: MessageSquare,
  notes: StickyNote,
};

export function MaterialRow({
  material,
  hosts,
  onChange,
}: {
  material: Recording;
  hosts: boolean;
  onChange: () => void;
}) {
  const { api } = useEnv();
  const [asked, setAsked] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const { title, kind, createdAt, size, mediaUrl, recordingId } = material;
  const Icon = kIcons[kind === 'film' ? 'file' : kind];
  const drop = async (): Promise<void> => {
    const answer = await remove(api, recordingId);
    if (answer.ok) onChange();
    else setError(sentenceFor(answer.error));
  };
  return (
    <li class="film-row" data-testid="material-row" data-kind={kind}>
      <span class="material-icon" aria-hidden="true">
        <Icon size={24} />
      </span>
      <div class="film-words">
        <h3 class="film-title" dir="auto">
          {title}
        </h3>
        <p class="film-facts muted small">
          <span>{shortMoment(Date.parse(createdAt))}</span>
          <span>{bytesText(size)}</span>
          {mediaUrl === null && <span>{t('recordings.state.processing')}</span>}
        </p>
        {hosts && <Opening material={material} onChange={onChange} />}
        {error !== null && <p class="field-error">{error}</p>}
      </div>
      <div class="film-actions">
        {mediaUrl !== null && (
          <a
            class={buttonClass()}
            href={downloadUrl(mediaUrl)}
            download
            aria-label={t('material.save.one', { title })}
            data-testid="material-save"
          >
            <Download size={20} aria-hidden />
            {t('recordings.download')}
          </a>
        )}
        {hosts &&
          (asked ? (
            <Button kind="danger" onClick={() => void drop()} data-testid="material-delete-sure">
              {t('material.delete.sure')}
            </Button>
          ) : (
            <IconButton
              label={t('material.delete.one', { title })}
              onClick={() => setAsked(true)}
              data-testid="material-delete"
            >
              <Trash2 size={20} aria-hidden />
            </IconButton>
          ))}
      </div>
    </li>
  );
}

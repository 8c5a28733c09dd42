// SPDX-License-Identifier: MIT
// What was kept of a lesson, on the meeting's page: notes, files, the board, the chat. Hosts add to
// it here; the others see what is open to them, and nothing where there is nothing.
import { useRef, useState } from 'preact/hooks';
import { Paperclip, Pencil } from 'lucide-preact';
import { materialOf } from '../../core/api/recordings';
import { useKept } from '../calendar/hooks';
import { Button } from '../components/button';
import { useChunk } from '../components/hooks';
import { ErrorMessage } from '../components/message';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import '../../styles/material.css';
import '../../styles/recording.css';
import { useUpload } from './use_upload';
import { MaterialRow } from './material_row';
import { Notes } from './notes';
import { useSoon } from './soon';

const loadKeep = () => import('../uploads/keep');

export function MaterialPart({ meetingId, hosts }: { meetingId: string; hosts: boolean }) {
  const { api } = useEnv();
  const { value, problem, reload } = useKept(`material ${meetingId}`, () =>
    materialOf(api, meetingId),
  );
  const picker = useRef<HTMLInputElement>(null);
  const [writes, setWrites] = useState(false);
  const [chunkFailed, setChunkFailed] = useState(false);
  const keeping = useChunk(hosts, loadKeep, () => setChunkFailed(true));
  const upload = useUpload(keeping?.keep ?? null, meetingId, reload);
  const list = value?.items;
  useSoon(list, reload);
  const failed = problem && problem.status !== 403 && problem.status !== 404;
  const shown = list?.filter(({ state }) => hosts || state === 'ready') ?? [];
  const notes = shown.find(({ kind, state }) => kind === 'notes' && state === 'ready') ?? null;
  const others = shown.filter(({ kind, state }) => kind !== 'notes' && state !== 'uploading');
  if (!failed && !hosts && shown.length === 0) return null;
  return (
    <section class="card stack" aria-labelledby="material" data-testid="material">
      <h2 id="material">{t('material.title')}</h2>
      {failed && <ErrorMessage text={sentenceFor(problem)} onRetry={reload} />}
      {(notes || writes) && (
        <Notes
          notes={notes}
          writes={writes}
          hosts={hosts}
          onWrites={setWrites}
          onSave={(text) => upload.notes(text)}
          onChange={reload}
        />
      )}
      {others.length > 0 && (
        <ul class="film-list">
          {others.map((one) => (
            <MaterialRow key={one.recordingId} material={one} hosts={hosts} onChange={reload} />
          ))}
        </ul>
      )}
      {hosts && shown.length === 0 && !writes && (
        <p class="muted">{t('material.none')}</p>
      )}
      {upload.error !== null && <ErrorMessage text={upload.error} />}
      {chunkFailed && (
        <ErrorMessage
          text={t('material.notLoaded')}
          onRetry={() => window.location.reload()}
        />
      )}
      {upload.running && (
        <div class="stack tight" role="status">
          <span class="small" dir="auto">
            {t('material.sending', { name: upload.running.name })}
          </span>
          <progress
            class="film-progress"
            max={Math.max(1, upload.running.size)}
            value={upload.running.sent}
            aria-label={t('material.sending', { name: upload.running.name })}
          />
        </div>
      )}
      {hosts && (
        <div class="row">
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            data-testid="material-file"
            onChange={(event) => {
              void upload.files([...(event.currentTarget.files ?? [])]);
              event.currentTarget.value = '';
            }}
          />
          <Button
            onClick={() => picker.current?.click()}
            busy={upload.running !== null}
            disabled={!keeping}
            data-testid="material-add"
          >
            <Paperclip size={20} aria-hidden />
            {t('material.add')}
          </Button>
          {!notes && !writes && (
            <Button
              onClick={() => setWrites(true)}
              disabled={!keeping}
              data-testid="material-write"
            >
              <Pencil size={20} aria-hidden />
              {t('material.notes.write')}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

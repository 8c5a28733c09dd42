// SPDX-License-Identifier: MIT
// The notes of a lesson: a text that hosts write and the people of the meeting read.
import { useEffect, useId, useState } from 'preact/hooks';
import { Pencil, Trash2 } from 'lucide-preact';
import { remove, type Recording } from '../../core/api/recordings';
import { Button } from '../components/button';
import { ErrorMessage, Loading } from '../components/message';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { Opening } from './opening';

/** Characters; the server takes a megabyte. */
const kLongest = 100_000;

interface Props {
  notes: Recording | null;
  /** The host edits them now. */
  writes: boolean;
  hosts: boolean;
  onWrites: (writes: boolean) => void;
  /** True if they are kept. */
  onSave: (text: string) => Promise<boolean>;
  onChange: () => void;
}

type Text = { readonly text: string } | 'failed' | null;

/** What the server has; null while it comes. */
function useText(notes: Recording | null): Text {
  const [text, setText] = useState<Text>(notes ? null : { text: '' });
  const id = notes?.recordingId;
  useEffect(() => {
    const url = notes?.mediaUrl;
    if (!url) return;
    let gone = false;
    fetch(url)
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(answer.statusText))))
      .then(
        (come) => !gone && setText({ text: come }),
        () => !gone && setText('failed'),
      );
    return () => {
      gone = true;
    };
  }, [id]);
  return text;
}

function Editor({
  text,
  onSave,
  onCancel,
}: {
  text: string;
  onSave: (text: string) => Promise<boolean>;
  onCancel: () => void;
}) {
  const id = useId();
  const [draft, setDraft] = useState(text);
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    const kept = await onSave(draft);
    setBusy(false);
    if (kept) onCancel();
  };
  return (
    <div class="stack tight">
      <label class="field-label" for={id}>
        {t('material.notes')}
      </label>
      <textarea
        id={id}
        class="input notes-editor"
        dir="auto"
        rows={8}
        maxLength={kLongest}
        value={draft}
        onInput={(event) => setDraft(event.currentTarget.value)}
        data-testid="notes-text"
      />
      <div class="row">
        <Button
          kind="primary"
          busy={busy}
          disabled={draft.trim() === ''}
          onClick={() => void save()}
          data-testid="notes-save"
        >
          {t('app.save')}
        </Button>
        <Button onClick={onCancel}>{t('app.cancel')}</Button>
      </div>
    </div>
  );
}

export function Notes({ notes, writes, hosts, onWrites, onSave, onChange }: Props) {
  const { api } = useEnv();
  const text = useText(notes);
  const [error, setError] = useState<string | null>(null);
  if (text === 'failed') return <ErrorMessage text={t('material.notLoaded')} onRetry={onChange} />;
  if (text === null) return <Loading />;
  if (writes)
    return <Editor text={text.text} onSave={onSave} onCancel={() => onWrites(false)} />;
  return (
    <div class="stack">
      <h3>{t('material.notes')}</h3>
      <p class="notes" dir="auto" data-testid="notes">
        {text.text}
      </p>
      {error !== null && <ErrorMessage text={error} />}
      {hosts && notes && (
        <div class="row">
          <Button onClick={() => onWrites(true)} data-testid="notes-change">
            <Pencil size={20} aria-hidden />
            {t('material.notes.change')}
          </Button>
          <Opening material={notes} onChange={onChange} />
          <Button
            kind="plain"
            onClick={() =>
              void remove(api, notes.recordingId).then((answer) => {
                setError(answer.ok ? null : sentenceFor(answer.error));
                onChange();
              })
            }
            data-testid="notes-delete"
          >
            <Trash2 size={20} aria-hidden />
            {t('recordings.delete')}
          </Button>
        </div>
      )}
    </div>
  );
}

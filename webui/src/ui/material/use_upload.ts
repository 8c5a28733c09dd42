// SPDX-License-Identifier: MIT
// Sends files and notes to the material of a meeting, one after the other, and tells how far.
import { useState } from 'preact/hooks';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceForCode } from '../i18n/problems';
import type { keep as keepMaterial } from '../uploads/keep';

export interface RunningUpload {
  readonly name: string;
  readonly size: number;
  readonly sent: number;
}

export interface MaterialUpload {
  readonly running: RunningUpload | null;
  /** What became of the last one, as a sentence. */
  readonly error: string | null;
  files(files: readonly File[]): Promise<void>;
  /** True if the server has them. */
  notes(text: string): Promise<boolean>;
}

type Keep = typeof keepMaterial;

export function useUpload(
  keep: Keep | null,
  meetingId: string,
  onDone: () => void,
): MaterialUpload {
  const { api } = useEnv();
  const [running, setRunning] = useState<RunningUpload | null>(null);
  const [error, setError] = useState<string | null>(null);

  const send = async (kind: 'file' | 'notes', name: string, bytes: Blob): Promise<boolean> => {
    if (!keep) return false;
    const { size } = bytes;
    setRunning({ name, size, sent: 0 });
    const title = name.slice(0, 200);
    const answer = await keep(
      api,
      { meetingId, kind, title, bytes, forParticipants: true },
      (sent) => setRunning({ name, size, sent }),
    );
    setRunning(null);
    if (!answer.ok)
      setError(`${t('material.failed', { name })} ${sentenceForCode(answer.error)}`);
    onDone();
    return answer.ok;
  };

  return {
    running,
    error,
    files: async (files) => {
      setError(null);
      for (const file of files) {
        if (file.size === 0) setError(t('material.empty', { name: file.name }));
        else if (!(await send('file', file.name, file))) break;
      }
    },
    notes: (text) => {
      setError(null);
      return send('notes', t('material.notes'), new Blob([text]));
    },
  };
}

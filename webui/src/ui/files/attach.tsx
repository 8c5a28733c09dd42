// SPDX-License-Identifier: MIT
// Where files are handed in: a button in the chat's line, and what is dropped or pasted there.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Paperclip } from 'lucide-preact';
import '../../styles/files.css';
import { kMostFile } from '../../core/files/wire';
import { mayWrite } from '../../core/model/permissions';
import { t } from '../i18n';
import { bytesText } from '../i18n/sizes';
import type { RoomSession } from '../room/room_session';
import type { StageView } from '../room/stage_view';
import { fileDeskOf } from './desk';

interface Props {
  session: RoomSession;
  view: StageView;
  /** With its name beside the icon. */
  labelled?: boolean;
}

/** Text that is dropped or pasted stays text. */
function filesIn(data: DataTransfer | null): File[] {
  return [...(data?.files ?? [])];
}

export function Attach({ session, view, labelled }: Props) {
  const desk = fileDeskOf(session);
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const { self, meeting } = session.state.value;
  const may = self.role !== 'listener' && mayWrite(self, meeting?.settings);
  const hand = (files: readonly File[]): void => desk.hand(files, view.writeTo.value);

  useEffect(() => {
    const panel = input.current?.closest<HTMLElement>('.panel');
    if (!panel || !may) return;
    const carries = (event: DragEvent): boolean =>
      event.dataTransfer?.types.includes('Files') === true;
    const onOver = (event: DragEvent): void => {
      if (!carries(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent): void => {
      if (!(event.relatedTarget instanceof Node) || !panel.contains(event.relatedTarget))
        setOver(false);
    };
    const onDrop = (event: DragEvent): void => {
      setOver(false);
      if (!carries(event)) return;
      event.preventDefault();
      hand(filesIn(event.dataTransfer));
    };
    const onPaste = (event: ClipboardEvent): void => {
      const files = filesIn(event.clipboardData);
      // A picture of some text comes along with the text from many programs.
      if (files.length === 0 || event.clipboardData?.types.includes('text/plain')) return;
      event.preventDefault();
      hand(files);
    };
    panel.addEventListener('dragover', onOver);
    panel.addEventListener('dragleave', onLeave);
    panel.addEventListener('drop', onDrop);
    panel.addEventListener('paste', onPaste);
    return () => {
      panel.removeEventListener('dragover', onOver);
      panel.removeEventListener('dragleave', onLeave);
      panel.removeEventListener('drop', onDrop);
      panel.removeEventListener('paste', onPaste);
    };
  }, [may]);

  if (!may) return null;
  const limit = t('files.limit', { size: bytesText(kMostFile) });
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={({ currentTarget }) => {
          hand([...(currentTarget.files ?? [])]);
          // The same file can be chosen again.
          currentTarget.value = '';
        }}
        data-testid="files-input"
      />
      <button
        type="button"
        class={`button files-attach${labelled ? '' : ' button-icon'}`}
        aria-label={labelled ? undefined : t('files.attach')}
        title={limit}
        onClick={() => input.current?.click()}
        data-testid="files-attach"
      >
        <Paperclip size={20} aria-hidden />
        {labelled && t('files.attach')}
      </button>
      {labelled && <p class="muted small">{limit}</p>}
      {over && (
        <div class="files-drop" aria-hidden="true">
          <p>
            <Paperclip size={32} aria-hidden />
            {t('files.drop')}
          </p>
          <p class="small">{limit}</p>
        </div>
      )}
    </>
  );
}

// SPDX-License-Identifier: MIT
// Where one writes: to everybody, to one person, or in answer to a line.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Lock, Send, X } from 'lucide-preact';
import { mayWrite } from '../../core/model/permissions';
import type { ChatLine } from '../../core/model/state';
import { kMaxChatBytes } from '../../core/protocol/messages';
import { showsSomething } from '../../core/visible_text';
import { IconButton } from '../components/button';
import { FieldError } from '../components/field';
import { Attach } from '../files/attach';
import { fileDeskOf } from '../files/desk';
import { Troubles } from '../files/lines';
import { t } from '../i18n';
import type { RoomSession } from '../room/room_session';
import type { StageView } from '../room/stage_view';
import { splitQuote, withQuote } from './quote';

/**
 * Enter while a word is still being composed (Chinese, Japanese …) belongs to the keyboard. Safari
 * ends the composition first and marks the key only by the code 229 (WebKit bug 165004).
 */
export function isComposing(event: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  return event.isComposing || event.keyCode === 229;
}

function Recipient({ session, view }: { session: RoomSession; view: StageView }) {
  const { peers } = session.state.value;
  const names = view.names.value;
  if (peers.length === 0) return null;
  return (
    <label class="composer-to small">
      {view.writeTo.value !== null && <Lock size={16} aria-hidden />}
      <span>{t('chat.to')}</span>
      <select
        class="composer-select"
        value={view.writeTo.value ?? ''}
        onChange={({ currentTarget }) => (view.writeTo.value = currentTarget.value || null)}
        data-testid="chat-to"
      >
        <option value="">{t('chat.everyone')}</option>
        {peers.map(({ userId }) => (
          <option key={userId} value={userId} selected={userId === view.writeTo.value}>
            {names.get(userId)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Answering({ line, name, onDrop }: { line: ChatLine; name: string; onDrop: () => void }) {
  return (
    <div class="composer-reply small">
      <span>{t('chat.replyTo', { name, text: splitQuote(line.text).text })}</span>
      <IconButton label={t('chat.noReply')} onClick={onDrop}>
        <X size={18} aria-hidden />
      </IconButton>
    </div>
  );
}

interface Props {
  session: RoomSession;
  view: StageView;
  reply: ChatLine | null;
  onReplied: () => void;
}

export function Composer({ session, view, reply, onReplied }: Props) {
  const [text, setText] = useState('');
  const [error, setError] = useState<'chat.tooLong' | null>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  const { self, meeting, peers } = session.state.value;
  const names = view.names.value;
  const to = view.writeTo.value;
  useLayoutEffect(() => input.current?.focus(), [reply, to]);
  useEffect(() => {
    // Whoever has left reads nothing any more; what is written must not go to everybody instead.
    if (to !== null && !peers.some(({ userId }) => userId === to) && text === '')
      view.writeTo.value = null;
  }, [to, peers]);

  const send = (): void => {
    const written = text.trim();
    if (!showsSomething(written)) return;
    const name = reply ? (names.get(reply.userId) ?? reply.name) : '';
    const message = reply ? withQuote(name, reply.text, written) : written;
    if (new TextEncoder().encode(message).length > kMaxChatBytes) setError('chat.tooLong');
    else {
      session.sendChat(message, to);
      setText('');
      setError(null);
      onReplied();
    }
    input.current?.focus();
  };

  if (!mayWrite(self, meeting?.settings))
    return (
      <p class="composer muted" role="status" data-testid="chat-blocked">
        {t(self.blocked.includes('chat') ? 'chat.blocked' : 'chat.off')}
      </p>
    );
  const gone = to !== null && !names.has(to);
  const name = to === null ? '' : (names.get(to) ?? '…');
  return (
    <form
      class={`composer${to === null ? '' : ' composer-private'}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {error && <FieldError text={t(error)} />}
      {reply && (
        <Answering line={reply} name={names.get(reply.userId) ?? reply.name} onDrop={onReplied} />
      )}
      <Recipient session={session} view={view} />
      <Troubles desk={fileDeskOf(session)} names={view.names} />
      <div class="input-with-button">
        <Attach session={session} view={view} />
        <textarea
          ref={input}
          class="input composer-input"
          rows={1}
          dir="auto"
          value={text}
          aria-label={to === null ? t('chat.label') : t('chat.label.private', { name })}
          placeholder={
            to === null ? t('chat.placeholder') : t('chat.placeholder.private', { name })
          }
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return;
            event.preventDefault();
            send();
          }}
          data-testid="chat-input"
        />
        <button
          type="submit"
          class="button button-primary composer-send"
          aria-label={t('chat.send')}
          title={t('chat.send')}
          disabled={gone}
          data-testid="chat-send"
        >
          <Send size={20} aria-hidden />
        </button>
      </div>
    </form>
  );
}

// SPDX-License-Identifier: MIT
// The chat: the messages, and one line to write a message.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Send } from 'lucide-preact';
import type { ChatLine } from '../../core/model/state';
import { kMaxChatBytes } from '../../core/protocol/messages';
import { Panel } from '../components/panel';
import { FieldError } from '../components/field';
import { formatClock, t } from '../i18n';
import type { RoomSession } from '../room/room_session';
import { splitLinks } from './links';

const kTogetherMs = 3 * 60_000;

function Text({ text }: { text: string }) {
  return (
    <>
      {splitLinks(text).map((part, index) =>
        part.link ? (
          <a key={index} href={part.text} target="_blank" rel="noopener noreferrer">
            {part.text}
          </a>
        ) : (
          part.text
        ),
      )}
    </>
  );
}

/** Lines of one person in a row need one name only. */
function continues(before: ChatLine | undefined, line: ChatLine): boolean {
  return (
    before?.userId === line.userId &&
    Date.parse(line.timestamp) - Date.parse(before.timestamp) < kTogetherMs
  );
}

function Line({ line, before }: { line: ChatLine; before: ChatLine | undefined }) {
  const again = continues(before, line);
  return (
    <li
      class={`chat-line${line.own ? ' chat-own' : ''}${again ? ' chat-again' : ''}`}
      data-testid="chat-message"
    >
      {!again && (
        <p class="chat-who small">
          <strong>{line.own ? t('chat.you') : line.name}</strong>{' '}
          <time dateTime={line.timestamp}>{formatClock(line.timestamp)}</time>
        </p>
      )}
      <p class="chat-bubble">
        <Text text={line.text} />
      </p>
    </li>
  );
}

function Composer({ session }: { session: RoomSession }) {
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  useEffect(() => input.current?.focus(), []);

  const send = (): void => {
    const message = text.trim();
    if (message === '') return;
    if (new TextEncoder().encode(message).length > kMaxChatBytes) setError(t('chat.tooLong'));
    else if (session.state.value.signaling !== 'up' || !session.sendChat(message))
      setError(t('chat.offline'));
    else {
      setText('');
      setError(null);
    }
    input.current?.focus();
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {error && <FieldError text={error} />}
      <div class="input-with-button">
        <textarea
          ref={input}
          class="input composer-input"
          rows={1}
          value={text}
          aria-label={t('chat.label')}
          placeholder={t('chat.placeholder')}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            // Enter while a word is still being composed (Chinese, Japanese …) belongs to the
            // keyboard.
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
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
          data-testid="chat-send"
        >
          <Send size={20} aria-hidden />
        </button>
      </div>
    </form>
  );
}

export function ChatPanel({ session, onClose }: { session: RoomSession; onClose: () => void }) {
  const { chat } = session.state.value;
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const element = list.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, [chat.length]);
  return (
    <Panel title={t('chat.title')} onClose={onClose}>
      {chat.length === 0 && <p class="panel-empty muted">{t('chat.empty')}</p>}
      <ol class="chat-list" ref={list} role="log" aria-label={t('chat.title')} tabIndex={0}>
        {chat.map((line, index) => (
          <Line key={line.key} line={line} before={chat[index - 1]} />
        ))}
      </ol>
      <Composer session={session} />
    </Panel>
  );
}

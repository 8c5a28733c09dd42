// SPDX-License-Identifier: MIT
// The chat: the messages, and one line to write a message.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ArrowDown, Send } from 'lucide-preact';
import { mayWrite } from '../../core/model/permissions';
import type { ChatLine } from '../../core/model/state';
import { kMaxChatBytes } from '../../core/protocol/messages';
import { showsSomething } from '../../core/visible_text';
import { Panel } from '../components/panel';
import { FieldError } from '../components/field';
import { formatClock, t } from '../i18n';
import type { RoomSession } from '../room/room_session';
import { splitLinks } from './links';

const kTogetherMs = 3 * 60_000;
const kNearEndPx = 40;

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

interface LineProps {
  line: ChatLine;
  again: boolean;
  onAgain: (key: number) => void;
}

function Unsent({ line, onAgain }: { line: ChatLine; onAgain: (key: number) => void }) {
  if (line.delivery === 'sending') return <p class="chat-state small">{t('chat.sending')}</p>;
  return (
    <p class="chat-state chat-failed small" role="alert">
      {t('chat.failed')}{' '}
      <button type="button" class="link-button" onClick={() => onAgain(line.key)}>
        {t('chat.again')}
      </button>
    </p>
  );
}

/** The same element as long as the line is the same, so that a long chat costs nothing. */
function Line({ line, again, onAgain }: LineProps) {
  return useMemo(() => <DrawnLine line={line} again={again} onAgain={onAgain} />, [line, again]);
}

function DrawnLine({ line, again, onAgain }: LineProps) {
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
      {line.delivery !== 'sent' && <Unsent line={line} onAgain={onAgain} />}
    </li>
  );
}

/**
 * Enter while a word is still being composed (Chinese, Japanese …) belongs to the keyboard. Safari
 * ends the composition first and marks the key only by the code 229 (WebKit bug 165004).
 */
export function isComposing(event: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  return event.isComposing || event.keyCode === 229;
}

function Composer({ session }: { session: RoomSession }) {
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  useEffect(() => input.current?.focus(), []);

  const send = (): void => {
    const message = text.trim();
    if (!showsSomething(message)) return;
    if (new TextEncoder().encode(message).length > kMaxChatBytes) setError(t('chat.tooLong'));
    else if (session.state.value.signaling !== 'up') setError(t('chat.offline'));
    else {
      session.sendChat(message);
      setText('');
      setError(null);
    }
    input.current?.focus();
  };

  const { self, meeting } = session.state.value;
  if (!mayWrite(self, meeting?.settings))
    return (
      <p class="composer muted" role="status" data-testid="chat-blocked">
        {t(self.blocked.includes('chat') ? 'chat.blocked' : 'chat.off')}
      </p>
    );
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
          data-testid="chat-send"
        >
          <Send size={20} aria-hidden />
        </button>
      </div>
    </form>
  );
}

/** Where a list is read to its end, within the height of a line. */
function isAtEnd(list: HTMLElement): boolean {
  return list.scrollHeight - list.scrollTop - list.clientHeight < kNearEndPx;
}

export function ChatPanel({ session, onClose }: { session: RoomSession; onClose: () => void }) {
  const { chat } = session.state.value;
  const list = useRef<HTMLOListElement>(null);
  const following = useRef(true);
  const [below, setBelow] = useState(false);
  const last = chat.at(-1);

  const toEnd = (): void => {
    const element = list.current;
    if (element) element.scrollTop = element.scrollHeight;
    following.current = true;
    setBelow(false);
  };
  // Whoever reads earlier lines is left alone; an own line is what one wants to see.
  useEffect(() => {
    if (following.current || last?.own) toEnd();
    else setBelow(true);
  }, [last?.key, last?.delivery]);

  const onScroll = (): void => {
    if (!list.current) return;
    following.current = isAtEnd(list.current);
    if (following.current) setBelow(false);
  };
  const again = (key: number): void => session.sendAgain(key);
  return (
    <Panel title={t('chat.title')} onClose={onClose}>
      {chat.length === 0 && <p class="panel-empty muted">{t('chat.empty')}</p>}
      <ol
        class="chat-list"
        ref={list}
        role="log"
        aria-label={t('chat.title')}
        tabIndex={0}
        onScroll={onScroll}
      >
        {chat.map((line, index) => (
          <Line
            key={line.key}
            line={line}
            again={continues(chat[index - 1], line)}
            onAgain={again}
          />
        ))}
      </ol>
      {below && (
        <button type="button" class="chat-below" onClick={toEnd} data-testid="chat-below">
          {t('chat.below')}
          <ArrowDown size={16} aria-hidden />
        </button>
      )}
      <Composer session={session} />
    </Panel>
  );
}

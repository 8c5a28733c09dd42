// SPDX-License-Identifier: MIT
// One line of the chat.
import { useState } from 'preact/hooks';
import { Lock, Reply, SmilePlus } from 'lucide-preact';
import type { ChatLine } from '../../core/model/state';
import { formatClock, t } from '../i18n';
import { splitLinks } from './links';
import { splitQuote } from './quote';

function Text({ text }: { text: string }) {
  return (
    <>
      {splitLinks(text).map((part, index) =>
        part.link ? (
          <a
            key={index}
            href={part.href ?? part.text}
            target="_blank"
            rel="noopener noreferrer"
            dir="ltr"
          >
            {part.text}
          </a>
        ) : (
          part.text
        ),
      )}
    </>
  );
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

function Private({ line }: { line: ChatLine }) {
  if (!line.private) return null;
  return (
    <span class="chat-private">
      <Lock size={14} aria-hidden />
      {line.to ? t('chat.privateTo', { name: line.to.name }) : t('chat.privateFrom')}
    </span>
  );
}

/** The first of the room's reactions fit beside a line. */
const kEmoji = ['👍', '❤️', '😂', '🎉', '❓'] as const;

function Reactions({ line, onReact }: { line: ChatLine; onReact: LineProps['onReact'] }) {
  if (!line.reactions?.length) return null;
  return (
    <p class="chat-reactions">
      {line.reactions.map(({ emoji, from, own }) => (
        <button
          key={emoji}
          type="button"
          class={`chat-reaction${own ? ' chat-reaction-own' : ''}`}
          aria-label={t('chat.reaction', { emoji, count: from.length })}
          title={t('chat.reaction', { emoji, count: from.length })}
          disabled={own}
          onClick={() => onReact(line, emoji)}
          data-testid="chat-reaction"
        >
          {emoji} {from.length}
        </button>
      ))}
    </p>
  );
}

function ReactTo({ line, shown, onReact }: Pick<LineProps, 'line' | 'shown' | 'onReact'>) {
  const [open, setOpen] = useState(false);
  const label = t('chat.react', { name: shown });
  return (
    <>
      <button
        type="button"
        class="button button-icon chat-reply"
        aria-label={label}
        title={label}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        data-testid="chat-react"
      >
        <SmilePlus size={18} aria-hidden />
      </button>
      {open && (
        <span class="chat-emoji" role="group" aria-label={label}>
          {kEmoji.map((emoji) => (
            <button
              key={emoji}
              type="button"
              class="button button-icon"
              onClick={() => {
                onReact(line, emoji);
                setOpen(false);
              }}
              data-testid="chat-emoji"
            >
              {emoji}
            </button>
          ))}
        </span>
      )}
    </>
  );
}

export interface LineProps {
  line: ChatLine;
  /** The name as it is shown: numbered, if somebody else has the same. */
  shown: string;
  /** One more line of the same person: the name stands above already. */
  again: boolean;
  /** The first one that was not read. */
  fresh: boolean;
  onAgain: (key: number) => void;
  onReply: (line: ChatLine) => void;
  onReact: (line: ChatLine, emoji: string) => void;
}

export function DrawnLine(props: LineProps) {
  const { line, shown, again, fresh, onAgain, onReply, onReact } = props;
  const { quote, text } = splitQuote(line.text);
  const kind =
    `chat-line${line.own ? ' chat-own' : ''}${again ? ' chat-again' : ''}` +
    (line.private ? ' chat-is-private' : '');
  return (
    <li class={kind} data-testid="chat-message">
      {fresh && <p class="chat-fresh small">{t('chat.unreadLine')}</p>}
      {!again && (
        <p class="chat-who small">
          <strong dir="auto">{line.own ? t('chat.you') : shown}</strong>{' '}
          <time dateTime={line.timestamp}>{formatClock(line.timestamp)}</time>
          <Private line={line} />
        </p>
      )}
      <div class="chat-row">
        <div class="chat-bubble" dir="auto">
          {quote !== null && (
            <blockquote class="chat-quote small" dir="auto">
              {quote}
            </blockquote>
          )}
          <p>
            <Text text={text} />
          </p>
        </div>
        {!line.own && (
          <button
            type="button"
            class="button button-icon chat-reply"
            aria-label={t('chat.reply', { name: shown })}
            title={t('chat.reply', { name: shown })}
            onClick={() => onReply(line)}
          >
            <Reply size={18} aria-hidden />
          </button>
        )}
        {!line.own && line.line !== undefined && (
          <ReactTo line={line} shown={shown} onReact={onReact} />
        )}
      </div>
      <Reactions line={line} onReact={onReact} />
      {line.delivery !== 'sent' && <Unsent line={line} onAgain={onAgain} />}
    </li>
  );
}

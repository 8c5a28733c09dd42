// SPDX-License-Identifier: MIT
// The chat: the last messages, earlier ones as one scrolls up, and a line to write a message.
import { Fragment } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ArrowDown } from 'lucide-preact';
import type { ChatLine } from '../../core/model/state';
import { Panel } from '../components/panel';
import { t } from '../i18n';
import type { RoomSession } from '../room/room_session';
import type { StageView } from '../room/stage_view';
import { Composer } from './composer';
import { DrawnLine, type LineProps } from './line';
import { firstDrawn, firstUnread, stepUp } from './window';

export { isComposing } from './composer';

const kTogetherMs = 3 * 60_000;
const kNearEndPx = 40;
const kNearTopPx = 240;

/** Lines of one person in a row need one name only. */
function continues(before: ChatLine | undefined, line: ChatLine): boolean {
  return (
    before?.userId === line.userId &&
    before.private === line.private &&
    before.to?.userId === line.to?.userId &&
    Date.parse(line.timestamp) - Date.parse(before.timestamp) < kTogetherMs
  );
}

/** The same element as long as the line is the same, so that a long chat costs nothing. */
function Line(props: LineProps) {
  const { line, again, shown, fresh } = props;
  return useMemo(() => <DrawnLine {...props} />, [line, again, shown, fresh]);
}

/** Where a list is read to its end, within the height of a line. */
function isAtEnd(list: HTMLElement): boolean {
  return list.scrollHeight - list.scrollTop - list.clientHeight < kNearEndPx;
}

interface Props {
  session: RoomSession;
  view: StageView;
  onClose: () => void;
}

export function ChatPanel({ session, view, onClose }: Props) {
  const { chat, unread } = session.state.value;
  const names = view.names.value;
  const list = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const [first, setFirst] = useState<number | null>(null);
  const [below, setBelow] = useState(0);
  const [reply, setReply] = useState<ChatLine | null>(null);
  // As it was when the chat was opened.
  const fresh = useMemo(() => firstUnread(chat, unread), []);
  const last = chat.at(-1);
  const Between = session.activities.between.value;
  const from = firstDrawn(chat, first, following.current && first === null);
  /** Where the first drawn line stood before earlier ones came above it. */
  const anchor = useRef<number | null>(null);

  const toEnd = (): void => {
    const element = list.current;
    if (element) element.scrollTop = element.scrollHeight;
    following.current = true;
    setFirst(null);
    setBelow(0);
  };

  useLayoutEffect(() => {
    const element = list.current;
    if (!element || anchor.current === null) return;
    element.scrollTop = element.scrollHeight - anchor.current;
    anchor.current = null;
  }, [first]);

  // Whoever reads earlier lines is left alone; an own line is what one wants to see.
  const seen = useRef(last?.key ?? 0);
  useLayoutEffect(() => {
    const news = chat.filter(({ key }) => key > seen.current).length;
    seen.current = Math.max(seen.current, last?.key ?? 0);
    if (following.current || (last?.own && news > 0)) toEnd();
    else if (news > 0) setBelow((count) => count + news);
  }, [last?.key, last?.delivery]);

  // A keyboard that opens, or a phone that is turned: whoever was at the end stays there.
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    element.querySelector('.chat-fresh')?.scrollIntoView({ block: 'center' });
    following.current = isAtEnd(element);
    const observer = new ResizeObserver(() => {
      if (following.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const onScroll = (): void => {
    const element = list.current;
    if (!element) return;
    following.current = isAtEnd(element);
    if (following.current) {
      setFirst(null);
      setBelow(0);
    } else if (element.scrollTop < kNearTopPx && anchor.current === null) {
      const up = stepUp(chat, from);
      if (up === null) {
        // Nothing more above; the first line stays where it is while new ones come.
        setFirst(chat[from]?.key ?? null);
        return;
      }
      anchor.current = element.scrollHeight - element.scrollTop;
      setFirst(up);
    } else {
      setFirst(chat[from]?.key ?? null);
    }
  };
  const again = (key: number): void => session.sendAgain(key);
  const answer = (line: ChatLine): void => {
    // The answer to a private line is private, too.
    view.writeTo.value = line.private ? line.userId : null;
    setReply(line);
  };
  const react = ({ line }: ChatLine, emoji: string): void => {
    if (line !== undefined) session.reactTo(line, emoji);
  };
  return (
    <Panel title={t('chat.title')} onClose={onClose}>
      {chat.length === 0 && !Between && <p class="panel-empty muted">{t('chat.empty')}</p>}
      <div
        class="chat-list"
        ref={list}
        role="log"
        aria-live="off"
        aria-label={t('chat.title')}
        tabIndex={0}
        onScroll={onScroll}
        data-testid="chat-list"
      >
        <ol class="chat-lines">
          {chat.slice(from).map((line, index) => (
            <Fragment key={line.key}>
              {Between && <Between after={chat[from + index - 1]?.key ?? 0} before={line.key} />}
              <Line
                line={line}
                shown={names.get(line.userId) ?? line.name}
                again={line.key !== fresh && continues(chat[from + index - 1], line)}
                fresh={line.key === fresh}
                onAgain={again}
                onReply={answer}
                onReact={react}
              />
            </Fragment>
          ))}
          {Between && <Between after={last?.key ?? 0} before={Infinity} />}
        </ol>
      </div>
      {below > 0 && (
        <button type="button" class="chat-below" onClick={toEnd} data-testid="chat-below">
          {t('chat.below')} ({below})
          <ArrowDown size={16} aria-hidden />
        </button>
      )}
      <Composer session={session} view={view} reply={reply} onReplied={() => setReply(null)} />
    </Panel>
  );
}

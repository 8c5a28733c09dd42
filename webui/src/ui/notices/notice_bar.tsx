// SPDX-License-Identifier: MIT
// The place of the notices: a bar of its own above the stage, whose height never changes, so that
// no face is covered and nothing jumps. Without a notice it shows the title of the meeting.
import type { ComponentChildren, ComponentType } from 'preact';
import {
  CircleAlert,
  CircleDot,
  DoorOpen,
  Hand,
  LogIn,
  LogOut,
  Mic,
  MessageSquare,
  MicOff,
  MonitorUp,
  ShieldAlert,
  ShieldCheck,
  Video,
  Volume2,
  Wifi,
  WifiOff,
  X,
  type LucideProps,
} from 'lucide-preact';
import type { Notice, NoticeKind } from '../../core/model/notices';
import { useMediaQuery } from '../components/hooks';
import { t } from '../i18n';

const kIcons: Readonly<Record<NoticeKind, ComponentType<LucideProps>>> = {
  'peer-joined': LogIn,
  'peer-left': LogOut,
  'peer-speaks': Mic,
  'floor-given': Mic,
  'floor-taken': MicOff,
  'check-asked': ShieldCheck,
  'check-lost': ShieldAlert,
  'hand-raised': Hand,
  'hand-lowered': Hand,
  'screen-started': MonitorUp,
  'share-stopped': MonitorUp,
  'share-failed': CircleAlert,
  'recording-ask': CircleDot,
  'recording-began': CircleDot,
  'recording-ended': CircleDot,
  recording: CircleDot,
  'part-failed': CircleAlert,
  knock: DoorOpen,
  chat: MessageSquare,
  broadcast: MessageSquare,
  'group-help': Hand,
  'chat-failed': CircleAlert,
  muted: MicOff,
  'may-unmute': MicOff,
  'speaking-muted': MicOff,
  'mic-silent': MicOff,
  'mic-paused': MicOff,
  'video-stopped': Video,
  reconnecting: WifiOff,
  reconnected: Wifi,
  'link-weak': WifiOff,
  'link-lost': WifiOff,
  asking: Video,
  ready: Video,
  device: CircleAlert,
  'sound-blocked': Volume2,
};

export interface NoticeAction {
  readonly text: string;
  readonly testId: string;
  readonly run: () => void;
}

export interface NoticeView {
  readonly notice: Notice;
  readonly sentence: string;
  readonly actions: readonly NoticeAction[];
  /** Absent where it ends by itself. */
  readonly onDismiss: (() => void) | null;
}

function Line({ view }: { view: NoticeView }) {
  const { notice, sentence, actions, onDismiss } = view;
  const Icon = kIcons[notice.kind];
  return (
    <div
      class={`notice notice-${notice.urgency}`}
      data-testid="notice"
      data-kind={notice.kind}
      title={sentence}
    >
      <Icon size={20} aria-hidden />
      <p class="notice-text">
        {sentence}
      </p>
      {actions.map(({ text, testId, run }) => (
        <button key={testId} type="button" class="notice-action" onClick={run} data-testid={testId}>
          {text}
        </button>
      ))}
      {onDismiss && (
        <button
          type="button"
          class="notice-close"
          aria-label={t('notice.dismiss')}
          title={t('notice.dismiss')}
          onClick={onDismiss}
          data-testid="notice-close"
        >
          <X size={18} aria-hidden />
        </button>
      )}
    </div>
  );
}

export function NoticeBar({
  title,
  views,
  children,
}: {
  title: string;
  views: readonly NoticeView[];
  /** What stands beside the notices. */
  children?: ComponentChildren;
}) {
  const wide = useMediaQuery('(min-width: 1100px)');
  const room = wide ? 2 : 1;
  const shown = views.slice(0, room);
  const rest = views.length - shown.length;
  return (
    <section class="notices" aria-label={t('notice.region')}>
      <h1 class={`room-title${shown.length > 0 ? ' visually-hidden' : ''}`} dir="auto">
        {title}
      </h1>
      {shown.map((view) => (
        <Line key={view.notice.key} view={view} />
      ))}
      {rest > 0 && (
        <span
          class="notice-rest"
          title={views
            .slice(room)
            .map((view) => view.sentence)
            .join('\n')}
        >
          {t('notice.more', { count: rest })}
        </span>
      )}
      <div class="audience-place">{children}</div>
    </section>
  );
}

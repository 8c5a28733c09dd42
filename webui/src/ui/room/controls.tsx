// SPDX-License-Identifier: MIT
// The one bar at the bottom. On narrow screens the rarely used buttons move into "More".
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ComponentType } from 'preact';
import {
  Activity,
  CircleStop,
  Ellipsis,
  Hand,
  Maximize,
  MessageSquare,
  Mic,
  MicOff,
  Minimize,
  MonitorUp,
  MonitorX,
  PhoneOff,
  Settings2,
  UserPlus,
  Users,
  Video,
  VideoOff,
  type LucideProps,
} from 'lucide-preact';
import { mayShare, mayShowCamera, mayUnmute } from '../../core/model/permissions';
import { useMediaQuery } from '../components/hooks';
import { useEnv } from '../env';
import { t } from '../i18n';
import type { RoomSession } from './room_session';

type Icon = ComponentType<LucideProps>;

/** What the bar opens beside the stage and over it. */
export type PanelName = 'chat' | 'people';
export type DialogName = 'devices' | 'invite' | 'details' | 'end';

interface ControlProps {
  icon: Icon;
  /** Short, under the icon. */
  text: string;
  /** What a press does; name and tooltip. */
  label: string;
  onPress: () => void;
  testId: string;
  pressed?: boolean | undefined;
  off?: boolean;
  danger?: boolean;
  badge?: number;
  badgeText?: string;
  /** Why a press does nothing. */
  blocked?: string | undefined;
}

function Control({
  icon: IconOf,
  text,
  label,
  onPress,
  testId,
  pressed,
  off,
  danger,
  badge = 0,
  badgeText,
  blocked,
}: ControlProps) {
  const kinds = [
    'control',
    off && 'control-off',
    danger && 'control-danger',
    blocked !== undefined && 'control-blocked',
    pressed && 'control-on',
  ]
    .filter(Boolean)
    .join(' ');
  return (
    <button
      type="button"
      class={kinds}
      aria-label={blocked ?? label}
      aria-pressed={pressed}
      aria-disabled={blocked !== undefined}
      title={blocked ?? label}
      onClick={blocked === undefined ? onPress : undefined}
      data-testid={testId}
    >
      <span class="control-icon">
        <IconOf size={22} aria-hidden />
        {badge > 0 && (
          <span class="control-badge">
            {badge > 99 ? '99+' : badge}
            <span class="visually-hidden">
              {' '}
              {badgeText ?? t('chat.unread', { count: badge })}
            </span>
          </span>
        )}
      </span>
      <span class="control-text" aria-hidden="true">
        {text}
      </span>
    </button>
  );
}

interface MenuItem {
  readonly icon: Icon;
  readonly text: string;
  readonly testId: string;
  readonly danger?: boolean;
  readonly onPress: () => void;
}

function Menu({ items, onClose }: { items: readonly MenuItem[]; onClose: () => void }) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    element.current?.querySelector('button')?.focus();
    const outside = (event: PointerEvent): void => {
      if (!element.current?.contains(event.target as Node)) onClose();
    };
    // The press that opened the menu is over by the next frame.
    const frame = requestAnimationFrame(() => document.addEventListener('pointerdown', outside));
    return () => {
      cancelAnimationFrame(frame);
      document.removeEventListener('pointerdown', outside);
    };
  }, []);
  const move = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onClose();
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    const buttons = [...(element.current?.querySelectorAll('button') ?? [])];
    const step = event.key === 'ArrowDown' ? 1 : -1;
    const next = buttons.indexOf(document.activeElement as HTMLButtonElement) + step;
    buttons[(next + buttons.length) % buttons.length]?.focus();
  };
  return (
    <div class="menu" ref={element} role="menu" onKeyDown={move}>
      {items.map(({ icon: IconOf, text, testId, danger, onPress }) => (
        <button
          key={testId}
          type="button"
          role="menuitem"
          class={`menu-item${danger ? ' menu-item-danger' : ''}`}
          data-testid={testId}
          onClick={() => {
            onClose();
            onPress();
          }}
        >
          <IconOf size={20} aria-hidden />
          {text}
        </button>
      ))}
    </div>
  );
}

function toggleFullscreen(): void {
  const change = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen();
  change.catch(() => undefined);
}

interface ControlsProps {
  session: RoomSession;
  panel: PanelName | null;
  onPanel: (name: PanelName) => void;
  onDialog: (name: DialogName) => void;
}

export function Controls({ session, panel, onPanel, onDialog }: ControlsProps) {
  const { preferences } = useEnv();
  const [menuOpen, setMenuOpen] = useState(false);
  const wide = useMediaQuery('(min-width: 720px)');
  // Without its words, "end for all" is no button to stand beside "leave".
  const showsWords = useMediaQuery('(min-width: 1081px)');
  const { self, unread, peers, meeting, lobby } = session.state.value;
  const { tracks } = session;
  const { microphoneWanted, cameraWanted, screenOn } = tracks;
  const host = self.role === 'host';
  const shares = mayShare(self, meeting?.settings);
  const canShare = 'getDisplayMedia' in (navigator.mediaDevices ?? {});

  // A device that does not start needs the dialog that says why.
  const explain = (failed: boolean): void => {
    if (failed) onDialog('devices');
  };
  const toggleMicrophone = async (): Promise<void> => {
    const on = !microphoneWanted;
    preferences.media = { ...preferences.media, microphone: on };
    await tracks.setMicrophone(on);
    explain(on && tracks.trouble.microphone !== null);
  };
  const toggleCamera = async (): Promise<void> => {
    const on = !cameraWanted;
    preferences.media = { ...preferences.media, camera: on };
    await tracks.setCamera(on);
    explain(on && tracks.trouble.camera !== null);
  };
  const toggleScreen = (): void => void session.toggleScreen();
  const openPanel = (name: PanelName) => (): void => onPanel(name);
  const openDialog = (name: DialogName) => (): void => onDialog(name);
  const shareText = t(screenOn ? 'room.share.stop' : 'room.share.start');
  const full = document.fullscreenElement !== null;

  const items: MenuItem[] = [
    ...(!wide && canShare && shares
      ? [
          {
            icon: screenOn ? MonitorX : MonitorUp,
            text: shareText,
            testId: 'share',
            onPress: toggleScreen,
          },
        ]
      : []),
    ...(!wide
      ? [
          {
            icon: Users,
            text: t('room.people'),
            testId: 'people-toggle',
            onPress: openPanel('people'),
          },
        ]
      : []),
    { icon: UserPlus, text: t('room.invite'), testId: 'invite', onPress: openDialog('invite') },
    { icon: Settings2, text: t('room.devices'), testId: 'devices', onPress: openDialog('devices') },
    ...('requestFullscreen' in document.documentElement
      ? [
          {
            icon: full ? Minimize : Maximize,
            text: t(full ? 'room.fullscreen.leave' : 'room.fullscreen'),
            testId: 'fullscreen',
            onPress: toggleFullscreen,
          },
        ]
      : []),
    { icon: Activity, text: t('room.details'), testId: 'details', onPress: openDialog('details') },
    ...(!showsWords && host
      ? [
          {
            icon: CircleStop,
            text: t('room.end'),
            testId: 'end',
            danger: true,
            onPress: openDialog('end'),
          },
        ]
      : []),
  ];

  return (
    <nav class="controls" aria-label={t('room.controls')}>
      <Control
        icon={microphoneWanted ? Mic : MicOff}
        text={t('room.mic.on')}
        label={t(microphoneWanted ? 'room.mic.mute' : 'room.mic.unmute')}
        off={!microphoneWanted}
        onPress={() => void toggleMicrophone()}
        blocked={!microphoneWanted && !mayUnmute(self) ? t('room.mic.blocked') : undefined}
        testId="mic"
      />
      <Control
        icon={cameraWanted ? Video : VideoOff}
        text={t('room.camera')}
        label={t(cameraWanted ? 'room.camera.stop' : 'room.camera.start')}
        off={!cameraWanted}
        onPress={() => void toggleCamera()}
        blocked={!cameraWanted && !mayShowCamera(self) ? t('room.camera.blocked') : undefined}
        testId="camera"
      />
      {wide && canShare && (
        <Control
          icon={screenOn ? MonitorX : MonitorUp}
          text={t('room.share')}
          label={shareText}
          pressed={screenOn}
          onPress={toggleScreen}
          blocked={!screenOn && !shares ? t('room.share.blocked') : undefined}
          testId="share"
        />
      )}
      <Control
        icon={Hand}
        text={t('room.hand')}
        label={t(self.media.hand ? 'room.hand.lower' : 'room.hand.raise')}
        pressed={self.media.hand}
        onPress={() => session.toggleHand()}
        testId="hand"
      />
      <Control
        icon={MessageSquare}
        text={t('room.chat')}
        label={t('room.chat')}
        pressed={panel === 'chat'}
        badge={unread}
        onPress={openPanel('chat')}
        testId="chat-toggle"
      />
      {wide && (
        <Control
          icon={Users}
          text={`${t('room.people')} ${peers.length + 1}`}
          label={t('room.people')}
          pressed={panel === 'people'}
          badge={lobby.count}
          badgeText={t('host.waiting', { count: lobby.count })}
          onPress={openPanel('people')}
          testId="people-toggle"
        />
      )}
      <div class="controls-more">
        <Control
          icon={Ellipsis}
          text={t('room.more')}
          label={t('room.more')}
          pressed={menuOpen}
          onPress={() => setMenuOpen(!menuOpen)}
          testId="more"
        />
        {menuOpen && <Menu items={items} onClose={() => setMenuOpen(false)} />}
      </div>
      <span class="controls-gap" />
      {showsWords && host && (
        <Control
          icon={CircleStop}
          text={t('room.end')}
          label={t('room.end')}
          onPress={openDialog('end')}
          testId="end"
        />
      )}
      <Control
        icon={PhoneOff}
        text={t('room.leave')}
        label={t('room.leave')}
        danger
        onPress={() => session.leave()}
        testId="leave"
      />
    </nav>
  );
}

// SPDX-License-Identifier: MIT
// The one bar at the bottom. On narrow screens the rarely used buttons move into "More".
import { useComputed } from '@preact/signals';
import type { ComponentType } from 'preact';
import {
  Activity,
  Camera,
  CircleDot,
  CircleStop,
  Ellipsis,
  Eye,
  EyeOff,
  Gauge,
  Hand,
  Headphones,
  LayoutGrid,
  LogOut,
  Maximize,
  MessageSquare,
  Minimize,
  MonitorUp,
  MonitorX,
  PhoneOff,
  PictureInPicture2,
  RectangleHorizontal,
  Settings2,
  Shapes,
  Smile,
  UserPlus,
  Users,
  type LucideProps,
} from 'lucide-preact';
import { headcount, speaks } from '../../core/layout/audience';
import { mayRecord, mayShare } from '../../core/model/permissions';
import { useMediaQuery } from '../components/hooks';
import { MenuButton, type MenuItem } from '../components/menu';
import { t, type Key } from '../i18n';
import { Control, Face, OwnMedia } from './control';
import { canFloat, toggleFloat } from './pip';
import type { RoomSession } from './room_session';
import type { Saving } from './showing';
import type { StageView } from './stage_view';

type Icon = ComponentType<LucideProps>;

/** What the bar opens beside the stage and over it. */
export type PanelName = 'chat' | 'people' | 'activities';
export type DialogName = 'devices' | 'invite' | 'details' | 'end';

/** The last two are for those who do not want to speak up. */
export const kReactions: readonly (readonly [string, Key])[] = [
  ['👍', 'room.react.up'],
  ['👏', 'room.react.clap'],
  ['❤️', 'room.react.heart'],
  ['😂', 'room.react.laugh'],
  ['🎉', 'room.react.party'],
  ['👎', 'room.react.down'],
  ['🐢', 'room.react.slow'],
  ['❓', 'room.react.lost'],
];

function emojiIcon(emoji: string): Icon {
  return () => (
    <span class="menu-emoji" aria-hidden="true">
      {emoji}
    </span>
  );
}

const kReactionIcons = kReactions.map(([emoji]) => emojiIcon(emoji));

function toggleFullscreen(): void {
  const change = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen();
  change.catch(() => undefined);
}

interface ControlsProps {
  session: RoomSession;
  view: StageView;
  panel: PanelName | null;
  onPanel: (name: PanelName) => void;
  onDialog: (name: DialogName) => void;
}

function viewItems(session: RoomSession, view: StageView): MenuItem[] {
  const speaker = view.mode.value === 'speaker';
  const hidden = view.hideSelf.value;
  return [
    {
      icon: speaker ? LayoutGrid : RectangleHorizontal,
      text: t(speaker ? 'stage.grid' : 'stage.speaker'),
      testId: 'view-mode',
      onPress: () => view.setMode(speaker ? 'grid' : 'speaker'),
    },
    {
      icon: hidden ? Eye : EyeOff,
      text: t(hidden ? 'stage.showSelf' : 'stage.hideSelf'),
      testId: 'hide-self',
      onPress: () => view.setHideSelf(!hidden),
    },
    ...(canFloat()
      ? [
          {
            icon: PictureInPicture2,
            text: t('stage.pip'),
            testId: 'pip',
            onPress: () => void toggleFloat(session, view),
          },
        ]
      : []),
    ...('requestFullscreen' in document.documentElement
      ? [
          {
            icon: document.fullscreenElement ? Minimize : Maximize,
            text: t(document.fullscreenElement ? 'room.fullscreen.leave' : 'room.fullscreen'),
            testId: 'fullscreen',
            onPress: toggleFullscreen,
          },
        ]
      : []),
  ];
}

/** For a line that is bad or dear; each is one press, and one press back. */
function savingItems(session: RoomSession): MenuItem[] {
  const now = session.saving.value;
  const item = (saving: Saving, icon: Icon, on: Key, off: Key): MenuItem => ({
    icon,
    text: t(now === saving ? off : on),
    testId: `save-${saving}`,
    onPress: () => session.save(now === saving ? 'off' : saving),
  });
  return [
    item('low', Gauge, 'room.saving.low', 'room.saving.off'),
    item('voice', Headphones, 'room.saving.voice', 'room.saving.back'),
  ];
}

/** Only accounts keep recordings on the server. */
function recordItem({ recording, seated }: RoomSession, view: StageView): MenuItem[] {
  const { self, meeting, phase } = view.room.value;
  const able = 'MediaRecorder' in window && phase === 'in' && seated.user.role !== 'guest';
  if (recording.runs)
    return [
      {
        icon: CircleStop,
        text: t('room.record.stop'),
        testId: 'record-stop',
        onPress: () => void recording.film.value?.stop(),
      },
    ];
  if (!able || recording.film.value || !mayRecord(self, meeting?.settings)) return [];
  return [
    {
      icon: CircleDot,
      text: t('room.record'),
      testId: 'record',
      onPress: () => (recording.asked.value = true),
    },
  ];
}

function Leave({ session, onDialog }: Pick<ControlsProps, 'session' | 'onDialog'>) {
  const face = <Face icon={PhoneOff} text={t('room.leave')} />;
  if (session.state.value.self.role !== 'host') {
    return (
      <Control
        icon={PhoneOff}
        text={t('room.leave')}
        label={t('room.leave')}
        danger
        onPress={() => session.leave()}
        testId="leave"
      />
    );
  }
  // A host chooses: what ends the lesson for everybody is not one press away.
  return (
    <MenuButton
      class="control control-danger"
      label={t('room.leave.choose')}
      testId="leave"
      items={[
        {
          icon: LogOut,
          text: t('room.leave.only'),
          testId: 'leave-only',
          onPress: () => session.leave(),
        },
        {
          icon: CircleStop,
          text: t('room.leave.all'),
          testId: 'end',
          danger: true,
          onPress: () => onDialog('end'),
        },
      ]}
    >
      {face}
    </MenuButton>
  );
}

export function Controls({ session, view, panel, onPanel, onDialog }: ControlsProps) {
  const { self, meeting, lobby } = view.room.value;
  const unread = useComputed(() => session.state.value.unread).value;
  const { screenOn } = session.tracks;
  const shares = mayShare(self, meeting?.settings);
  const canShare = 'getDisplayMedia' in (navigator.mediaDevices ?? {});
  const openPanel = (name: PanelName) => (): void => onPanel(name);
  const openDialog = (name: DialogName) => (): void => onDialog(name);
  const toggleScreen = (): void => void session.toggleScreen();
  const shareText = t(screenOn ? 'room.share.stop' : 'room.share.start');
  const count = headcount(view.room.value);
  const mayBeSeen = speaks(self);
  // Six buttons of a finger's size fit on a small phone; who only listens has two fewer.
  const wide = useMediaQuery(mayBeSeen ? '(min-width: 720px)' : 'all');
  const roomy = useMediaQuery(mayBeSeen ? '(min-width: 440px)' : 'all');
  const withCount = (name: string, badge: number, said: Key): string =>
    badge > 0 ? `${name}, ${t(said, { count: badge })}` : name;
  const peopleLabel = withCount(`${t('room.people')} ${count}`, lobby.count, 'host.waiting');
  const news = session.activities.news.value;
  const activitiesLabel = withCount(t('room.activities'), news, 'room.activities.news');
  const reactions: MenuItem[] = kReactions.map(([emoji, text], index) => ({
    icon: kReactionIcons[index] ?? Smile,
    text: t(text),
    testId: `react-${index}`,
    onPress: () => {
      if (session.react(emoji)) view.react(self.userId, emoji);
    },
  }));

  const items: MenuItem[] = [
    ...(!wide
      ? [
          {
            icon: Users,
            text: peopleLabel,
            testId: 'people-toggle',
            onPress: openPanel('people'),
          },
          {
            icon: Shapes,
            text: activitiesLabel,
            testId: 'activities-toggle',
            onPress: openPanel('activities'),
          },
          ...(canShare && shares
            ? [
                {
                  icon: screenOn ? MonitorX : MonitorUp,
                  text: shareText,
                  testId: 'share',
                  onPress: toggleScreen,
                },
              ]
            : []),
        ]
      : []),
    // A phone shares no screen, but what it sees.
    ...((!canShare || session.second) && shares
      ? [
          {
            icon: screenOn ? MonitorX : Camera,
            text: screenOn ? shareText : t('room.share.camera'),
            testId: 'share-camera',
            onPress: () => void session.toggleScreen(true),
          },
        ]
      : []),
    ...viewItems(session, view),
    ...recordItem(session, view),
    ...savingItems(session),
    { icon: UserPlus, text: t('room.invite'), testId: 'invite', onPress: openDialog('invite') },
    { icon: Settings2, text: t('room.devices'), testId: 'devices', onPress: openDialog('devices') },
    { icon: Activity, text: t('room.details'), testId: 'details', onPress: openDialog('details') },
  ];

  return (
    <nav class="controls" aria-label={t('room.controls')}>
      {mayBeSeen && <OwnMedia session={session} onTrouble={() => onDialog('devices')} />}
      {wide && canShare && mayBeSeen && (
        <Control
          icon={screenOn ? MonitorX : MonitorUp}
          text={t(screenOn ? 'room.share.stopShort' : 'room.share')}
          label={shareText}
          lit={screenOn}
          onPress={toggleScreen}
          blocked={!screenOn && !shares ? t('room.share.blocked') : undefined}
          testId="share"
        />
      )}
      <Control
        icon={Hand}
        text={t(mayBeSeen ? 'room.hand' : 'room.hand.raise')}
        label={t(self.media.hand ? 'room.hand.lower' : 'room.hand.raise')}
        lit={self.media.hand}
        onPress={() => session.toggleHand()}
        testId="hand"
      />
      {roomy && (
        <MenuButton
          class="control"
          label={t('room.react')}
          testId="react"
          row={reactions}
          items={[]}
        >
          <Face icon={Smile} text={t('room.react')} />
        </MenuButton>
      )}
      <Control
        icon={MessageSquare}
        text={t('room.chat')}
        label={withCount(t('room.chat'), unread, 'chat.unread')}
        open={panel === 'chat'}
        badge={unread}
        onPress={openPanel('chat')}
        testId="chat-toggle"
      />
      {wide && (
        <Control
          icon={Users}
          text={`${t('room.people')} ${count}`}
          label={peopleLabel}
          open={panel === 'people'}
          badge={lobby.count}
          onPress={openPanel('people')}
          testId="people-toggle"
        />
      )}
      {wide && (
        <Control
          icon={Shapes}
          text={t('room.activities')}
          label={activitiesLabel}
          open={panel === 'activities'}
          badge={news}
          onPress={openPanel('activities')}
          testId="activities-toggle"
        />
      )}
      <MenuButton
        class="control"
        label={t('room.more')}
        testId="more"
        row={roomy ? [] : reactions}
        items={items}
      >
        <Face icon={Ellipsis} text={t('room.more')} badge={wide ? 0 : lobby.count + news} />
      </MenuButton>
      <span class="controls-gap" />
      <Leave session={session} onDialog={onDialog} />
    </nav>
  );
}

// SPDX-License-Identifier: MIT
// One button of the bar, and the two for the own microphone and camera, which are also in the small
// window.
import type { ComponentType } from 'preact';
import { Mic, MicOff, Video, VideoOff, type LucideProps } from 'lucide-preact';
import { mayShowCamera, mayUnmute } from '../../core/model/permissions';
import { useEnv } from '../env';
import { t } from '../i18n';
import type { RoomSession } from './room_session';

type Icon = ComponentType<LucideProps>;

interface FaceProps {
  icon: Icon;
  /** Short, under the icon. */
  text: string;
  badge?: number;
}

export function Face({ icon: IconOf, text, badge = 0 }: FaceProps) {
  return (
    <>
      <span class="control-icon">
        <IconOf size={22} aria-hidden />
        {badge > 0 && (
          <span class="control-badge" aria-hidden="true">
            {badge > 99 ? '99+' : badge}
          </span>
        )}
      </span>
      <span class="control-text" aria-hidden="true">
        {text}
      </span>
    </>
  );
}

interface ControlProps extends FaceProps {
  /** What a press does; name and tooltip. It says the number of the badge, too. */
  label: string;
  onPress: () => void;
  testId: string;
  /** Only for the look: the name says what a press does, so no state is announced besides. */
  lit?: boolean;
  /** Of a button that opens a panel. */
  open?: boolean | undefined;
  off?: boolean;
  danger?: boolean;
  /** Why a press does nothing. */
  blocked?: string | undefined;
}

export function Control(props: ControlProps) {
  const { label, onPress, testId, lit, open, off, danger, blocked } = props;
  const kinds = [
    'control',
    off && 'control-off',
    danger && 'control-danger',
    blocked !== undefined && 'control-blocked',
    (lit || open) && 'control-on',
  ]
    .filter(Boolean)
    .join(' ');
  return (
    <button
      type="button"
      class={kinds}
      aria-label={blocked ?? label}
      aria-expanded={open}
      aria-disabled={blocked !== undefined ? true : undefined}
      title={blocked ?? label}
      onClick={blocked === undefined ? onPress : undefined}
      data-testid={testId}
    >
      <Face icon={props.icon} text={props.text} badge={props.badge ?? 0} />
    </button>
  );
}

/** Microphone and camera: also in the small window. */
export function OwnMedia({ session, onTrouble }: { session: RoomSession; onTrouble: () => void }) {
  const { preferences } = useEnv();
  const { self } = session.state.value;
  const { tracks } = session;
  const { microphoneWanted, cameraWanted } = tracks;
  const toggleMicrophone = async (): Promise<void> => {
    const on = !microphoneWanted;
    preferences.media = { ...preferences.media, microphone: on };
    await tracks.setMicrophone(on);
    if (on && tracks.trouble.microphone !== null) onTrouble();
  };
  const toggleCamera = async (): Promise<void> => {
    const on = !cameraWanted;
    preferences.media = { ...preferences.media, camera: on };
    await tracks.setCamera(on);
    if (on && tracks.trouble.camera !== null) onTrouble();
  };
  return (
    <>
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
    </>
  );
}

// SPDX-License-Identifier: MIT
// One's own picture before joining, with the two switches and the moving microphone level.
import { Mic, MicOff, Video as VideoIcon, VideoOff } from 'lucide-preact';
import type { Tracks } from '../../core/media/tracks';
import { Avatar } from '../components/avatar';
import { useTracks } from '../components/hooks';
import { Video } from '../components/video';
import { useEnv } from '../env';
import { t } from '../i18n';
import { MicLevel } from './mic_level';
import { troubleKey } from './trouble';

export function Preview({ tracks, name }: { tracks: Tracks; name: string }) {
  const { preferences } = useEnv();
  useTracks(tracks);
  const { stream, audio } = tracks.local;
  // The buttons show and change what is wanted: while the browser still asks, they can say "off".
  const { microphoneWanted, cameraWanted, asking } = tracks;
  const setMicrophone = (on: boolean): void => {
    preferences.media = { ...preferences.media, microphone: on };
    void tracks.setMicrophone(on);
  };
  const setCamera = (on: boolean): void => {
    preferences.media = { ...preferences.media, camera: on };
    void tracks.setCamera(on);
  };
  const why = troubleKey(tracks.trouble);
  const micLabel = t(microphoneWanted ? 'room.mic.mute' : 'room.mic.unmute');
  const cameraLabel = t(cameraWanted ? 'room.camera.stop' : 'room.camera.start');
  return (
    <div class="preview" role="group" aria-label={t('lobby.preview')}>
      {tracks.cameraOn ? (
        <Video stream={stream} mirrored />
      ) : (
        <div class="preview-off">
          {asking ? (
            <p class="preview-asking">{t('lobby.asking')}</p>
          ) : (
            <Avatar id={name} name={name || '?'} size="large" />
          )}
          {!asking && <p>{t(why ?? 'lobby.cameraOff')}</p>}
        </div>
      )}
      <div class="preview-bar">
        <MicLevel track={tracks.microphoneOn ? audio : null} />
        <button
          type="button"
          class="control control-round"
          aria-pressed={!microphoneWanted}
          aria-label={micLabel}
          title={micLabel}
          onClick={() => setMicrophone(!microphoneWanted)}
          data-testid="lobby-mic"
        >
          {microphoneWanted ? <Mic size={22} aria-hidden /> : <MicOff size={22} aria-hidden />}
        </button>
        <button
          type="button"
          class="control control-round"
          aria-pressed={!cameraWanted}
          aria-label={cameraLabel}
          title={cameraLabel}
          onClick={() => setCamera(!cameraWanted)}
          data-testid="lobby-camera"
        >
          {cameraWanted ? (
            <VideoIcon size={22} aria-hidden />
          ) : (
            <VideoOff size={22} aria-hidden />
          )}
        </button>
        <span class="preview-spacer" />
      </div>
    </div>
  );
}

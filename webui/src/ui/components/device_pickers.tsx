// SPDX-License-Identifier: MIT
// Which camera, microphone and speaker: the same pickers in the lobby and in the room.
import type { Device } from '../../core/media/devices';
import type { Tracks } from '../../core/media/tracks';
import { useEnv } from '../env';
import { t } from '../i18n';
import { Select } from './field';
import { useDevices, useTracks } from './hooks';

function optionsOf(devices: readonly Device[]): { value: string; label: string }[] {
  return devices.map(({ id, label }) => ({
    value: id,
    label: /^\d+$/.test(label) ? `${t('lobby.deviceDefault')} ${label}` : label,
  }));
}

interface DevicePickersProps {
  tracks: Tracks;
  speakerId: string;
  onSpeaker: (id: string) => void;
}

export function DevicePickers({ tracks, speakerId, onSpeaker }: DevicePickersProps) {
  const { preferences } = useEnv();
  useTracks(tracks);
  const devices = useDevices(tracks.cameraOn || tracks.microphoneOn);
  const { cameraId = '', microphoneId = '' } = tracks.chosen;
  // A choice that does not start is not remembered.
  const chooseCamera = async (id: string): Promise<void> => {
    if (await tracks.chooseCamera(id)) preferences.media = { ...preferences.media, cameraId: id };
  };
  const chooseMicrophone = async (id: string): Promise<void> => {
    if (await tracks.chooseMicrophone(id))
      preferences.media = { ...preferences.media, microphoneId: id };
  };
  // Only some browsers let a page choose where sound goes.
  const canChooseSpeaker = 'setSinkId' in HTMLMediaElement.prototype && devices.speakers.length > 0;
  return (
    <div class="stack">
      {devices.cameras.length > 0 && (
        <Select
          label={t('lobby.camera')}
          value={cameraId}
          options={optionsOf(devices.cameras)}
          onValue={(id) => void chooseCamera(id)}
        />
      )}
      {devices.microphones.length > 0 && (
        <Select
          label={t('lobby.microphone')}
          value={microphoneId}
          options={optionsOf(devices.microphones)}
          onValue={(id) => void chooseMicrophone(id)}
        />
      )}
      {canChooseSpeaker && (
        <Select
          label={t('lobby.speaker')}
          value={speakerId}
          options={optionsOf(devices.speakers)}
          onValue={(id) => {
            preferences.media = { ...preferences.media, speakerId: id };
            onSpeaker(id);
          }}
        />
      )}
    </div>
  );
}

// SPDX-License-Identifier: MIT
// Which camera, microphone and speaker: the same pickers in the lobby and in the room.
import type { Device } from '../../core/media/devices';
import type { Tracks } from '../../core/media/tracks';
import { useEnv } from '../env';
import { t } from '../i18n';
import { MicLevel } from '../lobby/mic_level';
import { SpeakerTest } from '../lobby/speaker_test';
import { Select } from './field';
import { useDevices, useTracks } from './hooks';

function optionsOf(devices: readonly Device[]): { value: string; label: string }[] {
  return devices.map(({ id, label }) => ({
    value: id,
    label: /^\d+$/.test(label) ? `${t('lobby.deviceDefault')} ${label}` : label,
  }));
}

/** The browser's default has a name of its own in some browsers, and is the first in others. */
export function shownDevice(devices: readonly Device[], id: string): string {
  if (devices.some((device) => device.id === id)) return id;
  return (devices.find((device) => device.id === 'default') ?? devices[0])?.id ?? '';
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
          value={shownDevice(devices.cameras, cameraId)}
          options={optionsOf(devices.cameras)}
          onValue={(id) => void chooseCamera(id)}
        />
      )}
      {devices.microphones.length > 0 && (
        <Select
          label={t('lobby.microphone')}
          value={shownDevice(devices.microphones, microphoneId)}
          options={optionsOf(devices.microphones)}
          onValue={(id) => void chooseMicrophone(id)}
        />
      )}
      {tracks.local.audio && <MicLevel track={tracks.local.audio} onSurface />}
      {canChooseSpeaker && (
        <Select
          label={t('lobby.speaker')}
          value={shownDevice(devices.speakers, speakerId)}
          options={optionsOf(devices.speakers)}
          onValue={(id) => {
            preferences.media = { ...preferences.media, speakerId: id };
            onSpeaker(id);
          }}
        />
      )}
      <SpeakerTest speakerId={canChooseSpeaker ? speakerId : ''} />
    </div>
  );
}

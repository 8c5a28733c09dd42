// SPDX-License-Identifier: MIT
// Turns the browser's statistics into the few figures that the details panel and the tests show.

export interface CandidateSummary {
  readonly type: string;
  readonly protocol: string;
  /** How this side reaches its relay: udp, tcp or tls; only for relay candidates. */
  readonly relayProtocol?: string;
}

export interface PeerStats {
  readonly peerId: string;
  readonly name: string;
  readonly connectionState: string;
  readonly local: CandidateSummary | null;
  readonly remote: CandidateSummary | null;
  readonly rttMs: number | null;
  readonly framesDecoded: { readonly camera: number; readonly screen: number };
  readonly framesSent: number;
  readonly audioPacketsReceived: number;
  readonly bytesReceived: number;
  readonly bytesSent: number;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly freezes: number;
  readonly frameWidth: number;
  readonly frameHeight: number;
}

type Row = Readonly<Record<string, unknown>>;

function number(row: Row | undefined, key: string): number {
  const value = row?.[key];
  return typeof value === 'number' ? value : 0;
}

function text(row: Row | undefined, key: string): string {
  const value = row?.[key];
  return typeof value === 'string' ? value : '';
}

function selectedPair(rows: ReadonlyMap<string, Row>): Row | undefined {
  const all = [...rows.values()];
  const transport = all.find((row) => row['type'] === 'transport');
  const named = rows.get(text(transport, 'selectedCandidatePairId'));
  // Firefox has no transport row; it marks the candidate pair instead.
  return (
    named ??
    all.find(
      (row) =>
        row['type'] === 'candidate-pair' &&
        (row['selected'] === true || (row['nominated'] === true && row['state'] === 'succeeded')),
    )
  );
}

function candidateSummary(row: Row | undefined): CandidateSummary | null {
  if (!row) return null;
  const relayProtocol = text(row, 'relayProtocol');
  return {
    type: text(row, 'candidateType'),
    protocol: text(row, 'protocol'),
    ...(relayProtocol ? { relayProtocol } : {}),
  };
}

export interface StatsSubject {
  readonly peerId: string;
  readonly name: string;
  readonly connectionState: string;
  /** Id of the received camera track; any other video is a shared screen, also after its end. */
  readonly cameraTrackId: string | null;
}

export function summarize(
  subject: StatsSubject,
  report: Iterable<readonly [string, unknown]>,
): PeerStats {
  const rows = new Map<string, Row>();
  for (const [id, row] of report) rows.set(id, row as Row);
  const inbound = [...rows.values()].filter((row) => row['type'] === 'inbound-rtp');
  const outbound = [...rows.values()].filter((row) => row['type'] === 'outbound-rtp');
  const video = inbound.filter((row) => row['kind'] === 'video');
  const isScreen = (row: Row): boolean => text(row, 'trackIdentifier') !== subject.cameraTrackId;
  const sum = (list: readonly Row[], key: string): number =>
    list.reduce((total, row) => total + number(row, key), 0);
  const pair = selectedPair(rows);
  const rtt = pair?.['currentRoundTripTime'];
  const camera = video.find((row) => !isScreen(row));
  return {
    peerId: subject.peerId,
    name: subject.name,
    connectionState: subject.connectionState,
    local: candidateSummary(rows.get(text(pair, 'localCandidateId'))),
    remote: candidateSummary(rows.get(text(pair, 'remoteCandidateId'))),
    rttMs: typeof rtt === 'number' ? Math.round(rtt * 1000) : null,
    framesDecoded: {
      camera: sum(
        video.filter((row) => !isScreen(row)),
        'framesDecoded',
      ),
      screen: sum(video.filter(isScreen), 'framesDecoded'),
    },
    framesSent: sum(outbound, 'framesSent'),
    audioPacketsReceived: sum(
      inbound.filter((row) => row['kind'] === 'audio'),
      'packetsReceived',
    ),
    bytesReceived: number(pair, 'bytesReceived'),
    bytesSent: number(pair, 'bytesSent'),
    packetsReceived: sum(inbound, 'packetsReceived'),
    packetsLost: sum(inbound, 'packetsLost'),
    freezes: sum(video, 'freezeCount'),
    frameWidth: number(camera, 'frameWidth'),
    frameHeight: number(camera, 'frameHeight'),
  };
}

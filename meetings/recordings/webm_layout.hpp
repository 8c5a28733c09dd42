// SPDX-License-Identifier: MIT
// The places and sizes in the file that write_webm() writes. No size depends on a value: the Cues
// can stand in front of the Clusters whose places they tell. Pure; any thread.
#pragma once

#include "meetings/recordings/webm.hpp"
#include "meetings/recordings/webm_ebml.hpp"

namespace meetings::recordings {

// Computes segment_bytes and summary.bytes of an index that has its clusters and cues.
void plan_webm(WebmIndex& index);

// Everything up to the first CuePoint.
ebml::Builder webm_front(const WebmIndex& index);

// Where the Segment's first Cluster begins, from the Segment's contents on.
std::uint64_t first_cluster_at(const WebmIndex& index);
// What a Cluster takes.
std::uint64_t cluster_bytes(const WebmCluster& cluster) noexcept;

void add_cue_point(ebml::Builder& out, const WebmIndex& index, const WebmCluster& cluster,
                   std::uint64_t cluster_at);
// The Cluster up to its first block.
void add_cluster_front(ebml::Builder& out, const WebmCluster& cluster);

}  // namespace meetings::recordings

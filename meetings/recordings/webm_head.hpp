// SPDX-License-Identifier: MIT
// Reads what stands in front of the Clusters: the EBML header, Info and Tracks (RFC 9559 sections
// 5.1.2 and 5.1.4), given as the contents of these elements. Pure; any thread.
#pragma once

#include "meetings/recordings/webm.hpp"

namespace meetings::recordings {

// Each adds to the head what it reads.
base::Status read_ebml_head(base::Bytes contents, WebmHead& head);
base::Status read_info(base::Bytes contents, WebmHead& head);
base::Status read_tracks(base::Bytes contents, WebmHead& head);

}  // namespace meetings::recordings

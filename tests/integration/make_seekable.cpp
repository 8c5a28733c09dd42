// SPDX-License-Identifier: MIT
// For judge_webm.py: writes a recording anew.
//   make_seekable IN OUT
#include <fcntl.h>

#include <cstdio>

#include "base/fd.hpp"
#include "meetings/recordings/webm_file.hpp"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: %s IN OUT\n", argv[0]);
    return 2;
  }
  const base::UniqueFd input{::open(argv[1], O_RDONLY | O_CLOEXEC)};
  const base::UniqueFd output{::open(argv[2], O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
  const auto made = meetings::recordings::make_webm_seekable(input.get(), output.get());
  if (!made) {
    std::fprintf(stderr, "%s\n", made.error().what.c_str());
    return 1;
  }
  std::printf("{\"duration\": %.9f, \"frames\": %llu, \"cues\": %llu, \"dropped\": %llu}\n",
              std::chrono::duration<double>{made->duration}.count(),
              static_cast<unsigned long long>(made->frames),
              static_cast<unsigned long long>(made->cues),
              static_cast<unsigned long long>(made->dropped_bytes));
  return 0;
}

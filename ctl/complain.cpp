// SPDX-License-Identifier: MIT
#include "ctl/complain.hpp"

#include <cstdio>

namespace ctl {

int complain(const std::string& what, int status) {
  std::fprintf(stderr, "lecternctl: %s\n", what.c_str());
  return status;
}

int complain(const control::Error& error, bool json) {
  if (json) std::puts(control::print_answer(base::failure(error)).c_str());
  return complain(error.message, error.code == "unreachable" ? 3 : 1);
}

}  // namespace ctl

// SPDX-License-Identifier: MIT
#include "tests/support/source_tree.hpp"

namespace lectern_test {

std::string in_source_tree(std::string_view name) {
  return std::string{LECTERN_SOURCE_DIR "/"}.append(name);
}

}  // namespace lectern_test

// SPDX-License-Identifier: MIT
// Where the source tree lies. Only source_tree.cpp is compiled with the tree's path, so that the
// compiler cache finds the objects of all other tests in a tree elsewhere, too.
#pragma once

#include <string>
#include <string_view>

namespace lectern_test {

// The path of `name`, which is relative to the root of the tree ("docs/limits.md").
std::string in_source_tree(std::string_view name);

}  // namespace lectern_test

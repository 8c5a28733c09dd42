// SPDX-License-Identifier: MIT
// Documents that are made of the schema. The tree holds a copy of each, which tests compare. Pure;
// any thread.
#pragma once

#include <string>

namespace config {

// etc/lectern.toml as the packages ship it: the settings of a fresh installation, and as comments
// the keys that most installations change.
std::string print_sample();
// docs/man/lectern.toml.5 in roff (man macros).
std::string print_manual();
// docs/configuration.md.
std::string print_reference();

}  // namespace config

#!/bin/sh
# SPDX-License-Identifier: MIT
# Prints the version, which only project() in CMakeLists.txt holds.
set -eu
sed -n 's/^project(lectern VERSION \([0-9.]*\).*/\1/p' "$(dirname "$0")/../CMakeLists.txt" | grep .

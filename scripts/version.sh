#!/bin/sh
# SPDX-License-Identifier: MIT
# Prints the version, which stands once: in project() of CMakeLists.txt.
set -eu
sed -n 's/^project(lectern VERSION \([0-9.]*\).*/\1/p' "$(dirname "$0")/../CMakeLists.txt" | grep .

# SPDX-License-Identifier: MIT
# Compiler cache, where it is installed. Paths inside the tree are hashed relative to it, so that
# the packages' build in another folder finds what the development build compiled with the same
# flags. A miss is compiled at once, without a run of the preprocessor before (depend mode). The
# language of the compiler's messages is part of what is hashed, and the packagers' tools each set
# another.
find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env --unset=LC_ALL LANG=C.UTF-8
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1
      CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

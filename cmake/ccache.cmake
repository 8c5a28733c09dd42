# SPDX-License-Identifier: MIT
# Uses ccache if it is installed. It hashes paths relative to the tree, so that the packages' build
# in another folder finds the objects that the development build compiled with the same flags. In
# depend mode it compiles a miss at once, without running the preprocessor first. It also hashes the
# language of the compiler's messages, and each packager's tool sets another language; so the
# language is fixed here.
find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env --unset=LC_ALL LANG=C.UTF-8
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1
      CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

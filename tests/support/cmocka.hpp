// SPDX-License-Identifier: MIT
// cmocka for C++: its header has no extern "C" and wants these first. Its macros fail(), skip() and
// mock() are taken out again, so that our own names stay free.
#pragma once

#include <csetjmp>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" {
#include <cmocka.h>
}
#undef fail
#undef skip
#undef mock

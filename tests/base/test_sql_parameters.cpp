// SPDX-License-Identifier: MIT
#include "base/sql_parameters.hpp"

#include "tests/support/check.hpp"

using base::sql::with_dollars;

namespace {

void each_question_mark_gets_its_number() {
  CHECK_EQ(with_dollars("SELECT a FROM t WHERE b = ? AND c IN (?, ?)"),
           "SELECT a FROM t WHERE b = $1 AND c IN ($2, $3)");
  CHECK_EQ(with_dollars(""), "");
  CHECK_EQ(with_dollars("?"), "$1");
}

void numbered_ones_keep_theirs() {
  CHECK_EQ(with_dollars("UPDATE t SET a = ?2 WHERE b = ?1 OR c = ?2 OR d = ?12"),
           "UPDATE t SET a = $2 WHERE b = $1 OR c = $2 OR d = $12");
}

void quoted_ones_are_text() {
  CHECK_EQ(with_dollars("SELECT '?', 'it''s ?1', \"odd?\" FROM t WHERE a = ?"),
           "SELECT '?', 'it''s ?1', \"odd?\" FROM t WHERE a = $1");
  CHECK_EQ(with_dollars("SELECT 'open ?"), "SELECT 'open ?");
}

}  // namespace

int main() {
  return lectern_test::run("sql_parameters",
                           {TEST(each_question_mark_gets_its_number),
                            TEST(numbered_ones_keep_theirs), TEST(quoted_ones_are_text)});
}

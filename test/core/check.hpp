// What the tests are made of: cases that throw where they fail, and a main that tells.
#pragma once

#include <atomic>
#include <cstdio>
#include <exception>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace sysvmq::test {

// The line of a test, when it is the default argument of what the test calls.
struct Where {
  const char* file;
  int line;
  static constexpr Where here(const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    return {file, line};
  }
};

class Failure : public std::runtime_error {
 public:
  Failure(const std::string& what, Where where)
      : std::runtime_error(std::string(where.file) + ":" + std::to_string(where.line) + ": " +
                           what) {}
};

// How a value looks in a failure. Types of the tests add their own.
inline std::string describe(const std::string& text) { return "'" + text + "'"; }
template <class T, class = std::enable_if_t<std::is_arithmetic_v<T>>>
std::string describe(T number) {
  return std::to_string(number);
}
template <class T>
std::string describe(const std::vector<T>& list) {
  std::string text = "[";
  for (const T& item : list) text += (text.size() > 1 ? ", " : "") + describe(item);
  return text + "]";
}
template <class T>
std::string describe(const std::optional<T>& maybe) {
  return maybe ? describe(*maybe) : "nothing";
}

inline void check(bool holds, const std::string& what, Where where = Where::here()) {
  if (!holds) throw Failure("not so: " + what, where);
}

// The second parameter takes its type from the first, so that a plain 3 stands for any integer.
template <class T>
void equal(const T& actual, const std::common_type_t<T>& expected, Where where = Where::here()) {
  if (actual == expected) return;
  throw Failure("expected " + describe(expected) + ", got " + describe(actual), where);
}
template <class T>
void equal(const std::atomic<T>& actual, std::common_type_t<T> expected,
           Where where = Where::here()) {
  equal(actual.load(), expected, where);
}

struct Case {
  const char* name;
  void (*body)();
};

// Runs every case, also after a failure. Returns what main() returns.
inline int run(std::initializer_list<Case> cases) {
  int failures = 0;
  for (const Case& each : cases) {
    std::string reason;
    try {
      each.body();
    } catch (const std::exception& error) {
      reason = error.what();
      ++failures;
    }
    std::printf("%s - %s\n", reason.empty() ? "ok" : "not ok", each.name);
    if (!reason.empty()) std::printf("    %s\n", reason.c_str());
    std::fflush(stdout);
  }
  return failures == 0 ? 0 : 1;
}

}  // namespace sysvmq::test

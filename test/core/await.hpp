// Waiting for what another thread does, by looking until it is so: no test guesses how long
// something takes.
#pragma once

#include <dirent.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "check.hpp"

namespace sysvmq::test {

// Long enough for any machine; only a test that fails anyway waits as long.
inline constexpr auto kDeadline = std::chrono::seconds(20);

template <class Condition>
void await(Condition condition, const std::string& what, Where where = Where::here()) {
  const auto deadline = std::chrono::steady_clock::now() + kDeadline;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) throw Failure("never so: " + what, where);
    std::this_thread::sleep_for(std::chrono::microseconds(100));
  }
}

// The first word of a file of each other thread of this process. Empty for a thread that has ended.
struct ThreadWord {
  pid_t thread;
  std::string word;
};
inline std::vector<ThreadWord> other_threads(const std::string& file) {
  std::vector<ThreadWord> words;
  const std::unique_ptr<DIR, int (*)(DIR*)> tasks(opendir("/proc/self/task"), closedir);
  while (const dirent* task = tasks ? readdir(tasks.get()) : nullptr) {
    const pid_t thread = std::atoi(task->d_name);
    if (thread == 0 || thread == syscall(SYS_gettid)) continue;
    std::string word;
    std::ifstream("/proc/self/task/" + std::string(task->d_name) + "/" + file) >> word;
    words.push_back({thread, word});
  }
  return words;
}

// Until `count` other threads sleep in the system call `number`. The kernel tells the number of a
// thread that sleeps, and "running" of any other.
inline void await_sleeper(long number, int count = 1, Where where = Where::here()) {
  const std::string wanted = std::to_string(number);
  await(
      [&] {
        int found = 0;
        for (const ThreadWord& each : other_threads("syscall")) found += each.word == wanted;
        return found >= count;
      },
      "a thread sleeps in system call " + wanted, where);
}
inline void await_receiver(Where where = Where::here()) { await_sleeper(SYS_msgrcv, 1, where); }
inline void await_sender(Where where = Where::here()) { await_sleeper(SYS_msgsnd, 1, where); }

// The waiting threads of this process, by the name that they go under.
inline std::vector<pid_t> waiting_threads() {
  std::vector<pid_t> threads;
  for (const ThreadWord& each : other_threads("comm")) {
    if (each.word == "sysvmq-wait") threads.push_back(each.thread);
  }
  return threads;
}

}  // namespace sysvmq::test

// storm PID COUNT LONGEST SEED: sends COUNT times SIGURG to the threads of the process that wait in
// msgsnd(2) or msgrcv(2) for the addon, each at random after at most LONGEST microseconds.
#include <dirent.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

// By the name that the addon gives them.
std::vector<pid_t> waiting_threads(const std::string& process) {
  std::vector<pid_t> threads;
  DIR* const tasks = opendir((process + "/task").c_str());
  if (tasks == nullptr) return threads;
  while (const dirent* const task = readdir(tasks)) {
    if (first_line(process + "/task/" + task->d_name + "/comm") != "sysvmq-wait") continue;
    threads.push_back(static_cast<pid_t>(std::atoi(task->d_name)));
  }
  closedir(tasks);
  return threads;
}

// Without a handler the signal would be ignored, and the storm be none.
bool handles_signal(const std::string& process) {
  std::ifstream file(process + "/status");
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("SigCgt:", 0) != 0) continue;
    return ((std::stoull(line.substr(7), nullptr, 16) >> (SIGURG - 1)) & 1) != 0;
  }
  return false;
}

int fail(const char* reason) {
  std::fprintf(stderr, "storm: %s\n", reason);
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return fail("PID COUNT LONGEST SEED");
  const pid_t pid = static_cast<pid_t>(std::atoi(argv[1]));
  const long count = std::atol(argv[2]);
  const std::string process = std::string("/proc/") + argv[1];
  std::mt19937 random(static_cast<std::mt19937::result_type>(std::atol(argv[4])));
  std::uniform_int_distribution<long> pause(0, std::atol(argv[3]));

  if (!handles_signal(process)) return fail("the process does not handle SIGURG");
  std::vector<pid_t> threads = waiting_threads(process);
  for (long sent = 0; sent < count;) {
    if (threads.empty()) return fail("there is no waiting thread");
    const pid_t thread = threads[random() % threads.size()];
    if (syscall(SYS_tgkill, pid, thread, SIGURG) != 0) {
      threads = waiting_threads(process);
      continue;
    }
    ++sent;
    // Shorter than a sleep can be.
    const auto next = Clock::now() + std::chrono::microseconds(pause(random));
    while (Clock::now() < next) {
    }
  }
  std::printf("%ld\n", count);
  return 0;
}

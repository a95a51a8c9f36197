// A process that follows another one ends with it: each case has a child that would stay for ever.
#include "lifeline.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "await.hpp"
#include "check.hpp"

using namespace sysvmq;
using namespace sysvmq::test;

namespace {

// A child process that follows this one; killed with the case, if it lives so long.
class Follower {
 public:
  // `body` runs in the child, and what it writes to its end can be read here.
  explicit Follower(void (*body)(int end)) {
    int ends[2];
    equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    pid_ = fork();
    if (pid_ == 0) {
      close(ends[0]);
      setpgid(0, 0);
      body(ends[1]);
      _exit(1);
    }
    close(ends[1]);
    end_ = ends[0];
  }
  ~Follower() {
    let_go();
    if (pid_ > 0) kill(pid_, SIGKILL);
  }

  void await_word() {
    char word = 0;
    equal(read(end_, &word, 1), 1);
  }
  void write_word() { equal(write(end_, "x", 1), 1); }
  void let_go() {
    if (end_ >= 0) close(end_);
    end_ = -1;
  }
  // The signal that ended it, or 0.
  int signal() {
    int status = 0;
    equal(waitpid(pid_, &status, 0), pid_);
    pid_ = 0;
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  }

 private:
  pid_t pid_ = 0;
  int end_ = -1;
};

constexpr std::chrono::milliseconds kSoon(1);

void say(int end) {
  if (write(end, "x", 1) != 1) _exit(1);
}

void ends_although_it_is_busy() {
  Follower one([](int end) {
    if (follow(end, kSoon) != 0) _exit(1);
    say(end);
    for (volatile int i = 0;; i = i + 1) {
    }
  });
  one.await_word();
  one.let_go();
  equal(one.signal(), SIGKILL);
}

// A process in the group has a pipe, whose end says that it is gone.
int group_pipe[2];

void takes_its_process_group_along() {
  equal(pipe(group_pipe), 0);
  Follower one([](int end) {
    close(group_pipe[0]);
    const pid_t member = fork();
    if (member == 0) {
      close(end);
      for (;;) pause();
    }
    close(group_pipe[1]);
    if (member < 0 || follow(end, kSoon) != 0) _exit(1);
    say(end);
    for (;;) pause();
  });
  close(group_pipe[1]);
  one.await_word();
  one.let_go();
  equal(one.signal(), SIGKILL);
  char word = 0;
  equal(read(group_pipe[0], &word, 1), 0);
  close(group_pipe[0]);
}

// Neither data, nor a closed copy of the descriptor, is the end.
void stays_while_the_other_end_is_open() {
  Follower one([](int end) {
    if (follow(end, kSoon) != 0) _exit(1);
    say(end);
    pollfd word{end, POLLIN, 0};
    if (poll(&word, 1, -1) != 1) _exit(1);
    await_sleeper(SYS_poll);
    close(end);
    await_sleeper(SYS_poll);
    _exit(0);
  });
  one.await_word();
  one.write_word();
  equal(one.signal(), 0);
}

void ends_at_once_if_the_other_end_is_closed_already() {
  Follower one([](int end) {
    char word = 0;
    // Until it is.
    if (read(end, &word, 1) != 0) _exit(1);
    if (follow(end, kSoon) != 0) _exit(1);
    for (;;) pause();
  });
  one.let_go();
  equal(one.signal(), SIGKILL);
}

void refuses_what_is_no_descriptor() { equal(follow(-1, kSoon), EBADF); }

}  // namespace

int main() {
  return run({{"ends although it is busy", ends_although_it_is_busy},
              {"takes its process group along", takes_its_process_group_along},
              {"stays while the other end is open", stays_while_the_other_end_is_open},
              {"ends at once if the other end is closed already",
               ends_at_once_if_the_other_end_is_closed_already},
              {"refuses what is no descriptor", refuses_what_is_no_descriptor}});
}

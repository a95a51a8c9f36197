// How the waiting thread gets along with the signals of the program.
#include "interrupt.hpp"

#include "await.hpp"
#include "check.hpp"
#include "companion.hpp"
#include "rounds.hpp"
#include "signals.hpp"
#include "sleeper.hpp"

using namespace sysvmq;
using namespace sysvmq::test;

namespace {

// The first signals do nothing: the task has not gone to sleep when they come, or sleeps again.
void is_signalled_until_it_leaves_off() {
  const Disposition own(count_signal);
  PrivateQueue queue;
  std::atomic<bool> begun{false};
  WaitingThread thread(
      [&](const std::atomic<bool>&) {
        begun = true;
        await([] { return urgent_signals >= 3; }, "three signals came");
        for (int interruptions = 0; interruptions < 3;) {
          interruptions += receive(queue.id(), {}, Mode::kWait).error == EINTR ? 1 : 0;
        }
      },
      [] {});
  equal(thread.run(), 0);
  await([&] { return begun.load(); }, "the task runs");
  thread.cancel();
  check(urgent_signals >= 6, "each signal was needed");
}

void leaves_off_whatever_the_program_does_with_the_signal() {
  const Disposition own(SIG_DFL);
  Sleeper one;
  const Handler dispositions[] = {SIG_DFL, SIG_IGN, count_signal};
  for (int i = 0; i < 300; ++i) {
    equal(one.thread.run(), 0);
    if (i % 10 == 0) await_receiver();
    set_handler(dispositions[i % 3]);
    one.thread.cancel();
  }
  equal(one.done, 0);
}

// The program resets the disposition all the time, also between a signal and its arrival.
void leaves_off_while_the_program_resets_the_signal() {
  const Disposition own(SIG_DFL);
  Sleeper one;
  Companion resetting(one.queue, [](const std::atomic<bool>& stop) {
    for (int i = 0; !stop; ++i) {
      set_handler(i % 2 == 0 ? SIG_DFL : SIG_IGN);
      spin(1);
    }
  });
  for (Attempts attempts(300); attempts.more();) {
    equal(one.thread.run(), 0);
    one.thread.cancel();
  }
  resetting.stop();
  equal(one.done, 0);
}

void keeps_the_handler_of_the_program() {
  const Disposition own(count_signal);
  Sleeper one;
  equal(one.thread.run(), 0);
  await_receiver();
  one.thread.cancel();
  check(current_handler() == count_signal, "the program's handler is still there");
  check(urgent_signals > 0, "it is what the thread was interrupted with");
}

// SIGWINCH stands for all of them: it is harmless to a program that does not handle it.
std::atomic<int> strange_signals{0};
thread_local bool of_the_test = false;
void note_strange_thread(int /*signal*/) {
  if (!of_the_test) ++strange_signals;
}

void runs_no_handler_of_the_program() {
  const Disposition own(note_strange_thread, SIGWINCH);
  of_the_test = true;
  PrivateQueue queue;
  Companion storm(queue, [](const std::atomic<bool>& stop) {
    of_the_test = true;
    while (!stop) kill(getpid(), SIGWINCH);
  });
  for (Attempts attempts(500); attempts.more();) {
    WaitingThread thread([](const std::atomic<bool>&) {}, [] {});
    equal(thread.run(), 0);
  }
  storm.stop();
  equal(strange_signals, 0);
}

}  // namespace

int main() {
  return run({{"is signalled until it leaves off", is_signalled_until_it_leaves_off},
              {"leaves off whatever the program does with the signal",
               leaves_off_whatever_the_program_does_with_the_signal},
              {"leaves off while the program resets the signal",
               leaves_off_while_the_program_resets_the_signal},
              {"keeps the handler of the program", keeps_the_handler_of_the_program},
              {"runs no handler of the program", runs_no_handler_of_the_program}});
}

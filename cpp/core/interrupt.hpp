// Getting a thread out of msgsnd(2) or msgrcv(2) without losing a message: SIGURG with an empty
// handler makes the kernel end the call with EINTR, and never after it has taken or queued a
// message.
#pragma once

#include <pthread.h>

#include <csignal>

namespace sysvmq {

// Blocks every signal in the calling thread while it lives. A thread that is made meanwhile
// inherits that, so that the program's own handlers never run on it, not even in its first moments.
class SignalsBlocked {
 public:
  SignalsBlocked();
  ~SignalsBlocked();
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

// Lets the interrupting signal through to the calling thread, and no other.
void allow_interrupts();

// Interrupts the call that `thread` sleeps in, if it sleeps in one. A signal that arrives before
// the thread is asleep does nothing: send again until the thread says that it is out. Precondition:
// the thread has not been joined.
void interrupt(pthread_t thread);

}  // namespace sysvmq

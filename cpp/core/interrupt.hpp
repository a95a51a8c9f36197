// Getting a thread out of msgsnd(2) or msgrcv(2) without losing a message: SIGURG with an empty
// handler makes the kernel end the call with EINTR, and never after it has taken or queued a
// message.
#pragma once

#include <pthread.h>

namespace sysvmq {

// Blocks every signal but the interrupting one in the calling thread, so that the program's own
// handlers never run on it.
void block_other_signals();

// Interrupts the call that `thread` sleeps in, if it sleeps in one. A signal that arrives before
// the thread is asleep does nothing: send again until the thread says that it is out. Precondition:
// the thread has not been joined.
void interrupt(pthread_t thread);

}  // namespace sysvmq

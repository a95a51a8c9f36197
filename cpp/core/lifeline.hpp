// A process that does not outlive another one for long, whatever its other threads do.
#pragma once

#include <chrono>

namespace sysvmq {

// Makes a thread that sleeps until the other end of `descriptor`, a pipe or a socket, is closed:
// the kernel does that when the process that holds it ends, also by SIGKILL. Then, `grace` later,
// the thread kills this process, and its process group if it leads one. Returns an errno.
int follow(int descriptor, std::chrono::milliseconds grace);

}  // namespace sysvmq

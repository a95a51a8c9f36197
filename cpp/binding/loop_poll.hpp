// Tells when a file descriptor can be read or written, in the event loop of an environment.
#pragma once

#include <node_api.h>

namespace sysvmq {

// Called on the JavaScript thread, outside of any scope.
class Polled {
 public:
  virtual void polled(bool readable, bool writable) = 0;
  // To close the poll. JavaScript can't be called any more.
  virtual void environment_ends() = 0;

 protected:
  ~Polled() = default;
};

// A uv_poll_t of the environment's own loop. All of it is for the JavaScript thread.
class LoopPoll {
 public:
  LoopPoll() = default;
  ~LoopPoll() { close(); }
  LoopPoll(const LoopPoll&) = delete;
  LoopPoll& operator=(const LoopPoll&) = delete;

  // An errno, 0 for success. Precondition: not open.
  int open(napi_env env, int fd, Polled* target);
  // What to tell of; neither is none. Precondition: open.
  void watch(bool readable, bool writable);
  // Whether the event loop stays alive for it.
  void keep_alive(bool keep);
  // The descriptor may be closed when this returns. Nothing is told after it. Idempotent.
  void close();

 private:
  struct Handle;
  Handle* handle_ = nullptr;  // frees itself when libuv has let go, which takes a turn of the loop
};

}  // namespace sysvmq

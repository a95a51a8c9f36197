// From the waiting thread to JavaScript: one call at a time, however often it is asked for.
#pragma once

#include <napi.h>

#include <initializer_list>

namespace sysvmq {

// Receives the notification on the JavaScript thread.
class Notified {
 public:
  virtual void notified(Napi::Env env) = 0;

 protected:
  ~Notified() = default;
};

// Owned by the object that it notifies. Starts without keeping the event loop alive.
class Notifier {
 public:
  Notifier(Napi::Env env, const char* name, Notified* target);

  // From any thread. A notification that is still on its way stands for this one too.
  void notify() { function_.NonBlockingCall(); }
  // Whether the event loop stays alive for it. JavaScript thread only, like close().
  void keep_alive(bool keep);
  // No notification arrives after this. Precondition: no other thread notifies any more.
  void close();

 private:
  static void call(Napi::Env env, Napi::Function callback, Notified* target, void* data);
  using Function = Napi::TypedThreadSafeFunction<Notified, void, call>;

  const Napi::Env env_;
  Function function_;
  bool closed_ = false;
};

// Calls `function` with `receiver` as this. What it throws becomes an uncaught exception, as it
// would in any other callback of the event loop. While the environment ends it may do nothing.
void call_function(napi_env env, napi_value receiver, napi_value function,
                   std::initializer_list<napi_value> arguments);
// The same from outside of any callback of Node's: what became due for the next tick runs then.
void make_callback(napi_env env, napi_async_context context, napi_value receiver,
                   napi_value function, std::initializer_list<napi_value> arguments);

}  // namespace sysvmq

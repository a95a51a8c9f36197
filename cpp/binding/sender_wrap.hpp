// class Sender in lib/native.ts.
#pragma once

#include <napi.h>

#include "arguments.hpp"
#include "sender.hpp"
#include "wrap.hpp"

namespace sysvmq {

class SenderWrap : public Wrap<SenderWrap> {
 public:
  static Napi::Function define(Napi::Env env);

  explicit SenderWrap(const Napi::CallbackInfo& info);
  ~SenderWrap() override;

 private:
  friend class Wrap<SenderWrap>;

  Napi::Value staging(const Napi::CallbackInfo& info);
  Napi::Value send(const Napi::CallbackInfo& info);
  Napi::Value wait(const Napi::CallbackInfo& info);
  Napi::Value progress(const Napi::CallbackInfo& info);
  Napi::Value cancel(const Napi::CallbackInfo& info);
  void close_method(const Napi::CallbackInfo& info);
  void keep_alive(const Napi::CallbackInfo& info);

  Napi::Value report(Napi::Env env, const Sender::Progress& progress);
  bool wait_is_over() { return !sender_.progress().waiting; }
  void shut_down(bool environment_ends);

  Table table_;
  Napi::ObjectReference table_owner_;
  Sender sender_;
};

}  // namespace sysvmq

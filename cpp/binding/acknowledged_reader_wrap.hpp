// class AcknowledgedReader in lib/native.ts.
#pragma once

#include <napi.h>

#include "acknowledged_reader.hpp"
#include "arguments.hpp"
#include "wrap.hpp"

namespace sysvmq {

class AcknowledgedReaderWrap : public Wrap<AcknowledgedReaderWrap> {
 public:
  static Napi::Function define(Napi::Env env);

  explicit AcknowledgedReaderWrap(const Napi::CallbackInfo& info);
  ~AcknowledgedReaderWrap() override;

 private:
  friend class Wrap<AcknowledgedReaderWrap>;

  Napi::Value open(const Napi::CallbackInfo& info);
  Napi::Value fill(const Napi::CallbackInfo& info);
  Napi::Value problem(const Napi::CallbackInfo& info);
  Napi::Value slab(const Napi::CallbackInfo& info);
  Napi::Value words(const Napi::CallbackInfo& info);
  Napi::Value wait(const Napi::CallbackInfo& info);
  Napi::Value waiting(const Napi::CallbackInfo& info);
  Napi::Value cancel(const Napi::CallbackInfo& info);
  void keep_alive(const Napi::CallbackInfo& info);
  Napi::Value adopt(const Napi::CallbackInfo& info);
  Napi::Value begin_attempt(const Napi::CallbackInfo& info);
  Napi::Value settle(const Napi::CallbackInfo& info);
  Napi::Value read(const Napi::CallbackInfo& info);
  void close_method(const Napi::CallbackInfo& info);

  bool wait_is_over() { return !reader_.waiting(); }
  void shut_down(bool environment_ends);

  Table table_;
  std::int32_t* const slots_;  // of the entries in the table
  Napi::ObjectReference table_owner_;
  Napi::ObjectReference slots_owner_;
  std::weak_ptr<Slab> announced_slab_;  // the one that header[0] counts
  bool discard_ = false;
  AcknowledgedReader reader_;
};

}  // namespace sysvmq

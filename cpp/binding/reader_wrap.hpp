// class Reader in lib/native.ts.
#pragma once

#include <napi.h>

#include "arguments.hpp"
#include "reader.hpp"
#include "wrap.hpp"

namespace sysvmq {

class ReaderWrap : public Wrap<ReaderWrap> {
 public:
  static Napi::Function define(Napi::Env env);

  explicit ReaderWrap(const Napi::CallbackInfo& info);
  ~ReaderWrap() override;

 private:
  friend class Wrap<ReaderWrap>;

  Napi::Value fill(const Napi::CallbackInfo& info);
  Napi::Value slab(const Napi::CallbackInfo& info);
  Napi::Value wait(const Napi::CallbackInfo& info);
  Napi::Value cancel(const Napi::CallbackInfo& info);
  void select(const Napi::CallbackInfo& info);
  Napi::Value close_method(const Napi::CallbackInfo& info);
  void keep_alive(const Napi::CallbackInfo& info);

  void consume();
  bool wait_is_over() { return !reader_.waiting(); }
  void shut_down(bool environment_ends);

  Table table_;
  Napi::ObjectReference table_owner_;
  std::uint32_t consumed_ = 0;          // of header[1], how many the reader has been told of
  std::weak_ptr<Slab> announced_slab_;  // the one that header[0] counts
  std::chrono::milliseconds patience_{0};
  Books left_;
  Reader reader_;
};

}  // namespace sysvmq

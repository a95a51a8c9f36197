// class UdpSocket in lib/native.ts.
#pragma once

#include <napi.h>

#include <vector>

#include "arguments.hpp"
#include "loop_poll.hpp"
#include "udp/inbox.hpp"
#include "udp/outbox.hpp"
#include "udp/senders.hpp"
#include "udp/socket.hpp"
#include "udp_table.hpp"

namespace sysvmq {

class UdpSocketWrap : public Napi::ObjectWrap<UdpSocketWrap>, private Polled {
 public:
  static Napi::Function define(Napi::Env env);

  explicit UdpSocketWrap(const Napi::CallbackInfo& info);
  ~UdpSocketWrap() override;

 private:
  Napi::Value open(const Napi::CallbackInfo& info);
  Napi::Value address(const Napi::CallbackInfo& info);
  Napi::Value receive(const Napi::CallbackInfo& info);
  Napi::Value block(const Napi::CallbackInfo& info);
  Napi::Value sender(const Napi::CallbackInfo& info);
  Napi::Value number(const Napi::CallbackInfo& info);
  void send(const Napi::CallbackInfo& info);
  void keep_alive(const Napi::CallbackInfo& info);
  Napi::Value replies(const Napi::CallbackInfo& info);
  Napi::Value reply_errors(const Napi::CallbackInfo& info);
  Napi::Value dropped(const Napi::CallbackInfo& info);
  Napi::Value close_method(const Napi::CallbackInfo& info);

  void polled(bool readable, bool writable) override;
  void environment_ends() override;
  void send_staged();
  void watch();
  void tell(bool closed);
  void close();
  void let_go();

  const Napi::Env environment_;
  const UdpTable received_;
  const UdpTable staged_;
  const Bytes texts_;
  Napi::ObjectReference owner_;  // of the three above

  UdpSocket socket_;
  UdpInbox inbox_;
  UdpOutbox outbox_;
  UdpSenders senders_;
  std::size_t count_ = 0;  // of the entries that were received last
  std::vector<UdpOutbox::Datagram> batch_;
  std::uint32_t dropped_ = 0;  // when it was closed
  LoopPoll poll_;
  bool referenced_ = true;
  bool closing_ = false;

  // While it is open, or tells that it is not.
  Napi::FunctionReference on_event_;
  napi_async_context context_ = nullptr;
  bool telling_ = false;
};

}  // namespace sysvmq

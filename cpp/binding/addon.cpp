// What the addon exports. State belongs to the objects that it makes, and they to their
// environment.
#include <napi.h>

#include "acknowledged_reader_wrap.hpp"
#include "lifeline_function.hpp"
#include "queue_functions.hpp"
#include "reader_wrap.hpp"
#include "sender_wrap.hpp"
#include "udp_socket_wrap.hpp"

static Napi::Object init(Napi::Env env, Napi::Object exports) {
  exports.Set("AcknowledgedReader", sysvmq::AcknowledgedReaderWrap::define(env));
  exports.Set("Reader", sysvmq::ReaderWrap::define(env));
  exports.Set("Sender", sysvmq::SenderWrap::define(env));
  exports.Set("UdpSocket", sysvmq::UdpSocketWrap::define(env));
  sysvmq::define_queue_functions(env, exports);
  sysvmq::define_lifeline_function(env, exports);
  return exports;
}

NODE_API_MODULE(sysvmq, init)

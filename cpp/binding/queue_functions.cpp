#include "queue_functions.hpp"

#include <cerrno>
#include <cstring>
#include <new>
#include <vector>

#include "arguments.hpp"
#include "queue.hpp"
#include "removal.hpp"

namespace sysvmq {

namespace {

Napi::Value number(const Napi::CallbackInfo& info, double value) {
  return Napi::Number::New(info.Env(), value);
}

Napi::Value outcome(const Napi::CallbackInfo& info, const Result& result) {
  return number(info, result.error != 0 ? -result.error : static_cast<double>(result.value));
}

Napi::Object to_object(Napi::Env env, int id, const msqid_ds& stat) {
  const Napi::Object object = Napi::Object::New(env);
  const auto set = [&](const char* name, double value) {
    object.Set(name, Napi::Number::New(env, value));
  };
  set("id", id);
  set("key", static_cast<std::uint32_t>(stat.msg_perm.__key));
  set("mode", stat.msg_perm.mode & 0777);
  set("uid", stat.msg_perm.uid);
  set("gid", stat.msg_perm.gid);
  set("cuid", stat.msg_perm.cuid);
  set("cgid", stat.msg_perm.cgid);
  set("messages", static_cast<double>(stat.msg_qnum));
  set("bytes", static_cast<double>(stat.__msg_cbytes));
  set("maxBytes", static_cast<double>(stat.msg_qbytes));
  set("lastSendPid", stat.msg_lspid);
  set("lastReceivePid", stat.msg_lrpid);
  set("lastSendTime", static_cast<double>(stat.msg_stime));
  set("lastReceiveTime", static_cast<double>(stat.msg_rtime));
  set("lastChangeTime", static_cast<double>(stat.msg_ctime));
  return object;
}

// (key, flags): the id, or -errno
Napi::Value get(const Napi::CallbackInfo& info) {
  return outcome(info, get_queue(static_cast<key_t>(to_int(info[0])), to_int(info[1])));
}

// (id): what IPC_STAT says, or -errno
Napi::Value stat(const Napi::CallbackInfo& info) {
  const int id = to_int(info[0]);
  msqid_ds stat{};
  if (const int error = stat_queue(id, &stat)) return number(info, -error);
  return to_object(info.Env(), id, stat);
}

// (id): the same without read permission, or -errno
Napi::Value stat_without_permission(const Napi::CallbackInfo& info) {
  const int id = to_int(info[0]);
  msqid_ds stat{};
  if (const int error = stat_any(id, &stat)) return number(info, -error);
  return to_object(info.Env(), id, stat);
}

// (id, uid, gid, mode, maxBytes): 0, or -errno
Napi::Value set(const Napi::CallbackInfo& info) {
  msqid_ds settings{};
  settings.msg_perm.uid = static_cast<uid_t>(to_size(info[1]));
  settings.msg_perm.gid = static_cast<gid_t>(to_size(info[2]));
  settings.msg_perm.mode = static_cast<unsigned short>(to_int(info[3]));
  settings.msg_qbytes = to_size(info[4]);
  return number(info, -set_queue(to_int(info[0]), &settings));
}

// (id): 0, or -errno
Napi::Value remove_empty(const Napi::CallbackInfo& info) {
  return number(info, -remove_queue(to_int(info[0])));
}

// (): every queue that there is, or -errno
Napi::Value list(const Napi::CallbackInfo& info) {
  const Napi::Array queues = Napi::Array::New(info.Env());
  const int highest = highest_slot();
  for (int index = 0; index <= highest; ++index) {
    const Slot slot = stat_slot(index);
    if (slot.error == 0) queues.Set(queues.Length(), to_object(info.Env(), slot.id, slot.stat));
  }
  return queues;
}

Napi::Value limits(const Napi::CallbackInfo& info) {
  Limits limits{};
  require(read_limits(&limits) == 0, "IPC_INFO failed, which needs no permission");
  const Napi::Object object = Napi::Object::New(info.Env());
  object.Set("msgmax", static_cast<double>(limits.msgmax));
  object.Set("msgmnb", static_cast<double>(limits.msgmnb));
  object.Set("msgmni", static_cast<double>(limits.msgmni));
  object.Set("queues", static_cast<double>(limits.queues));
  object.Set("messages", static_cast<double>(limits.messages));
  object.Set("bytes", static_cast<double>(limits.bytes));
  return object;
}

// (path, projectId): the key, or -errno
Napi::Value key_of_file(const Napi::CallbackInfo& info) {
  require(info[0].IsString(), "a path was expected");
  // -1 is a key that ftok(3) can return; errno tells it from a failure.
  errno = 0;
  const key_t key = ftok(info[0].As<Napi::String>().Utf8Value().c_str(), to_int(info[1]));
  if (key == -1 && errno != 0) return number(info, -errno);
  return number(info, static_cast<std::uint32_t>(key));
}

// (id, type, data): 0, or -errno
Napi::Value send(const Napi::CallbackInfo& info) {
  const long type = to_long(info[1]);
  const Bytes text = to_bytes(info[2]);
  // Kept between calls: the kernel wants mtype and text in one piece.
  thread_local std::vector<std::byte> message;
  try {
    if (message.size() < kHeaderSize + text.size) message.resize(kHeaderSize + text.size);
  } catch (const std::bad_alloc&) {
    return number(info, -ENOMEM);
  }
  std::memcpy(message.data(), &type, sizeof type);
  if (text.size > 0) std::memcpy(message.data() + kHeaderSize, text.data, text.size);
  return number(info, -send_message(to_int(info[0]), message.data(), text.size, Mode::kTry));
}

// The message that `take` receives is written to `pool` from `offset` on, and described in the
// table's first entry. The text's length, or -errno; E2BIG also when the pool has no room for a
// header.
template <class Take>
Napi::Value receive_into(const Napi::CallbackInfo& info, const Napi::Value& pool_value,
                         const Napi::Value& offset_value, const Napi::Value& table_value,
                         Take take) {
  const Bytes pool = to_bytes(pool_value);
  const std::size_t offset = to_size(offset_value);
  if (offset + kHeaderSize > pool.size) return number(info, -E2BIG);
  std::byte* const message = pool.data + offset;
  const Result result = take(message, pool.size - offset - kHeaderSize);
  if (result.error != 0) return number(info, -result.error);
  long type = 0;
  std::memcpy(&type, message, sizeof type);
  Entry& entry = *to_table(table_value).entries;
  entry.offset = static_cast<std::uint32_t>(offset + kHeaderSize);
  entry.length = static_cast<std::uint32_t>(result.value);
  entry.set_type(type);
  return number(info, static_cast<double>(result.value));
}

// (id, type, except, pool, offset, table)
Napi::Value receive(const Napi::CallbackInfo& info) {
  const int id = to_int(info[0]);
  const Selector selector{to_long(info[1]), info[2].ToBoolean()};
  return receive_into(info, info[3], info[4], info[5], [&](void* message, std::size_t capacity) {
    return receive_message(id, message, capacity, selector, Mode::kTry);
  });
}

// (id, position, pool, offset, table)
Napi::Value copy(const Napi::CallbackInfo& info) {
  const int id = to_int(info[0]);
  const long position = static_cast<long>(to_size(info[1]));
  return receive_into(info, info[2], info[3], info[4], [&](void* message, std::size_t capacity) {
    return copy_message(id, message, capacity, position);
  });
}

}  // namespace

void define_queue_functions(Napi::Env env, Napi::Object exports) {
  exports.Set("get", Napi::Function::New<get>(env, "get"));
  exports.Set("stat", Napi::Function::New<stat>(env, "stat"));
  exports.Set("statWithoutPermission",
              Napi::Function::New<stat_without_permission>(env, "statWithoutPermission"));
  exports.Set("set", Napi::Function::New<set>(env, "set"));
  exports.Set("remove", Napi::Function::New<remove_queue_off_loop>(env, "remove"));
  exports.Set("removeEmpty", Napi::Function::New<remove_empty>(env, "removeEmpty"));
  exports.Set("list", Napi::Function::New<list>(env, "list"));
  exports.Set("limits", Napi::Function::New<limits>(env, "limits"));
  exports.Set("ftok", Napi::Function::New<key_of_file>(env, "ftok"));
  exports.Set("send", Napi::Function::New<send>(env, "send"));
  exports.Set("receive", Napi::Function::New<receive>(env, "receive"));
  exports.Set("copy", Napi::Function::New<copy>(env, "copy"));
}

}  // namespace sysvmq

// What the kernel tells of queues, and what it lets us set.
#include <unistd.h>

#include <ctime>
#include <fstream>

#include "await.hpp"
#include "check.hpp"
#include "private_queue.hpp"

using namespace sysvmq;
using namespace sysvmq::test;

namespace {

std::size_t sysctl(const char* name) {
  std::size_t value = 0;
  std::ifstream(std::string("/proc/sys/kernel/") + name) >> value;
  return value;
}

void tells_the_state() {
  PrivateQueue queue(0640);
  msqid_ds stat = queue.stat();
  equal(stat.msg_perm.mode & 0777, 0640);
  equal(stat.msg_perm.uid, geteuid());
  equal(stat.msg_perm.cuid, geteuid());
  equal(stat.msg_qbytes, sysctl("msgmnb"));
  equal(stat.msg_stime, 0);
  equal(stat.msg_lspid, 0);

  const std::time_t before = std::time(nullptr) - 1;  // the kernel's clock ticks later than ours
  queue.put({{1, "abc"}, {1, ""}});
  queue.take();
  stat = queue.stat();
  equal(stat.msg_qnum, 1);
  equal(stat.msg_cbytes, 0);
  equal(stat.msg_lspid, getpid());
  equal(stat.msg_lrpid, getpid());
  check(stat.msg_stime >= before && stat.msg_rtime >= before, "the times are now");
}

void sets_what_may_be_set() {
  PrivateQueue queue;
  msqid_ds settings = queue.stat();
  settings.msg_qbytes = 100;
  settings.msg_perm.mode = 0620;
  equal(set_queue(queue.id(), &settings), 0);
  equal(queue.stat().msg_qbytes, 100);
  equal(queue.stat().msg_perm.mode & 0777, 0620);
  equal(max_bytes(queue.id()).value_or(0), 100);
}

void may_raise_above_the_default_with_privilege() {
  PrivateQueue queue;
  const std::size_t usual = queue.stat().msg_qbytes;
  msqid_ds settings = queue.stat();
  settings.msg_qbytes = usual * 2;
  const int error = set_queue(queue.id(), &settings);
  check(error == 0 || error == EPERM, describe(error));
  equal(queue.stat().msg_qbytes, error == 0 ? usual * 2 : usual);
}

void finds_a_queue_by_walking() {
  PrivateQueue queue(0600);
  queue.put({{1, "abc"}});
  int found = 0;
  for (int index = 0; index <= highest_slot(); ++index) {
    const Slot slot = stat_slot(index);
    if (slot.error != 0) {
      check(slot.error == EINVAL || slot.error == EACCES, describe(slot.error));
      continue;
    }
    if (slot.id != queue.id()) continue;
    ++found;
    equal(slot.stat.msg_qnum, 1);
  }
  equal(found, 1);
  equal(stat_slot(-1).error, EINVAL);
}

void needs_no_read_permission_to_walk() {
  PrivateQueue before;
  PrivateQueue queue(0200);
  PrivateQueue after;
  before.set_max_bytes(100);
  after.set_max_bytes(100);
  const std::size_t usual = sysctl("msgmnb");
  msqid_ds stat{};
  const int error = stat_queue(queue.id(), &stat);
  check(error == EACCES || (error == 0 && stat.msg_qbytes == usual), describe(error));
  const int any = stat_any(queue.id(), &stat);
  if (any == EINVAL && error == EACCES) return;  // a kernel before 4.17
  equal(any, 0);
  equal(stat.msg_qbytes, usual);
  equal(max_bytes(queue.id()).value_or(0), usual);
  equal(stat_any(after.id(), &stat), 0);
  equal(stat.msg_qbytes, 100);
}

void reads_the_limits() {
  PrivateQueue queue;
  queue.put({{1, "abc"}});
  Limits limits{};
  equal(read_limits(&limits), 0);
  equal(limits.msgmax, sysctl("msgmax"));
  equal(limits.msgmnb, sysctl("msgmnb"));
  equal(limits.msgmni, sysctl("msgmni"));
  check(limits.queues >= 1, "our queue is counted");
  // The kernel adds these up over all processors, not at one moment: other programs may blur them.
  await(
      [&] {
        equal(read_limits(&limits), 0);
        return limits.messages >= 1 && limits.bytes >= 3;
      },
      "our message is counted");
}

}  // namespace

int main() {
  return run({{"tells the state", tells_the_state},
              {"sets what may be set", sets_what_may_be_set},
              {"may raise maxBytes above the default", may_raise_above_the_default_with_privilege},
              {"finds a queue by walking", finds_a_queue_by_walking},
              {"needs no read permission to walk", needs_no_read_permission_to_walk},
              {"reads the limits", reads_the_limits}});
}

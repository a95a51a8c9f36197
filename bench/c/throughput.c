// The limit of one system call a message: blocking msgsnd in one process, blocking msgrcv in
// another, and nothing else.
#include "common.h"

static void receive(int id) {
  static struct message message;
  long messages = 0, bytes = 0, first = 0;
  announce("ready");
  for (;;) {
    size_t size = receive_text(id, &message);
    if (size == kEndSize) break;
    if (messages++ == 0) first = now_ns();
    bytes += (long)size;
  }
  printf("{\"role\":\"receiver\",\"messages\":%ld,\"bytes\":%ld,\"first\":%ld,\"last\":%ld}\n",
         messages, bytes, first, now_ns());
}

static void send(int id, size_t size, long count, int readers) {
  static struct message message = {.type = 1};
  memset(message.text, 'x', size);
  for (long i = 0; i < count; i++) send_text(id, &message, size);
  for (int i = 0; i < readers; i++) send_text(id, &message, kEndSize);
}

int main(int argc, char** argv) {
  live_at_most(600);
  if (argc == 3 && strcmp(argv[1], "receive") == 0) {
    receive(open_queue(argv[2]));
  } else if (argc == 6 && strcmp(argv[1], "send") == 0 && atol(argv[3]) <= kMaxText) {
    send(open_queue(argv[2]), (size_t)atol(argv[3]), atol(argv[4]), atoi(argv[5]));
  } else {
    usage("throughput receive KEY | send KEY SIZE COUNT READERS");
  }
}

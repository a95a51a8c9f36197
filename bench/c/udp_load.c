// The load of the job: WINDOW clients that each send a datagram, wait for the answer and send the
// next, played by one socket. A datagram that the receiver's socket dropped is sent again by its
// client after at most 100 ms, as the kernel's count of drops says.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "common.h"

enum { kBatch = 64, kPatienceNs = 100000000 };

static struct {
  int fd, port, window;
  size_t size;
  long allowed;  // how many clients there are by now: they come one with each answer
  long sent, answered, refused, dropped;
} load;

static long outstanding(void) { return load.sent - load.answered - load.refused - load.dropped; }

static void open_socket(void) {
  const struct sockaddr_in address = {.sin_family = AF_INET,
                                      .sin_port = htons((in_port_t)load.port),
                                      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  const struct timeval patience = {.tv_usec = kPatienceNs / 1000};
  const int buffer = 1 << 20;
  load.fd = socket(AF_INET, SOCK_DGRAM, 0);
  if (load.fd < 0) fail("socket");
  setsockopt(load.fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  if (setsockopt(load.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) < 0) fail("timeout");
  if (connect(load.fd, (const struct sockaddr*)&address, sizeof address) < 0) fail("connect");
}

// How many datagrams the kernel has dropped at the port of the job.
static long count_drops(void) {
  FILE* sockets = fopen("/proc/net/udp", "r");
  if (sockets == NULL) return 0;
  char line[512];
  long drops = 0, count;
  for (unsigned port; fgets(line, sizeof line, sockets) != NULL;) {
    const int fields =
        sscanf(line, " %*d: %*x:%x %*x:%*x %*x %*x:%*x %*x:%*x %*x %*u %*d %*u %*d %*s %ld", &port,
               &count);
    if (fields == 2 && (int)port == load.port) drops += count;
  }
  fclose(sockets);
  return drops;
}

static void send_what_is_allowed(void) {
  static char text[kMaxText];
  static struct iovec vector;
  static struct mmsghdr headers[kBatch];
  if (vector.iov_base == NULL) {
    memset(text, 'x', sizeof text);
    vector = (struct iovec){.iov_base = text, .iov_len = load.size};
    for (int i = 0; i < kBatch; i++)
      headers[i].msg_hdr = (struct msghdr){.msg_iov = &vector, .msg_iovlen = 1};
  }
  for (long free; (free = load.allowed - outstanding()) > 0;) {
    int count = sendmmsg(load.fd, headers, free < kBatch ? (unsigned)free : kBatch, 0);
    if (count < 0 && errno != ECONNREFUSED && errno != EINTR) fail("sendmmsg");
    if (count > 0) load.sent += count;
  }
}

// Whether an answer came.
static int receive_answers(void) {
  static char texts[kBatch][16];
  static struct iovec vectors[kBatch];
  static struct mmsghdr headers[kBatch];
  for (int i = 0; i < kBatch; i++) {
    vectors[i] = (struct iovec){.iov_base = texts[i], .iov_len = sizeof texts[i]};
    headers[i].msg_hdr = (struct msghdr){.msg_iov = &vectors[i], .msg_iovlen = 1};
  }
  int count = recvmmsg(load.fd, headers, kBatch, MSG_WAITFORONE, NULL);
  if (count < 0 && errno != EAGAIN && errno != EINTR && errno != ECONNREFUSED) fail("recvmmsg");
  for (int i = 0; i < count; i++) texts[i][0] == 'O' ? load.answered++ : load.refused++;
  if (count > 0) load.allowed += count;
  if (load.allowed > load.window) load.allowed = load.window;
  return count > 0;
}

static void run_until(long end) {
  for (long now = now_ns(), next_look = 0; now < end; now = now_ns()) {
    if (now > next_look) {
      load.dropped = count_drops();
      next_look = now + kPatienceNs;
    }
    send_what_is_allowed();
    receive_answers();
  }
}

// The job is started at the same time: knocks until it answers.
static void wait_for_job(void) {
  load.allowed = 1;
  for (int tries = 0; load.answered + load.refused == 0; tries++) {
    if (tries == 1000) fail("no answer from the job");
    load.sent = 0;
    send_what_is_allowed();
    usleep(10000);
    receive_answers();
  }
}

int main(int argc, char** argv) {
  if (argc != 6) usage("udp_load PORT WINDOW SIZE WARM_UP_SECONDS SECONDS");
  live_at_most(120);
  load.port = atoi(argv[1]);
  load.window = atoi(argv[2]);
  load.size = (size_t)atol(argv[3]);
  if (load.size > kMaxText) usage("SIZE is at most 8192");
  open_socket();
  wait_for_job();
  run_until(now_ns() + (long)(atof(argv[4]) * 1e9));
  const long before = load.answered, start = now_ns();
  run_until(start + (long)(atof(argv[5]) * 1e9));
  const long answered = load.answered - before, end = now_ns();
  while (outstanding() > 0 && receive_answers()) continue;
  load.dropped = count_drops();
  printf(
      "{\"role\":\"load\",\"answered\":%ld,\"nanoseconds\":%ld,\"total\":%ld,\"refused\":%ld,"
      "\"dropped\":%ld,\"missing\":%ld}\n",
      answered, end - start, load.answered, load.refused, load.dropped, outstanding());
}

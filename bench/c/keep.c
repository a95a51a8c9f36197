// Keeps one queue for as long as its standard input is open, and removes it then: also when the
// harness crashed, was killed or got Ctrl-C.
#include <signal.h>

#include "common.h"

static int create(key_t* key) {
  srandom((unsigned)getpid() ^ (unsigned)now_ns());
  for (;;) {
    *key = (key_t)random();
    int id = *key == IPC_PRIVATE ? -1 : msgget(*key, IPC_CREAT | IPC_EXCL | 0600);
    if (id >= 0) return id;
    if (*key != IPC_PRIVATE && errno != EEXIST) fail("msgget");
  }
}

int main(int argc, char** argv) {
  if (argc != 2) usage("keep MAX_BYTES");
  signal(SIGINT, SIG_IGN);
  signal(SIGTERM, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
  signal(SIGPIPE, SIG_IGN);

  key_t key;
  const int id = create(&key);
  struct msqid_ds settings;
  int error = 0;
  if (msgctl(id, IPC_STAT, &settings) < 0) error = errno;
  settings.msg_qbytes = strtoul(argv[1], NULL, 10);
  if (error == 0 && msgctl(id, IPC_SET, &settings) < 0) error = errno;
  if (error == 0) {
    printf("ready %d\n", key);
    fflush(stdout);
    char byte;
    while (read(STDIN_FILENO, &byte, 1) > 0) continue;
  }
  if (msgctl(id, IPC_RMID, NULL) < 0 && errno != EIDRM && errno != EINVAL) fail("msgctl");
  errno = error;
  if (error != 0) fail("msgctl");
}

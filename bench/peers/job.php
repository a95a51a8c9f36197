<?php
// The whole job in PHP, as the program to be replaced does it: one process takes datagrams, puts
// each into the queue and acknowledges it; two forked workers take them out and print them.
declare(strict_types=1);

const WORKERS = 2;
const MAX_TEXT = 8192;
const END_SIZE = 1;

function work(SysvMessageQueue $queue, int $number): void
{
    for (;;) {
        if (!msg_receive($queue, 0, $type, MAX_TEXT, $text, false)) {
            exit(1);
        }
        if (strlen($text) === END_SIZE) {
            exit(0);
        }
        echo "[Worker $number] $text\n";
    }
}

function proxy(SysvMessageQueue $queue, Socket $socket): void
{
    global $stopped;
    while (!$stopped) {
        if (@socket_recvfrom($socket, $text, MAX_TEXT, 0, $address, $port) === false) {
            continue;
        }
        $reply = msg_send($queue, 1, $text, false) ? "OK\n" : "ER\n";
        socket_sendto($socket, $reply, strlen($reply), 0, $address, $port);
    }
}

[, $key, $port] = $argv;
$queue = msg_get_queue((int) $key);
pcntl_alarm(120);
$workers = [];
for ($number = 1; $number <= WORKERS; $number++) {
    $pid = pcntl_fork();
    if ($pid === 0) {
        pcntl_alarm(120);
        work($queue, $number);
    }
    $workers[] = $pid;
}

$stopped = false;
pcntl_async_signals(true);
pcntl_signal(SIGTERM, function () use (&$stopped) {
    $stopped = true;
}, false);
$socket = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP);
// So that the flag is looked at now and then, whenever the signal came.
socket_set_option($socket, SOL_SOCKET, SO_RCVTIMEO, ['sec' => 0, 'usec' => 100000]);
socket_bind($socket, '127.0.0.1', (int) $port) || exit(1);
proxy($queue, $socket);

foreach ($workers as $_) {
    msg_send($queue, 1, 'x', false);
}
$failed = false;
foreach ($workers as $pid) {
    pcntl_waitpid($pid, $status);
    $failed = $failed || $status !== 0;
}
exit($failed ? 1 : 0);

<?php
// The bare loops in PHP: msg_send and msg_receive without serialization, blocking.
declare(strict_types=1);

const END_SIZE = 1;
const MAX_TEXT = 8192;

function open_queue(string $key): SysvMessageQueue
{
    if (!msg_queue_exists((int) $key)) {
        fwrite(STDERR, "no queue $key\n");
        exit(1);
    }
    return msg_get_queue((int) $key);
}

function demand(bool $success, string $what, int $error): void
{
    if (!$success) {
        fwrite(STDERR, "$what: " . posix_strerror($error) . "\n");
        exit(1);
    }
}

function report(array $result): void
{
    echo json_encode($result), "\n";
}

function receive(SysvMessageQueue $queue): void
{
    $messages = $bytes = $first = $error = 0;
    echo "ready\n";
    for (;;) {
        if (!msg_receive($queue, 0, $type, MAX_TEXT, $text, false, 0, $error)) {
            demand(false, 'msg_receive', $error);
        }
        $size = strlen($text);
        if ($size === END_SIZE) {
            break;
        }
        if ($messages++ === 0) {
            $first = hrtime(true);
        }
        $bytes += $size;
    }
    $last = hrtime(true);
    report(['role' => 'receiver', 'messages' => $messages, 'bytes' => $bytes, 'first' => $first, 'last' => $last]);
}

function send(SysvMessageQueue $queue, int $size, int $count, int $readers): void
{
    $error = 0;
    $text = str_repeat('x', $size);
    for ($i = 0; $i < $count; $i++) {
        if (!msg_send($queue, 1, $text, false, true, $error)) {
            demand(false, 'msg_send', $error);
        }
    }
    for ($i = 0; $i < $readers; $i++) {
        demand(msg_send($queue, 1, 'x', false, true, $error), 'msg_send', $error);
    }
}

function echo_back(SysvMessageQueue $requests, SysvMessageQueue $replies): void
{
    $error = 0;
    echo "ready\n";
    for (;;) {
        demand(msg_receive($requests, 0, $type, MAX_TEXT, $text, false, 0, $error), 'msg_receive', $error);
        if (strlen($text) === END_SIZE) {
            break;
        }
        demand(msg_send($replies, 1, $text, false, true, $error), 'msg_send', $error);
    }
}

function ask(SysvMessageQueue $requests, SysvMessageQueue $replies, int $size, int $rounds, int $pause_us, int $warm_up): void
{
    $error = 0;
    $samples = [];
    $text = str_repeat('x', $size);
    for ($i = 0; $i < $rounds; $i++) {
        if ($i >= $warm_up) {
            usleep($pause_us);
        }
        $start = hrtime(true);
        demand(msg_send($requests, 1, $text, false, true, $error), 'msg_send', $error);
        demand(msg_receive($replies, 0, $type, MAX_TEXT, $reply, false, 0, $error), 'msg_receive', $error);
        $samples[] = hrtime(true) - $start;
    }
    demand(msg_send($requests, 1, 'x', false, true, $error), 'msg_send', $error);
    report(['role' => 'asker', 'samples' => $samples]);
}

function select_by_type(SysvMessageQueue $queue, int $times): void
{
    $error = 0;
    $samples = [];
    for ($i = 0; $i < $times; $i++) {
        demand(msg_send($queue, 2, 'x', false, true, $error), 'msg_send', $error);
        $start = hrtime(true);
        demand(msg_receive($queue, 2, $type, MAX_TEXT, $text, false, 0, $error), 'msg_receive', $error);
        $samples[] = hrtime(true) - $start;
    }
    report(['role' => 'selector', 'samples' => $samples]);
}

pcntl_alarm(600);
[, $role, $key] = $argv;
$rest = array_slice($argv, 3);
match ($role) {
    'receive' => receive(open_queue($key)),
    'send' => send(open_queue($key), ...array_map('intval', $rest)),
    'echo' => echo_back(open_queue($key), open_queue($rest[0])),
    'ask' => ask(open_queue($key), open_queue($rest[0]), ...array_map('intval', array_slice($rest, 1))),
    'select' => select_by_type(open_queue($key), (int) $rest[0]),
};

<?php
// Does to the queue of key argv[1] what standard input says, one operation a line, with sysvmsg
// alone; with "create" as argv[2] it makes the queue first.
//   send TYPE HEX [nowait]           prints "sent"
//   receive MSGTYP [nowait|except]   prints "TYPE HEX"
//   remove                           prints "removed"
// An operation that fails prints "errno NUMBER".
declare(strict_types=1);

const FLAGS = ['' => 0, 'nowait' => MSG_IPC_NOWAIT, 'except' => MSG_EXCEPT];
const MOST = 65536;

function send(SysvMessageQueue $queue, int $type, string $text, bool $blocking): string
{
    $error = 0;
    // The extension warns beside telling the errno.
    return @msg_send($queue, $type, $text, false, $blocking, $error) ? 'sent' : "errno $error";
}

function receive(SysvMessageQueue $queue, int $selector, int $flags): string
{
    $error = 0;
    return @msg_receive($queue, $selector, $type, MOST, $text, false, $flags, $error)
        ? "$type " . bin2hex($text)
        : "errno $error";
}

$key = (int) $argv[1];
// msg_get_queue() would make it.
if (($argv[2] ?? '') !== 'create' && !msg_queue_exists($key)) {
    fwrite(STDERR, "no queue $key\n");
    exit(1);
}
$queue = msg_get_queue($key, 0600);
while (($line = fgets(STDIN)) !== false) {
    $words = explode(' ', rtrim($line, "\n"));
    echo match ($words[0]) {
        'send' => send($queue, (int) $words[1], hex2bin($words[2]), ($words[3] ?? '') !== 'nowait'),
        'receive' => receive($queue, (int) $words[1], FLAGS[$words[2] ?? '']),
        'remove' => msg_remove_queue($queue) ? 'removed' : 'not removed',
    }, "\n";
}

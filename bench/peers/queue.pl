# The bare loops in Perl: the built-in msgsnd and msgrcv, blocking.
use strict;
use warnings;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC usleep);

use constant { END_SIZE => 1, MAX_TEXT => 8192, TYPE_SIZE => length pack('l!', 0) };

$| = 1;
alarm 600;

sub now_ns { return int(clock_gettime(CLOCK_MONOTONIC) * 1e9) }

sub open_queue {
    my ($key) = @_;
    my $id = msgget($key, 0);
    die "msgget: $!\n" unless defined $id;
    return $id;
}

# A message is its type and its text in one string.
sub put {
    my ($id, $message) = @_;
    msgsnd($id, $message, 0) or die "msgsnd: $!\n";
}

sub receive {
    my ($id) = @_;
    my ($message, $messages, $bytes, $first) = ('', 0, 0, 0);
    print "ready\n";
    while (1) {
        msgrcv($id, $message, MAX_TEXT, 0, 0) or die "msgrcv: $!\n";
        my $size = length($message) - TYPE_SIZE;
        last if $size == END_SIZE;
        $first = now_ns() if $messages++ == 0;
        $bytes += $size;
    }
    printf qq({"role":"receiver","messages":%d,"bytes":%d,"first":%d,"last":%d}\n),
        $messages, $bytes, $first, now_ns();
}

sub send_all {
    my ($id, $size, $count, $readers) = @_;
    my $message = pack('l! a*', 1, 'x' x $size);
    for (1 .. $count) {
        msgsnd($id, $message, 0) or die "msgsnd: $!\n";
    }
    put($id, pack('l! a*', 1, 'x')) for 1 .. $readers;
}

sub echo_back {
    my ($requests, $replies) = @_;
    my $message = '';
    print "ready\n";
    while (1) {
        msgrcv($requests, $message, MAX_TEXT, 0, 0) or die "msgrcv: $!\n";
        last if length($message) - TYPE_SIZE == END_SIZE;
        put($replies, $message);
    }
}

sub ask {
    my ($requests, $replies, $size, $rounds, $pause_us, $warm_up) = @_;
    my ($message, $reply, @samples) = (pack('l! a*', 1, 'x' x $size), '');
    for (1 .. $rounds) {
        usleep($pause_us) if $_ > $warm_up;
        my $start = now_ns();
        put($requests, $message);
        msgrcv($replies, $reply, MAX_TEXT, 0, 0) or die "msgrcv: $!\n";
        push @samples, now_ns() - $start;
    }
    put($requests, pack('l! a*', 1, 'x'));
    printf qq({"role":"asker","samples":[%s]}\n), join ',', @samples;
}

sub select_by_type {
    my ($id, $times) = @_;
    my ($message, @samples) = ('');
    for (1 .. $times) {
        put($id, pack('l! a*', 2, 'x'));
        my $start = now_ns();
        msgrcv($id, $message, MAX_TEXT, 2, 0) or die "msgrcv: $!\n";
        push @samples, now_ns() - $start;
    }
    printf qq({"role":"selector","samples":[%s]}\n), join ',', @samples;
}

my ($role, $key, @rest) = @ARGV;
if    ($role eq 'receive') { receive(open_queue($key)) }
elsif ($role eq 'send')    { send_all(open_queue($key), @rest) }
elsif ($role eq 'echo')    { echo_back(open_queue($key), open_queue($rest[0])) }
elsif ($role eq 'ask')     { ask(open_queue($key), open_queue(shift @rest), @rest) }
elsif ($role eq 'select')  { select_by_type(open_queue($key), $rest[0]) }
else                       { die "no role $role\n" }

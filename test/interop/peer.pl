# Does to the queue of key argv[0] what standard input says, one operation a line, with perl alone;
# with "create" as argv[1] it makes the queue first.
#   send TYPE HEX [nowait]           prints "sent"
#   receive MSGTYP [nowait|except]   prints "TYPE HEX"
#   remove                           prints "removed"
# An operation that fails prints "errno NUMBER".
use strict;
use warnings;

# Of <sys/ipc.h> and <sys/msg.h>: IPC::SysV, which knows them, is not in every perl.
use constant { IPC_CREAT => 01000, IPC_RMID => 0, IPC_NOWAIT => 04000, MSG_EXCEPT => 020000 };
use constant MOST => 65536;

my %flags = (nowait => IPC_NOWAIT, except => MSG_EXCEPT);

sub flag { $_[0] ? $flags{$_[0]} : 0 }

my %operations = (
    send => sub {
        my ($id, $type, $hex, $flag) = @_;
        my $message = pack('l! a*', $type, pack('H*', $hex));
        msgsnd($id, $message, flag($flag)) ? 'sent' : 'errno ' . ($! + 0);
    },
    receive => sub {
        my ($id, $selector, $flag) = @_;
        my $message = '';
        msgrcv($id, $message, MOST, $selector, flag($flag)) or return 'errno ' . ($! + 0);
        my ($type, $text) = unpack('l! a*', $message);
        "$type " . unpack('H*', $text);
    },
    remove => sub { msgctl($_[0], IPC_RMID, 0) ? 'removed' : 'errno ' . ($! + 0) },
);

my $id = msgget($ARGV[0], ($ARGV[1] // '') eq 'create' ? IPC_CREAT | 0600 : 0);
die "msgget: $!" unless defined $id;
$| = 1;
while (my $line = <STDIN>) {
    chomp $line;
    my ($name, @arguments) = split / /, $line, -1;
    print $operations{$name}->($id, @arguments), "\n";
}

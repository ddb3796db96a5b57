/** Answers with its model, the body, and its environment; `crash` ends it. It prints what it is asked. */
export const SERVE = String.raw`#!/usr/bin/perl
use IO::Socket::INET;
$| = 1;
$SIG{TERM} = sub { print "terminated\n"; exit 0 };
open(my $file, "<", "/opt/ml/model/weights"); my $weights = <$file>;
my $writable = open(my $other, ">", "/opt/ml/model/other") ? "writable" : "read-only";
my $server = IO::Socket::INET->new(LocalPort => 8080, Listen => 16, ReuseAddr => 1) or die "no port: $!";
print "arguments $0\n";
while (1) {
    my $client = $server->accept or next;
    my ($path, $length) = ("", 0);
    while (my $line = <$client>) {
        last if $line !~ /\S/;
        $path = $1 if $line =~ m{^[A-Z]+ (\S+) HTTP};
        $length = $1 if $line =~ /^content-length:\s*(\d+)/i;
    }
    my $body = ""; read($client, $body, $length) if $length;
    if ($path ne "/ping") { print "asked $body\n" }
    if ($body eq "crash") { print "crashing\n"; exit 7 }
    my $answer = $path eq "/ping" ? "" : "$weights $body $ENV{GREETING} $writable $$ $ENV{HOSTNAME}";
    print $client "HTTP/1.1 200 OK\r\nContent-Length: " . length($answer) . "\r\nConnection: close\r\n\r\n$answer";
    close $client;
}
`;

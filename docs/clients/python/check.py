#!/usr/bin/env python3
"""Checks with players of the sample game that each packet arrives once and in order, although connections break.

The players join one room. Each sends echoes, texts to the room, and texts that the server must refuse. The last line
has the counts of all players. The exit code is 0 when nothing was lost, duplicated, reordered or wrong.

    ./wharf server --dev
    ./wharf relay --listen 7779 --to 127.0.0.1:7777 --cut 50%/s
    python3 docs/clients/python/check.py --port 7779 --resumes 3
"""
import argparse
import os
import ssl
import sys
import threading
import time

from packets import IDS
from session import Session, SessionOver


class Order:
    """Checks that numbers arrive once and in order: `first`, `first` + 1, ..."""

    def __init__(self, first=1):
        self.first = self.next = first
        self.missing, self.duplicated, self.reordered = set(), 0, 0

    def arrived(self, number):
        if number >= self.next:
            self.missing.update(range(self.next, number))
            self.next = number + 1
        elif number in self.missing:
            self.missing.remove(number)
            self.reordered += 1
        else:
            self.duplicated += 1

    def lost(self, expected):
        """Returns how many have not arrived, of the first `expected` numbers."""
        return len(self.missing) + max(0, self.first + expected - self.next)


class Player(Session):
    WINDOW = 32  # the most echoes that wait for their replies
    REFUSED = 1_000_000  # refused texts have numbers above this one

    def __init__(self, options, number, joined):
        names = ['%s-%d' % (options.name, n) for n in range(options.players)]
        tls = ssl.create_default_context(cafile=options.tls_ca) if options.tls_ca else None
        super().__init__((options.host, options.port), names[number], tls)
        self.options, self.joined, self.room = options, joined, 0
        self.echoes, self.refusals, self.in_room = Order(), Order(), Order()
        self.texts = {name: Order() for name in names}
        self.echoed = self.refused = self.said = self.wrong = 0
        self.problem = ''

    def on_packet(self, packet, values):
        if packet == 'EchoReply':
            self.echoes.arrived(values['sequence'])
            self.wrong += values['payload'] != self.payload(values['sequence'])
        elif packet == 'ChatMessage':
            sender, number = values['sender_name'], values['client_sequence']
            self.in_room.arrived(values['sequence'])
            self.texts[sender].arrived(number)
            self.wrong += values['text'] != self.text(sender, number)
        elif packet == 'Failure' and values['packet_id'] == IDS['SayRequest'] and values['request_id'] > self.REFUSED:
            self.refusals.arrived(values['request_id'] - self.REFUSED)
        elif packet == 'JoinRoomReply' and not self.room:
            self.room, self.in_room = values['room_id'], Order(values['next_sequence'])
        elif packet:
            self.wrong += 1
            self.problem = 'unexpected: %s %s' % (packet, values)

    @staticmethod
    def payload(sequence):
        return b'%d ' % sequence * (sequence % 50)

    @staticmethod
    def text(sender, number):
        return 'text %d of %s' % (number, sender)

    def run(self):
        try:
            self.play(time.monotonic() + self.options.seconds)
        except Exception as e:  # pylint: disable=broad-except # the problem is printed, and fails the check
            self.problem = self.problem or ('' if isinstance(e, SessionOver) else type(e).__name__ + ' ') + str(e)
            self.disconnect()

    def play(self, end):
        self.send('JoinRoomRequest', request_id=1, room_name=self.options.name)
        while time.monotonic() < end and len(self.joined) < self.options.players:
            self.serve(0.01)
            if self.room:
                self.joined.add(self.name)
        while time.monotonic() < end and (self.echoed < self.options.echoes or self.resumed < self.options.resumes):
            self.send_next()
            self.serve(0.01)
        while time.monotonic() < end and self.lost():
            self.serve(0.05)
        self.leave(end)

    def send_next(self):
        if self.echoed - (self.echoes.next - 1) >= self.WINDOW:
            return
        self.echoed += 1
        self.send('EchoRequest', sequence=self.echoed, payload=self.payload(self.echoed))
        if self.echoed % 4 == 0 and self.echoed <= self.options.echoes:
            self.said += 1
            self.send('SayRequest', room_id=self.room, client_sequence=self.said, text=self.text(self.name, self.said))
        if self.echoed % 10 == 0:
            self.refused += 1
            self.send('SayRequest', room_id=self.room, client_sequence=self.REFUSED + self.refused, text=' ')

    def lost(self):
        """Returns how many packets have not arrived, of those that the players send in all."""
        echoes = max(self.echoed, self.options.echoes)
        return (self.echoes.lost(echoes) + self.refusals.lost(echoes // 10) + len(self.in_room.missing)
                + sum(order.lost(self.options.echoes // 4) for order in self.texts.values()))

    def counts(self):
        orders = [self.echoes, self.refusals, self.in_room, *self.texts.values()]
        return {'sent': self.sent, 'received': self.handled, 'lost': self.lost(),
                'duplicated': sum(order.duplicated for order in orders),
                'reordered': sum(order.reordered for order in orders),
                'wrong': self.wrong, 'resumed': self.resumed, 'replayed': self.replayed}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--host', default='127.0.0.1')
    parser.add_argument('--port', type=int, default=7777)
    parser.add_argument('--tls-ca', metavar='FILE', help='connects with TLS, and trusts the certificates in this file')
    parser.add_argument('--name', default='py%d' % os.getpid(), help='the room, and the beginning of the names')
    parser.add_argument('--players', type=int, default=3)
    parser.add_argument('--echoes', type=int, default=400, help='the least number of echoes of a player (400)')
    parser.add_argument('--resumes', type=int, default=0, help='a player sends until it was resumed so often (0)')
    parser.add_argument('--seconds', type=float, default=60, help='what has not arrived until then is lost (60)')
    options = parser.parse_args()

    joined = set()
    players = [Player(options, number, joined) for number in range(options.players)]
    threads = [threading.Thread(target=player.run) for player in players]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    totals = {}
    for player in players:
        if player.problem:
            print('%s: %r' % (player.name, player.problem), file=sys.stderr)
        for name, count in player.counts().items():
            totals[name] = totals.get(name, 0) + count
    print(' '.join('%s=%d' % item for item in totals.items()))
    is_exact = not any(totals[name] for name in ('lost', 'duplicated', 'reordered', 'wrong'))
    return 0 if is_exact and not any(player.problem for player in players) else 1


if __name__ == '__main__':
    sys.exit(main())

#!/usr/bin/env python3
"""Runs the scripts of docs/clients/conformance. Its README says what their lines mean.

    ./wharf server --dev
    python3 docs/clients/python/conformance.py docs/clients/conformance
"""
import argparse
import collections
import os
import re
import sys
import time

from packets import DEFAULTS, FIELDS, IDS, NOT_COUNTED, check, value_of
from session import Session, SessionOver

CODES = {'INVALID_REQUEST': 21}
STEP = re.compile(r'(\w+) (\w+)(?: x(\d+))?(?: (.*))?')
PACKET = re.compile(r'(\w+) \{(.*)\}')
FIELD = re.compile(r'(\w+): ("[^"]*"|[\w$]+)')


class Wrong(Exception):
    """A step has failed."""


class Player(Session):
    def __init__(self, address, name):
        super().__init__(address, name)
        self.received = collections.deque()

    def on_packet(self, packet, values):
        if packet and IDS[packet] not in NOT_COUNTED:
            self.received.append((packet, values))

    def await_until(self, is_done):
        """Serves the connection until a condition is true. Fails after 10 seconds."""
        end = time.monotonic() + 10
        while not is_done():
            if time.monotonic() > end:
                raise Wrong('nothing has come within 10 seconds')
            self.serve(0.02)


class Script:
    def __init__(self, address, run):
        self.address = address
        self.variables = {'run': run}
        self.players = {}
        self.steps = 0

    def play(self, path):
        """Plays all lines of a file. Returns the number of the line that has failed and why, or None."""
        with open(path, encoding='utf-8') as lines:
            for number, line in enumerate(lines, 1):
                line = line.strip()
                if line and not line.startswith('#'):
                    try:
                        self.step(*STEP.fullmatch(line).groups())
                    except (Wrong, SessionOver) as e:
                        return '%d: %s: %s' % (number, line, e)
        return None

    def step(self, name, verb, times, rest):
        for i in range(int(times or 1)):
            if times:
                self.variables['i'] = str(i + 1)
            self.steps += 1
            getattr(self, 'do_' + verb)(name, rest)

    def do_login(self, name, text):
        player = self.players[name] = Player(self.address, self.text(text))
        player.await_until(lambda: player.token)

    def do_refused(self, _, rest):
        code, name = rest.split(' ')
        player = Player(self.address, self.text(name))
        try:
            player.connect()
        except SessionOver as e:
            if ('failure %d:' % CODES[code]) in str(e):
                return
            raise
        finally:
            player.disconnect()
        raise Wrong('the server has accepted it')

    def do_send(self, name, rest):
        packet, fields = PACKET.fullmatch(rest).groups()
        self.players[name].send(packet, **{field: self.value(packet, field, text) for field, text in FIELD.findall(fields)})

    def do_get(self, name, rest):
        player = self.players[name]
        player.await_until(lambda: player.received)
        packet, fields = PACKET.fullmatch(rest).groups()
        got, values = player.received.popleft()
        if got != packet:
            raise Wrong('got %s %s' % (got, values))
        for field, text in FIELD.findall(fields):
            if text.startswith('$') and text[1:] not in self.variables:
                self.variables[text[1:]] = str(values[field])
            elif values[field] != self.value(packet, field, text):
                raise Wrong('got %s %s' % (got, values))

    def do_cut(self, name, _):
        self.players[name].disconnect()

    def do_resumed(self, name, rest):
        player = self.players[name]
        player.await_until(lambda: player.resumed >= int(rest))
        if player.resumed != int(rest):
            raise Wrong('it was resumed %d times' % player.resumed)

    def do_leave(self, name, _):
        player = self.players[name]
        player.leave(time.monotonic() + 10)
        if player.received:
            raise Wrong('got %s %s, too' % player.received[0])

    def text(self, text):
        return re.sub(r'\$(\w+)', lambda found: self.variables[found[1]], text).strip('"')

    def value(self, packet, field, text):
        if field == 'code' and text in CODES:
            return CODES[text]
        replaced = re.sub(r'\$(\w+)', lambda found: self.variables[found[1]], text)
        return value_of(packet, field, replaced) or DEFAULTS[FIELDS[packet][field][1]]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder', help='the folder of the scripts')
    parser.add_argument('--host', default='127.0.0.1')
    parser.add_argument('--port', type=int, default=7777)
    options = parser.parse_args()

    frames, failed = check(os.path.join(options.folder, 'frames.txt'))
    names = sorted(name for name in os.listdir(options.folder) if re.fullmatch(r'\d.*\.txt', name))
    steps = 0
    for number, name in enumerate(names):
        script = Script((options.host, options.port), 'p%d%d' % (os.getpid() % 100000000, number))
        problem = script.play(os.path.join(options.folder, name))
        if problem:
            failed += 1
            print('%s:%s' % (name, problem), file=sys.stderr)
        steps += script.steps
    print('frames=%d scripts=%d steps=%d failed=%d' % (frames, len(names), steps, failed))
    return 1 if failed or not names or not frames else 0


if __name__ == '__main__':
    sys.exit(main())

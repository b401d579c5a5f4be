"""A session with a server that outlives its connections: each packet is handled once and in order, in both directions.

A subclass handles the server's packets in on_packet. Written from docs/wire-protocol.md, with the standard library alone.
"""
import collections
import contextlib
import random
import select
import socket
import ssl
import time

from packets import IDS, NAMES, NOT_COUNTED, decode, frame, split

SERVER_FULL, NAME_TAKEN = 10, 29  # the codes after which a login or a resume is tried again
DRAINING = 2  # the kind of the notice that the server shuts down


class SessionOver(Exception):
    """The session has ended, and cannot be resumed."""


class Session:
    """One thread uses a session. It calls serve() in a loop, and send() in between."""

    HEARTBEAT_SECONDS = 1  # more often than the server asks for, to notice a broken connection soon
    MAX_UNANSWERED = 3  # heartbeats without an answer
    ANSWER_SECONDS = 10  # how long the server may take for a login or a resume

    def __init__(self, address, name, tls=None):
        self.address, self.name = address, name
        self.tls = tls  # the ssl.SSLContext of a server with TLS
        self.socket, self.buffer = None, bytearray()
        self.instance, self.logins = random.getrandbits(64) or 1, 0  # so that the server knows a late login
        self.token, self.resume_seconds, self.acknowledge_every = b'', 30, 1
        self.next_heartbeat, self.unanswered = 0.0, 0
        # Numbers of the server's packets: the last that was handled, and the last that was acknowledged.
        self.handled = self.acknowledged = 0
        # Numbers of our packets: the last that was sent, and the last that was ever written to a connection.
        self.sent = self.written = 0
        self.kept = collections.deque()  # our packets that the server has not acknowledged; the last is number `sent`
        self.resumed = self.replayed = 0

    def on_packet(self, packet, values):
        """Handles a packet of the server. Its name is empty when packets.py does not have it."""

    def send(self, packet, **values):
        """Sends a packet. A packet that counts is kept, also while there is no connection."""
        data = frame(packet, **values)
        counts = IDS[packet] not in NOT_COUNTED
        if counts:
            self.sent += 1
            self.kept.append(data)
        if self.socket:
            self.written = self.sent
            try:
                self.socket.sendall(data)
            except OSError:
                self.disconnect()

    def serve(self, seconds):
        """Handles what arrives in this time. Connects first when there is no connection."""
        end = time.monotonic() + seconds
        if not self.socket:
            self.connect()
        try:
            while self.socket and (packet := self.next_packet(end)):
                self.take(*packet)
        except OSError:
            self.disconnect()

    def next_packet(self, end):
        """Returns the id and body of the next packet, or None when none has arrived before the end."""
        while not (packet := split(self.buffer)):
            self.heartbeat()
            wait = min(end, self.next_heartbeat) - time.monotonic()
            if select.select([self.socket], [], [], max(0.0, wait))[0]:
                self.receive()
            elif time.monotonic() >= end:
                return None
        packet_id, body, size = packet
        del self.buffer[:size]
        return packet_id, body

    def receive(self):
        """Puts what has arrived into the buffer. This may be nothing: TLS also sends records without data."""
        self.socket.settimeout(0)
        try:
            data = self.socket.recv(65536)  # more than a TLS record: nothing stays behind that select() does not see
            if not data:
                raise ConnectionError('the server has closed the connection')
            self.buffer += data
        except ssl.SSLWantReadError:
            pass
        finally:
            self.socket.settimeout(self.ANSWER_SECONDS)

    def heartbeat(self):
        if time.monotonic() >= self.next_heartbeat:
            if self.unanswered == self.MAX_UNANSWERED:
                raise ConnectionError('the server does not answer')
            self.unanswered += 1
            self.next_heartbeat = time.monotonic() + self.HEARTBEAT_SECONDS
            self.socket.sendall(frame('HeartbeatRequest'))

    def take(self, packet_id, body):
        packet = NAMES.get(packet_id, '')
        values = decode(packet, body) if packet else {}
        if packet == 'Acknowledge':
            self.forget(values['handled'])
        elif packet == 'HeartbeatReply':
            self.unanswered = 0
            self.acknowledge(1)
        elif packet == 'Failure' and values['closing']:
            raise SessionOver('failure %(code)d: %(message)s' % values)
        elif packet == 'ServerNotice' and values['kind'] == DRAINING:
            raise SessionOver('the server shuts down')
        else:
            self.on_packet(packet, values)
            if packet_id not in NOT_COUNTED:
                self.handled += 1
                self.acknowledge(self.acknowledge_every)

    def acknowledge(self, least):
        """Acknowledges the handled packets when there are at least so many new ones."""
        if self.handled - self.acknowledged >= least:
            self.acknowledged = self.handled
            self.socket.sendall(frame('Acknowledge', handled=self.handled))

    def forget(self, handled):
        """Forgets the packets that the server has handled."""
        new = handled - (self.sent - len(self.kept))
        if new < 0 or handled > self.written:
            raise SessionOver('the server says it has handled %d packets, of %d' % (handled, self.written))
        for _ in range(new):
            self.kept.popleft()

    def connect(self):
        """Logs in, or resumes the session. Tries again with growing pauses."""
        pause = 0.1
        end = time.monotonic() + self.resume_seconds
        while True:
            try:
                self.socket = self.open_socket()
                self.next_heartbeat, self.unanswered = time.monotonic() + self.HEARTBEAT_SECONDS, 0
                return self.resume() if self.token else self.log_in()
            except ssl.SSLCertVerificationError as e:
                raise SessionOver('the certificate of the server is not trusted: %s' % e.verify_message) from e
            except OSError as e:
                self.disconnect()
                if time.monotonic() > end:
                    raise SessionOver('no connection for %d seconds: %s' % (self.resume_seconds, e)) from e
            time.sleep(pause)
            pause = min(5.0, 2 * pause)

    def open_socket(self):
        plain = socket.create_connection(self.address, self.ANSWER_SECONDS)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self.tls.wrap_socket(plain, server_hostname=self.address[0]) if self.tls else plain

    def log_in(self):
        self.logins += 1
        reply = self.ask('LoginReply', 'LoginRequest', request_id=1, name=self.name, resumable=1,
                         client_instance=self.instance, attempt=self.logins)
        if not reply['resume_token']:
            raise SessionOver('the server does not let this session be resumed')
        self.go_on(reply)

    def resume(self):
        reply = self.ask('ResumeReply', 'ResumeRequest', request_id=1, resume_token=self.token, handled=self.handled)
        self.resumed += 1
        self.acknowledged = self.handled
        self.forget(reply['handled'])
        self.go_on(reply)

    def go_on(self, reply):
        """Stores what the reply says. Sends the packets again that the server has not handled."""
        self.token, self.resume_seconds = reply['resume_token'], reply['resume_seconds']
        self.acknowledge_every = reply['acknowledge_every']
        self.replayed += max(0, self.written - (self.sent - len(self.kept)))
        self.written = self.sent
        for data in self.kept:
            self.socket.sendall(data)

    def ask(self, answer, packet, **values):
        """Sends a login or a resume, and returns the answer. The packets behind it stay in the buffer."""
        self.socket.sendall(frame(packet, **values))
        end = time.monotonic() + self.ANSWER_SECONDS
        while arrived := self.next_packet(end):
            name = NAMES.get(arrived[0], '')
            if name == answer:
                return decode(name, arrived[1])
            if name == 'Failure':
                failure = decode(name, arrived[1])
                may_try_again = failure['code'] in (SERVER_FULL, NAME_TAKEN)
                raise (ConnectionError if may_try_again else SessionOver)('failure %(code)d: %(message)s' % failure)
        raise ConnectionError('no answer')

    def disconnect(self):
        if self.socket:
            self.socket.close()
        self.socket = None
        self.buffer.clear()

    def leave(self, end):
        """Waits until the server has acknowledged all packets, and logs out."""
        while self.kept or not self.socket:
            if time.monotonic() > end:
                raise SessionOver('%d packets were not acknowledged' % len(self.kept))
            self.serve(0.1)
        self.send('Logout')
        try:
            while self.socket and self.next_packet(time.monotonic() + self.ANSWER_SECONDS):
                pass
        except OSError:  # the server has closed the connection, as it should
            if self.tls:
                with contextlib.suppress(OSError):
                    self.socket.unwrap()  # without this end of the stream, the server counts a broken connection
        self.disconnect()

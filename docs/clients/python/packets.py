"""The frames and packets of docs/wire-protocol.md, with a small encoder and decoder for their protobuf bodies.

Run as a program, this file checks itself: python3 packets.py ../conformance/frames.txt
"""
import ast
import re
import struct
import sys

# One packet a line: its id, its name, and its fields with their numbers and types. The types are u (an unsigned
# integer, a bool or an enum), f (fixed64), b (bytes) and s (string). Fields that this client does not need are left out.
PACKETS = """
1 LoginRequest request_id=1u name=2s credential=3b client_version=4u resumable=5u client_instance=6f attempt=7u
2 LoginReply request_id=1u player_id=2u name=3s heartbeat_seconds=4u idle_seconds=5u max_frame_bytes=6u \
  max_sent_frame_bytes=7u resume_token=8b resume_seconds=9u acknowledge_every=10u
3 Failure code=1u message=2s request_id=3u packet_id=4u closing=5u
4 ResumeRequest request_id=1u resume_token=2b handled=3u client_version=4u attempt=5u
5 ResumeReply request_id=1u player_id=2u handled=3u resume_token=4b resume_seconds=5u acknowledge_every=6u \
  heartbeat_seconds=7u idle_seconds=8u max_frame_bytes=9u max_sent_frame_bytes=10u
6 Logout
10 HeartbeatRequest client_time=1f
11 HeartbeatReply client_time=1f
12 Acknowledge handled=1u
20 ServerNotice kind=1u text=2s seconds=3u
100 EchoRequest sequence=1u sent_nanos=2f payload=3b
101 EchoReply sequence=1u sent_nanos=2f payload=3b
202 JoinRoomRequest request_id=1u room_name=2s
203 JoinRoomReply request_id=1u room_id=2u room_name=3s created=4u next_sequence=5u member_count=6u
210 SayRequest room_id=1u client_sequence=2u text=3s
211 ChatMessage room_id=1u sequence=2u sender_id=3u sender_name=4s client_sequence=5u text=6s
"""
ROWS = [row.split() for row in PACKETS.strip().splitlines()]
IDS = {name: int(packet_id) for packet_id, name, *_ in ROWS}
NAMES = {packet_id: name for name, packet_id in IDS.items()}
FIELDS = {row[1]: {name: (int(how[:-1]), how[-1]) for name, how in (field.split('=') for field in row[2:])} for row in ROWS}
DEFAULTS = {'u': 0, 'f': 0, 'b': b'', 's': ''}

# The packets that a session does not count: those of logins and resumes, heartbeats, and the kinds DROP_NEWEST.
NOT_COUNTED = {1, 2, 4, 5, 6, 10, 11, 12, 220, 221, 405, 407, 409}


def varint(value):
    data = bytearray()
    while value >= 0x80:
        data.append(value & 0x7F | 0x80)
        value >>= 7
    data.append(value)
    return bytes(data)


def read_varint(data, at):
    """Returns the value, and the place behind it."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def frame(packet, **values):
    """Returns a packet's frame. Fields with their default values are left out, as protobuf does."""
    body = b''
    for name, (number, kind) in FIELDS[packet].items():
        value = values.pop(name, None)
        if not value:
            continue
        if kind == 'u':
            body += varint(number << 3) + varint(value)
        elif kind == 'f':
            body += varint(number << 3 | 1) + struct.pack('<Q', value)
        else:
            data = value.encode() if kind == 's' else value
            body += varint(number << 3 | 2) + varint(len(data)) + data
    assert not values, values
    return struct.pack('<HH', 4 + len(body), IDS[packet]) + body


def decode(packet, body):
    """Returns the values of a packet's fields by name. Ignores fields that are not in PACKETS."""
    known = {number: name for name, (number, _) in FIELDS[packet].items()}
    values = {name: DEFAULTS[kind] for name, (_, kind) in FIELDS[packet].items()}
    at = 0
    while at < len(body):
        key, at = read_varint(body, at)
        wire = key & 7
        if wire == 0:
            value, at = read_varint(body, at)
        else:
            size, at = read_varint(body, at) if wire == 2 else ({1: 8, 5: 4}[wire], at)
            value = body[at:at + size]
            at += size
            if wire != 2:
                value = int.from_bytes(value, 'little')
        if name := known.get(key >> 3):
            values[name] = value.decode() if FIELDS[packet][name][1] == 's' else value
    return values


def split(buffer):
    """Returns the id and body of the first frame in a buffer, and its size; None when the frame is not complete."""
    if len(buffer) < 4:
        return None
    size, packet_id = struct.unpack_from('<HH', buffer)
    return (packet_id, bytes(buffer[4:size]), size) if len(buffer) >= size else None


def check(file):
    """Encodes and decodes each frame of a file: lines of a packet, '=', and the bytes in hexadecimal.

    Returns the number of frames, and how many of them are wrong here.
    """
    frames = wrong = 0
    with open(file, encoding='utf-8') as lines:
        for packet, text, data in re.findall(r'(?m)^(\w+) \{(.*)\} = ([0-9a-f ]+)$', lines.read()):
            values = {name: value_of(packet, name, value) for name, value in re.findall(r'(\w+): ("[^"]*"|\w+)', text)}
            data = bytes.fromhex(data)
            packet_id, body, size = split(data)
            is_good = (frame(packet, **values) == data and size == len(data) and packet_id == IDS[packet]
                       and decode(packet, body) == {**decode(packet, b''), **values})
            frames, wrong = frames + 1, wrong + (not is_good)
            if not is_good:
                print('wrong: %s { %s } is %s here' % (packet, text, frame(packet, **values).hex(' ')), file=sys.stderr)
    return frames, wrong


def value_of(packet, name, text):
    is_bytes = FIELDS[packet][name][1] == 'b'
    return {'true': 1, 'false': 0}[text] if text in ('true', 'false') else ast.literal_eval('b' * is_bytes + text)


if __name__ == '__main__':
    COUNTS = check(sys.argv[1])
    print('frames=%d wrong=%d' % COUNTS)
    sys.exit(0 if COUNTS[0] and not COUNTS[1] else 1)

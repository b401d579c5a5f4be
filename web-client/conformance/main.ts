// Runs the scripts of docs/clients/conformance: npm run conformance FOLDER [URL]
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fromBinary } from "@bufbuild/protobuf";
import { encode, split } from "../src/frames.js";
import { catalog, Play } from "./players.js";
import { PacketText, show, Variables } from "./script.js";

const FRAME = /^(\w+ \{.*\}) = ([0-9a-f ]+)$/gm;
const MAX_BYTES = 4096;

const [folder, url = "ws://127.0.0.1:7778/"] = process.argv.slice(2);
if (!folder) {
  console.error("usage: npm run conformance FOLDER [URL]");
  process.exit(2);
}

const frames = [...readFileSync(join(folder, "frames.txt"), "utf8").matchAll(FRAME)];
const wrong = frames.map(([, text = "", bytes = ""]) => problemOf(text, bytes)).filter(Boolean);
wrong.forEach((problem) => console.error(problem));

const scripts = readdirSync(folder).filter((name) => /^\d.*\.txt$/.test(name)).sort();
let steps = 0;
for (const [index, name] of scripts.entries()) {
  const play = new Play(url, `t${process.pid % 100_000_000}${index}`);
  const problem = await play.run(readFileSync(join(folder, name), "utf8"));
  play.end();
  steps += play.steps;
  if (problem) {
    wrong.push(problem);
    console.error(`${name}:${problem}`);
  }
}
console.log(`frames=${frames.length} scripts=${scripts.length} steps=${steps} failed=${wrong.length}`);
process.exitCode = wrong.length || !frames.length || !scripts.length ? 1 : 0;

/** Encodes and decodes a frame. Returns what is wrong; empty when nothing is. */
function problemOf(text: string, hex: string): string {
  const bytes = Uint8Array.from(hex.trim().split(" "), (byte) => parseInt(byte, 16));
  const packet = new PacketText(catalog, text, new Variables());
  const { kind } = packet;
  const made = encode(kind, kind.schema, packet.message(), MAX_BYTES);
  const [frame] = [...split(bytes, () => MAX_BYTES)];
  const read = frame && fromBinary(kind.schema, frame.body);
  const isGood = String(made) === String(bytes) && frame?.id === kind.id && read && show(read) === show(packet.message());
  return isGood ? "" : `frames.txt: ${text} is ${made} here`;
}

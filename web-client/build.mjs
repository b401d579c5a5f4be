// Builds the client. Run it by npm: `npm run build`, `npm test`, `npm run check`.
//
//   build    makes messages/, src/wharf/ and dist/ from the .proto files and src/. They are checked in
//   test     runs the tests in test/
//   check    checks the types, makes everything again in build/, and compares it with what is checked in
//
// All output is the same on every machine, because package-lock.json fixes the versions of the tools.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const MAX_ZIPPED_BYTES = 40_000;
const BUILT = ["src/wharf", "messages", "dist"];
const BANNERS = {
  "wharf.js": "/*! Wharf's client for browsers, with protobuf-es: see LICENSES.txt. Made by npm run build. */",
  "messages.js": "/*! The messages of the game. Made by npm run build. */",
};
const SYSTEM_PROTO = "../protocol/src/main/proto";
const GAME_PROTO = "../proto/src/main/proto";
const BUNDLE = { bundle: true, format: "esm", target: "es2022", charset: "utf8", legalComments: "none", logLevel: "warning" };

process.chdir(dirname(fileURLToPath(import.meta.url)));

/** Runs a program of a package with this Node. Ends this program when it fails. */
function run(...args) {
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

function filesIn(folder) {
  return existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)).replaceAll("\\", "/"))
        .sort()
    : [];
}

/** Makes the TypeScript of all messages. */
function generate(target) {
  const all = "build/proto";
  rmSync(all, { recursive: true, force: true });
  cpSync(SYSTEM_PROTO, all, { recursive: true });
  cpSync(GAME_PROTO, all, { recursive: true });
  ["src/wharf", "messages"].forEach((folder) => rmSync(join(target, folder), { recursive: true, force: true }));
  const path = process.env.PATH;
  process.env.PATH = `${join(process.cwd(), "node_modules/.bin")}${process.platform === "win32" ? ";" : ":"}${path}`;
  for (const [template, source] of [["buf.system.yaml", SYSTEM_PROTO], ["buf.game.yaml", GAME_PROTO]]) {
    const paths = filesIn(source).flatMap((file) => ["--path", join(all, file)]);
    run("node_modules/@bufbuild/buf/bin/buf", "generate", all, "--template", template, "-o", target, ...paths);
  }
  process.env.PATH = path;
  writeFileSync(join(target, "messages/index.ts"), indexOf(join(target, "messages")));
}

/** Returns a file that exports all messages of the game, and the list of their files. */
function indexOf(folder) {
  const names = filesIn(folder).filter((file) => file.endsWith("_pb.ts")).map((file) => file.slice(0, -"_pb.ts".length));
  const variable = (name) => `file_${name.replace(/[^A-Za-z0-9]/g, "_")}`;
  return [
    "// The messages of the game. Made by npm run build.",
    `import type { DescFile } from "@bufbuild/protobuf";`,
    ...names.map((name) => `import { ${variable(name)} } from "./${name}_pb.js";`),
    ...names.map((name) => `export * from "./${name}_pb.js";`),
    "",
    "/** All files of the game, for `ClientOptions.packets`. */",
    `export const packets: readonly DescFile[] = [${names.map(variable).join(", ")}];`,
    "",
  ].join("\n");
}

/** Makes the modules that a page loads. The messages import what they share with the client from it. */
async function bundle(target) {
  rmSync(join(target, "dist"), { recursive: true, force: true });
  const library = {
    name: "library",
    setup(build) {
      build.onResolve({ filter: /^(wharf-web-client|@bufbuild\/protobuf\/codegenv2)(\/|$)/ }, () => ({
        path: "./wharf.js",
        external: true,
      }));
    },
  };
  for (const [source, name, plugins] of [["src/index.ts", "wharf.js", []], ["messages/index.ts", "messages.js", [library]]]) {
    await esbuild.build({
      ...BUNDLE,
      entryPoints: [source],
      outfile: join(target, "dist", name),
      minify: true,
      lineLimit: 160,
      banner: { js: BANNERS[name] },
      plugins,
    });
  }
  writeLicenses(target);
}

/** Writes what the licenses of the code in wharf.js demand. */
function writeLicenses(target) {
  const source = readFileSync("node_modules/@bufbuild/protobuf/dist/esm/wire/varint.js", "utf8");
  const google = source.split("\n").filter((line) => line.startsWith("//")).map((line) => line.slice(2).trim());
  const text = [
    "wharf.js contains Wharf's client for browsers, and protobuf-es (https://github.com/bufbuild/protobuf-es).",
    "Both are under the Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0). protobuf-es is",
    "Copyright Buf Technologies, Inc. A part of it has this license:",
    "",
    ...google,
    "",
  ];
  writeFileSync(join(target, "dist/LICENSES.txt"), text.join("\n"));
}

/** Fails when the client has become too large for a page. */
function checkSize(target) {
  const zipped = gzipSync(readFileSync(join(target, "dist/wharf.js")), { level: 9 }).length;
  console.log(`dist/wharf.js has ${zipped} bytes zipped; the limit is ${MAX_ZIPPED_BYTES}`);
  if (zipped > MAX_ZIPPED_BYTES) {
    fail("the client is too large");
  }
}

/** Fails when a file that is checked in differs from the one that was made again. */
function compare(again) {
  for (const folder of BUILT) {
    const [left, right] = [folder, join(again, folder)].map(filesIn);
    for (const file of new Set([...left, ...right])) {
      const [old, made] = [folder, join(again, folder)].map((one) => join(one, file));
      if (!existsSync(old) || !existsSync(made) || !readFileSync(old).equals(readFileSync(made))) {
        fail(`web-client/${old} is not what the build makes: npm run build`);
      }
    }
  }
}

/** Bundles programs and tests for Node. */
async function bundleForNode(files, outdir) {
  await esbuild.build({
    ...BUNDLE,
    entryPoints: files,
    outdir,
    platform: "node",
    outExtension: { ".js": ".mjs" },
    sourcemap: "inline",
  });
}

async function test() {
  const tests = filesIn("test").filter((file) => file.endsWith(".test.ts"));
  if (tests.length === 0) {
    console.log("there are no tests: a fork has none");
    return;
  }
  rmSync("build/test", { recursive: true, force: true });
  await bundleForNode(tests.map((file) => join("test", file)), "build/test");
  run("--test", ...filesIn("build/test").map((file) => join("build/test", file)));
}

async function conformance(args) {
  await bundleForNode(["conformance/main.ts"], "build/conformance");
  // Node 20 has a WebSocket only with this option, later versions have it without.
  run("--experimental-websocket", "build/conformance/main.mjs", ...args);
}

const [command = "build", ...rest] = process.argv.slice(2);
mkdirSync("build", { recursive: true });
switch (command) {
  case "build":
    generate(".");
    await bundle(".");
    checkSize(".");
    break;
  case "check":
    generate("build/again");
    await bundle("build/again");
    compare("build/again");
    checkSize(".");
    run("node_modules/typescript/bin/tsc", "-p", ".");
    run("node_modules/typescript/bin/tsc", "-p", "tsconfig.node.json");
    break;
  case "test":
    await test();
    break;
  case "conformance":
    await conformance(rest);
    break;
  default:
    fail(`there is no command '${command}'`);
}

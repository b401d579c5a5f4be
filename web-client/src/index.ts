export { WharfClient, type ClientEvents, type ClientOptions, type End } from "./client.js";
export { browser } from "./environment.js";
export type { Environment, Socket, SocketEvents } from "./environment.js";
export type { KeepLimits } from "./outbox.js";
export * from "./wharf/options_pb.js";
export * from "./wharf/system_pb.js";
// What a page needs to make and read messages by itself, and what generated messages import.
export { create, fromBinary, toBinary } from "@bufbuild/protobuf";
export { enumDesc, extDesc, fileDesc, messageDesc, serviceDesc } from "@bufbuild/protobuf/codegenv2";

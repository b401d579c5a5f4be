// The messages of the game. Made by npm run build.
import type { DescFile } from "@bufbuild/protobuf";
import { file_game_account } from "./game/account_pb.js";
import { file_game_chat } from "./game/chat_pb.js";
import { file_game_echo } from "./game/echo_pb.js";
import { file_game_world } from "./game/world_pb.js";
export * from "./game/account_pb.js";
export * from "./game/chat_pb.js";
export * from "./game/echo_pb.js";
export * from "./game/world_pb.js";

/** All files of the game, for `ClientOptions.packets`. */
export const packets: readonly DescFile[] = [file_game_account, file_game_chat, file_game_echo, file_game_world];

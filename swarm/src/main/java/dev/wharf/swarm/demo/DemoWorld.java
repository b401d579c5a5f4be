package dev.wharf.swarm.demo;

/// The world of a game, for `demo --world`: users walk through it, and a page shows it.
///
/// @param scenario the name of the scenario that all users run
/// @param page the file of the page, relative to the folder `web-client`, with `/` between folders.
///   The page connects to the WebSocket port 7778 of its host, unless its address has
///   `?server=ws://HOST:PORT/`
public record DemoWorld(String scenario, String page) {}

// SPDX-License-Identifier: MIT
// What a guest does over the WebSocket, as a function of Artillery's scenario: signs in, joins,
// says a line, hears it, waits, and leaves. Counts and times go into Artillery's report.
"use strict";

const WebSocket = require("ws");

const LIMIT_MS = 20000;

// Gives the messages of a WebSocket one after the other; until(type) waits for one of this type.
class Talk {
  constructor(url, options) {
    this.socket = new WebSocket(url, options);
    this.waiting = new Map();
    this.socket.on("message", (data) => this.take(JSON.parse(data.toString())));
    this.ended = new Promise((_, fail) => {
      this.socket.on("close", (code) => fail(new Error(`closed with ${code}`)));
      this.socket.on("error", fail);
    });
    this.ended.catch(() => {});
  }
  take(message) {
    const type = message.type === "error" ? `error ${message.code}` : message.type;
    if (type.startsWith("error")) {
      for (const { fail } of this.waiting.values()) fail(new Error(type));
    }
    this.waiting.get(type)?.done(message);
    this.waiting.delete(type);
  }
  until(type) {
    let timer;
    const late = new Promise((_, fail) => {
      timer = setTimeout(() => fail(new Error(`no ${type}`)), LIMIT_MS);
    });
    const come = new Promise((done, fail) => this.waiting.set(type, { done, fail }));
    return Promise.race([come, late, this.ended]).finally(() => clearTimeout(timer));
  }
  open() {
    const opened = new Promise((done) => this.socket.once("open", done));
    return Promise.race([opened, this.ended]);
  }
  ask(message, answer) {
    const come = this.until(answer);
    this.socket.send(JSON.stringify(message));
    return come;
  }
}

async function talk(context, events) {
  const { url, token, code, seconds, insecure } = context.vars;
  const site = new URL(url);
  const address = `${site.protocol === "https:" ? "wss:" : "ws:"}//${site.host}/ws`;
  const timed = async (name, work) => {
    const began = performance.now();
    const answer = await work;
    events.emit("histogram", `lectern.${name}`, performance.now() - began);
    return answer;
  };
  const one = new Talk(address, { origin: site.origin, rejectUnauthorized: !insecure });
  try {
    await timed("connect", one.open());
    await timed("auth", one.ask({ type: "auth", token }, "welcome"));
    await timed("join", one.ask({ type: "join", meetingId: code }, "joined"));
    events.emit("counter", "lectern.joined", 1);
    await timed("chat", one.ask({ type: "chat", message: "good morning", id: "1" }, "chat"));
    await new Promise((done) => setTimeout(done, 1000 * Number(seconds)));
    await one.ask({ type: "leave", id: "2" }, "left");
    events.emit("counter", "lectern.left", 1);
  } catch (error) {
    events.emit("counter", `lectern.failed.${error.message}`, 1);
    throw error;
  } finally {
    one.socket.terminate();
  }
}

module.exports = { talk };

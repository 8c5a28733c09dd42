// SPDX-License-Identifier: MIT
// The same guests for k6 (README.md):
//   k6 run -e LECTERN_URL=https://meet.example.org -e LECTERN_CODE=abc-defg-hij k6.js
import http from "k6/http";
import ws from "k6/ws";
import { check } from "k6";
import { Trend } from "k6/metrics";

const URL = __ENV.LECTERN_URL;
const CODE = __ENV.LECTERN_CODE;
const PEOPLE = Number(__ENV.LECTERN_PEOPLE || 20);
const STAY = Number(__ENV.LECTERN_STAY || 10);

const join = new Trend("lectern_join", true);
const chat = new Trend("lectern_chat", true);

export const options = {
  scenarios: {
    guests: {
      executor: "ramping-vus",
      startVUs: 0,
      stages: [
        { duration: "30s", target: PEOPLE },
        { duration: "60s", target: PEOPLE },
        { duration: "10s", target: 0 },
      ],
    },
  },
  thresholds: { http_req_failed: ["rate<0.01"], lectern_join: ["p(95)<1000"] },
};

export default function () {
  check(http.get(`${URL}/api/site`), { "the site answers": (r) => r.status === 200 });
  const guest = http.post(
    `${URL}/api/auth/guest`,
    JSON.stringify({ code: CODE, name: `Guest ${__VU}-${__ITER}` }),
    { headers: { "Content-Type": "application/json" } },
  );
  if (!check(guest, { "a guest gets a token": (r) => r.status === 200 })) return;

  const began = {};
  const answer = ws.connect(
    `${URL.replace(/^http/, "ws")}/ws`,
    { headers: { Origin: URL } },
    (socket) => {
      const send = (message) => {
        began[message.type] = Date.now();
        socket.send(JSON.stringify(message));
      };
      socket.on("open", () => send({ type: "auth", token: guest.json("access") }));
      socket.on("message", (text) => {
        const message = JSON.parse(text);
        if (message.type === "welcome") send({ type: "join", meetingId: CODE });
        if (message.type === "joined") {
          join.add(Date.now() - began.join);
          send({ type: "chat", message: "good morning", id: "1" });
          socket.setTimeout(() => send({ type: "leave", id: "2" }), 1000 * STAY);
        }
        if (message.type === "chat" && began.chat) {
          chat.add(Date.now() - began.chat);
          began.chat = 0;
        }
        if (message.type === "left" || message.type === "error") socket.close();
      });
    },
  );
  check(answer, { "the WebSocket opens": (r) => r && r.status === 101 });
}

// SPDX-License-Identifier: MIT
// verify_webhook.mjs SECRET: reads {"headers", "body"} on standard input and has the library of
// Standard Webhooks verify it. Prints the message, or ends with 1.
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

const { headers, body } = JSON.parse(readFileSync(0, "utf8"));
try {
  console.log(JSON.stringify(new Webhook(process.argv[2]).verify(body, headers)));
} catch (error) {
  console.error(String(error));
  process.exit(1);
}

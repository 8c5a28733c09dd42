// SPDX-License-Identifier: MIT
// read_calendar.mjs FILE [COUNT]: reads a calendar by ical.js and prints its events as JSON, of a
// series the first COUNT starts as UTC. Ends with 1 if ical.js refuses it.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const [file, count = "10"] = process.argv.slice(2);
const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
ICAL.TimezoneService.reset();
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(new ICAL.Timezone(zone));
}

function startsOf(event) {
  const starts = [];
  const iterator = event.iterator();
  for (let at = iterator.next(); at && starts.length < Number(count); at = iterator.next()) {
    starts.push(event.getOccurrenceDetails(at).startDate.toJSDate().toISOString());
  }
  return starts;
}

const all = calendar.getAllSubcomponents("vevent").map((one) => new ICAL.Event(one));
const exceptions = all.filter((event) => event.isRecurrenceException());
const events = all.map((event) => {
  if (event.isRecurring()) {
    for (const one of exceptions) if (one.uid === event.uid) event.relateException(one);
  }
  return {
    uid: event.uid,
    sequence: event.sequence,
    summary: event.summary,
    organizer: event.organizer,
    attendees: event.attendees.map((one) => one.getFirstValue()),
    start: event.startDate.toJSDate().toISOString(),
    recurrence_id: event.recurrenceId && event.recurrenceId.toJSDate().toISOString(),
    starts: event.isRecurring() ? startsOf(event) : [],
  };
});
console.log(JSON.stringify({ method: calendar.getFirstPropertyValue("method"), events }));

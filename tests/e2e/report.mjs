// SPDX-License-Identifier: MIT
// Named steps with a closing line that the test runner reads: `N passed, N failed`.
let passed = 0;
const failures = [];
/** The errors that ended a step and are counted already. */
const told = new Set();

/** Runs one step; a failure is recorded and thrown on, because later steps build on it. */
export async function step(name, body) {
  const start = performance.now();
  try {
    const detail = await body();
    passed += 1;
    console.log(
      `ok   - ${name} (${Math.round(performance.now() - start)} ms)${detail ? `: ${detail}` : ''}`,
    );
    return detail;
  } catch (error) {
    failures.push(name);
    told.add(error);
    console.log(`FAIL - ${name}: ${error.message}`);
    throw error;
  }
}

/**
 * Polls `probe` until it returns something truthy. After `timeout` milliseconds it throws an error
 * that names the last value or error.
 */
export async function until(what, probe, timeout = 20_000) {
  const end = performance.now() + timeout;
  let last;
  for (;;) {
    try {
      last = await probe();
      if (last) return last;
    } catch (error) {
      last = error.message;
    }
    if (performance.now() > end)
      throw new Error(
        `${what} did not happen in ${timeout / 1000} s; last seen: ${JSON.stringify(last)}`,
      );
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A story broke off, perhaps between two steps: that is a failure, too. */
export function brokeOff(error) {
  if (!told.has(error)) failures.push(error.message);
}

export function summary() {
  console.log(`${passed} passed, ${failures.length} failed`);
  return failures.length;
}

-- SPDX-License-Identifier: MIT
-- What wrk sends: the requests of a file, one after the other, and again from the first. Each is a
-- whole HTTP/1.1 request; a zero byte ends it. With a rate, a request leaves at its time.
--
--   wrk … -s load.lua URL -- FILE [REQUESTS_A_SECOND CONNECTIONS]

local requests = {}
local at = 0
local pause = 0

function init(args)
  local file = assert(io.open(args[1], "rb"))
  for text in file:read("*a"):gmatch("([^%z]+)%z") do requests[#requests + 1] = text end
  file:close()
  assert(#requests > 0, "the file has no requests")
  if args[2] then pause = 1000 * tonumber(args[3]) / tonumber(args[2]) end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

-- Each connection waits as long as all of them together need for one request each. The spread of
-- half of it keeps them apart.
if os.getenv("LOAD_PACED") then
  function delay() return pause * (0.75 + math.random() / 2) end
end

function done(summary, latency)
  local errors = summary.errors
  io.stdout:write(string.format(
    '\n{"requests": %d, "seconds": %.6f, "refused": %d, "broken": %d, ' ..
    '"p50_us": %d, "p90_us": %d, "p99_us": %d, "max_us": %d}\n',
    summary.requests, summary.duration / 1e6, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(90), latency:percentile(99), latency.max))
end

-- Entries of the checkpoint book, each with its own idempotency key: STATION and TOKEN from the
-- environment.
local station = os.getenv("STATION")
local headers = {
  ["Content-Type"] = "application/json",
  ["X-Lianfang"] = "1",
  ["Authorization"] = "Bearer " .. os.getenv("TOKEN"),
}
local threads = 0
function setup(thread) -- in a state of its own: what threads need is set in theirs
  threads = threads + 1
  thread:set("number", threads)
end
local n = 0
function init()
  math.randomseed(os.time() * 7 + number * 1000003)
end
local function uuid() -- version 7: in order of time; no two threads make the same
  local ms = os.time() * 1000 + n % 1000
  return string.format("%08x-%04x-7%03x-%04x-%04x%08x", math.floor(ms / 65536) % 4294967296, ms % 65536,
    math.random(0, 4095), 32768 + number, math.random(0, 65535), n)
end
function request()
  n = n + 1
  headers["Idempotency-Key"] = uuid()
  local body = string.format(
    '{"fields":{"station":"%s","direction":"inbound","vehicle":"car","plate":"陕E%s%04d","people":%d,"driver":"%s","phone":"154%08d","origin_class":"local","temperature":"36.%d","decision":"pass"}}',
    station, string.char(65 + n % 8), n % 10000, 1 + n % 4, n % 2 == 0 and "王伟" or "李秀英", math.random(0, 99999999), n % 10)
  return wrk.format("POST", nil, headers, body)
end
function done(summary, latency)
  io.write(string.format('{"requests":%d,"seconds":%.2f,"per_second":%.0f,"p50_ms":%.2f,"p99_ms":%.2f,"not_2xx":%d}\n',
    summary.requests, summary.duration / 1e6, summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, summary.errors.status))
end

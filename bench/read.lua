-- The same GET again and again; TOKEN from the environment. Tells one JSON object.
function init()
  wrk.headers["Authorization"] = "Bearer " .. (os.getenv("TOKEN") or "")
end
function done(summary, latency)
  io.write(string.format('{"requests":%d,"seconds":%.2f,"per_second":%.0f,"p50_ms":%.2f,"p95_ms":%.2f,"p99_ms":%.2f,"not_2xx":%d}\n',
    summary.requests, summary.duration / 1e6, summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000,
    summary.errors.status))
end

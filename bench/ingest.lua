-- wrk: page views from rotating addresses and browsers, each with a view id of its own.
local views, id = 0, ""
local agent = "Mozilla/5.0 (%s) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Safari/537.36"
local systems = { "X11; Linux x86_64", "Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7" }
local body = '{"v":1,"i":"%s%d","u":"https://www.example.com/pricing/%d?utm_source=li","t":"Pricing",'
  .. '"c":"anon","a":503,"e":[["pv",0,0,["https://www.linkedin.com/",null,1440]]]}'
local headers = { ["Content-Type"] = "text/plain;charset=UTF-8", ["Origin"] = "https://www.example.com" }

function init(args)
  math.randomseed(tonumber(args[1]))
  id = string.format("%07x", math.random(0, 2 ^ 28 - 1))
end

function request()
  views = views + 1
  headers["User-Agent"] = string.format(agent, systems[views % 3 + 1], 100 + views % 50)
  headers["X-Forwarded-For"] = string.format("%d.%d.%d.7", 1 + views % 200, views % 251, views % 13)
  return wrk.format("POST", nil, headers, string.format(body, id, views, views % 97))
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('{"requests":%d,"seconds":%f,"p50":%f,"p99":%f,"bad":%d,"broken":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end

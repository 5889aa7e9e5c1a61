-- Takes in where a device is connected; refreshes the entry when it is there already.
-- KEYS[1]  hash of the user's devices: device -> "epoch expiresAtMs gateway"
-- ARGV     device, connection epoch, gateway, time to live in ms
-- Answers  {"stale"} when a newer connection is registered and alive, {"kept"} when the entry was of this connection,
--          {"created", gateway} when it replaced an entry of that gateway ("" when there was none)
local device, epoch, gateway, ttl = ARGV[1], tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
local time = redis.call("time")
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local found = { "created", "" }
local entries = redis.call("hgetall", KEYS[1])
for i = 1, #entries, 2 do
  local other_epoch, expires_at, other_gateway = string.match(entries[i + 1], "^(%d+) (%d+) (.+)$")
  if tonumber(expires_at) <= now then
    redis.call("hdel", KEYS[1], entries[i])
  elseif entries[i] == device then
    if tonumber(other_epoch) > epoch then return { "stale" } end
    if tonumber(other_epoch) == epoch then found = { "kept" } else found = { "created", other_gateway } end
  end
end

redis.call("hset", KEYS[1], device, string.format("%d %d %s", epoch, now + ttl, gateway))
redis.call("pexpire", KEYS[1], ttl)
return found

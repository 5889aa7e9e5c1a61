update lane set batch = null, not_before_ms = $2 where batch = $1

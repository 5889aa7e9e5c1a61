select user_id, cell, epoch, statement from placement where user_id = any ($1::text[]) and cell is not null

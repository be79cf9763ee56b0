-- When a remote was last heard of stands at each stream's cursor.

drop table connection_health;

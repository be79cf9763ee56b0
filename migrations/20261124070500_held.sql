-- Why a flow rests until held_until: limit, trouble, sign_in, set_up, ours. Null while it does not.
alter table flow_work add column held_because text;
